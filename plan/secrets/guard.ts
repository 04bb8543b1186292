// The last look at a text before it is printed. Plans hold no secrets, so this finds a mistake of the program.
import type { Plan } from "../plan.ts";
import { identifiersOf } from "./identifiers.ts";
import { isLookedFor } from "./lookedFor.ts";
import { createSearch, type Span } from "./search.ts";

/** The review's own sentences consist of words: that a word stands in them is no leak. Values were rid of it before. */
const WORD = /^\p{L}?\p{Ll}{0,15}$/u;

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

function decoded(entity: string, body: string): string {
  const [, digits = "", hex = ""] = /^#(?:(\d+)|x([\da-f]+))$/i.exec(body) ?? [];
  const code = digits === "" ? Number.parseInt(hex, 16) : Number(digits);
  if (code > 0x10ffff) return entity;
  return Number.isNaN(code) ? (NAMED[body] ?? entity) : String.fromCodePoint(code).replace("\n", " ");
}

/** As a reader of the Markdown or HTML sees it: without escapes, and without what is only there to break words. */
const asRead = (text: string): string =>
  text
    .replaceAll(/&(#?\w{1,8});/g, decoded)
    .replaceAll(/<!--.*?-->|<wbr>|[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");

function placeOf(text: string, at: number): string {
  const lines = text.slice(0, at).split("\n");
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** How long the name is that begins there, which may be cut at the end: `aws_eip.na…`. */
function lengthOfName(text: string, start: number, name: string): number {
  if (text.startsWith(name, start)) return name.length;
  const cut = text.slice(start, start + name.length).lastIndexOf("…");
  return cut > 0 && name.startsWith(text.slice(start, start + cut)) ? cut : 0;
}

/** The part of a text lies within one of the names. */
const isNamed = (text: string, [from, to]: Span, names: readonly string[]): boolean =>
  names.some((name) => {
    const secret = text.slice(from, to);
    for (let at = name.indexOf(secret); at >= 0; at = name.indexOf(secret, at + 1)) {
      if (from >= at && lengthOfName(text, from - at, name) >= at + secret.length) return true;
    }
    return false;
  });

/**
 * Where a secret of the plans stands in a text that is about to be printed, such as `line 12, column 3`; undefined when there
 * is none. Names that the configuration gives (addresses, types, attributes, outputs) may hold one, and are not reported; nor
 * are plain words of up to 16 letters, which the review's own sentences may use.
 */
export function findLeak(text: string, plans: readonly Plan[]): string | undefined {
  const secrets = new Set(plans.flatMap((plan) => [...plan.secrets]).filter((secret) => !WORD.test(secret)));
  if (secrets.size === 0) return undefined;
  let names: readonly string[] | undefined;
  const namesWith = (search: (name: string) => readonly Span[], read: (name: string) => string) => {
    names ??= [...new Set(identifiersOf(plans))];
    return names.map(read).filter((name) => search(name).length > 0);
  };
  const leakIn = (shown: string, needles: Iterable<string>, read: (text: string) => string): string | undefined => {
    const search = createSearch(needles);
    const found = search(shown);
    if (found.length === 0) return undefined;
    const named = namesWith(search, read);
    const leak = found.find((span) => !isNamed(shown, span, named));
    return leak && placeOf(shown, leak[0]);
  };
  const escaped = [...secrets].filter((secret) => asRead(secret) !== secret);
  return (
    leakIn(asRead(text), [...secrets].map(asRead).filter(isLookedFor), asRead) ?? leakIn(text, escaped, (name) => name)
  );
}
