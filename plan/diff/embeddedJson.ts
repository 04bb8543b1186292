// Strings that hold a JSON document, such as policies and state machines: two of them can differ and say the same.
import type { Value } from "../value.ts";

/** What nests deeper is compared as text. */
const MAX_DEPTH = 64;

/** Whether brackets nest too deep; inside strings they do not count. */
function tooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quoted) {
      if (character === "\\") index++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{" || character === "[") {
      depth++;
      if (depth > MAX_DEPTH) return true;
    } else if (character === "}" || character === "]") depth--;
  }
  return false;
}

/** A number with more digits than a double holds stays as it is written: two of them must not become equal. */
function keepingDigits(_key: string, value: unknown, { source }: { source?: string }): unknown {
  return typeof value === "number" && source !== undefined && source.length > 15 && String(value) !== source
    ? `number ${source}`
    : value;
}

const MAYBE_DOCUMENT = /^\s*[[{]/;

const parse = JSON.parse as (text: string, reviver?: typeof keepingDigits) => Value;

/** The object or list that a string holds as JSON; undefined for any other text. */
export function documentIn(text: string): Value | undefined {
  if (!MAYBE_DOCUMENT.test(text) || !/[\]}]$/.test(text.slice(-100).trimEnd()) || tooDeep(text)) return undefined;
  try {
    return /[\d.]{16}/.test(text) ? parse(text, keepingDigits) : parse(text);
  } catch {
    return undefined;
  }
}
