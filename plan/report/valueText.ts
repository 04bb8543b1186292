// A value of a plan on one line.

import { documentIn } from "../diff/embeddedJson.ts";
import { isAttributes, isSensitive, isUnknown, type Value } from "../value.ts";
import { head } from "./visible.ts";

const many = (count: number): string => count.toLocaleString("en-US");

/** `[1, 2, … 3 more]`: whole parts, as many as there is room for. */
function bracketed<T>(
  [open, close]: readonly [string, string],
  parts: readonly T[],
  written: (part: T) => string,
  room: number,
): string {
  if (parts.length === 0) return `${open}${close}`.replaceAll(" ", "");
  const shown: string[] = [];
  let left = room;
  for (const part of parts) {
    const text = written(part);
    left -= text.length + 2;
    if (left < 0) break;
    shown.push(text);
  }
  if (shown.length < parts.length) shown.push(`… ${many(parts.length - shown.length)} more`);
  return `${open}${shown.join(", ")}${close}`;
}

/** Quoting a long text only to cut it would take as long as the text; half of a JSON document says nothing. */
function textOf(value: string, room: number): string {
  if (value.length <= room) return JSON.stringify(value);
  const length = `${many(value.length)} characters`;
  return documentIn(value) === undefined ? `${JSON.stringify(head(value, room))}… (${length})` : `(JSON, ${length})`;
}

/**
 * As JSON, with words in parentheses for what is secret or not known. Of a long list or object the first parts are shown, of a
 * long text the first characters, and how long the whole is.
 */
export function valueText(value: Value, maxCharacters: number): string {
  if (isSensitive(value)) return value.changes ? "(sensitive, changes)" : "(sensitive)";
  if (isUnknown(value)) return "(known after apply)";
  if (typeof value === "string") return textOf(value, maxCharacters);
  if (Array.isArray(value)) {
    const list = value as readonly Value[];
    return bracketed(["[", "]"], list, (part) => valueText(part, maxCharacters), maxCharacters);
  }
  if (isAttributes(value)) {
    const written = ([key, part]: [string, Value]) =>
      `${textOf(key, maxCharacters)}: ${valueText(part, maxCharacters)}`;
    return bracketed(["{ ", " }"], Object.entries(value), written, maxCharacters);
  }
  return JSON.stringify(value);
}
