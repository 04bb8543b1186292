// The texts that stand under a sensitive mark, in the forms in which they would stand elsewhere.
import { isObject } from "../../terraform/block.ts";
import { isLookedFor } from "./lookedFor.ts";
import { type Mask, maskIn } from "./mask.ts";

/** JSON in a JSON string in a JSON string… ends here. */
const MAX_DOCUMENTS = 4;

/** A key that may be that of an attribute or of an environment variable, and no part of a value. */
const NAME = /^\w+$/;

function documentIn(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As Go writes a string of JSON: Terraform's jsonencode does. */
const goEscaped = (json: string): string =>
  json.replaceAll(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** As HTML has it: all five characters, without the apostrophe, only the three that text needs, and as Go writes quotes. */
function* htmlForms(text: string): Generator<string> {
  for (const escaped of [/[&<>"']/g, /[&<>"]/g, /[&<>]/g])
    yield text.replaceAll(escaped, (one) => ENTITIES[one] ?? one);
  yield text.replaceAll(/[&<>"']/g, (one) => (one === '"' ? "&#34;" : (ENTITIES[one] ?? one)));
}

/** A text, and how it stands in JSON, in HTML, in a URL and in base64. */
function formsOf(text: string): Set<string> {
  const forms = new Set([text, text.trim()]);
  const json = JSON.stringify(text).slice(1, -1);
  if (json !== text) forms.add(json).add(JSON.stringify(json).slice(1, -1));
  forms.add(goEscaped(json));
  if (/[^\w.~-]/.test(text) && text.isWellFormed()) forms.add(encodeURIComponent(text));
  if (/[&<>"']/.test(text)) for (const form of htmlForms(text)) forms.add(form);
  forms.add(Buffer.from(text).toString("base64"));
  return forms;
}

export interface Collector {
  /** Everything in the value that the mask marks. */
  add(value: unknown, mask: Mask | undefined): void;
  /** What was added, as far as it is looked for. */
  readonly secrets: ReadonlySet<string>;
}

/** @param told what is no secret, whatever mark it stands under */
export function createCollector(told: ReadonlySet<string> = new Set()): Collector {
  const secrets = new Set<string>();
  const seen = new Set<string>(told);

  function addText(text: string, documents: number): void {
    if (seen.has(text)) return;
    seen.add(text);
    if (isLookedFor(text)) for (const form of formsOf(text)) if (isLookedFor(form)) secrets.add(form);
    const inner = documents < MAX_DOCUMENTS ? documentIn(text) : undefined;
    if (inner !== undefined) addAll(inner, documents + 1);
  }

  function addAll(value: unknown, documents = 0): void {
    if (typeof value === "string") addText(value, documents);
    else if (typeof value === "number") addText(String(value), documents);
    else if (Array.isArray(value)) for (const item of value) addAll(item, documents);
    else if (isObject(value)) {
      for (const [key, one] of Object.entries(value)) {
        if (!NAME.test(key)) addText(key, documents);
        addAll(one, documents);
      }
    }
  }

  function add(value: unknown, mask: Mask | undefined): void {
    if (mask === undefined) return;
    if (mask === true) addAll(value);
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) add(item, maskIn(mask, index));
    else if (isObject(value)) for (const [key, one] of Object.entries(value)) add(one, maskIn(mask, key));
    else addAll(value); // masked as if it were a list or an object
  }

  return { add, secrets };
}
