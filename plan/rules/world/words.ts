// Values and lists as the sentences of findings name them.
import { isAttributes, isSensitive, isUnknown, type Value } from "../../value.ts";

const LONGEST = 120;

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** Of an object, what its sensitive and unknown values hide is hidden too. */
const hidden = (_key: string, value: unknown): unknown => {
  if (isSensitive(value)) return "(sensitive)";
  return isUnknown(value) ? "(known after apply)" : value;
};

/** A value as a sentence names it. */
export function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return "nothing";
  if (isSensitive(value)) return "a sensitive value";
  if (isUnknown(value)) return "a value unknown until apply";
  if (typeof value === "string") return value === "" ? "an empty text" : shortened(value);
  if (Array.isArray(value) || isAttributes(value)) return shortened(JSON.stringify(value, hidden));
  return String(value);
}

/** `a, b and c`; past `most` only how many more. */
export function listed(items: readonly string[], most = 5): string {
  const more = items.length - most;
  const named = more > 0 ? [...items.slice(0, most), `${more} more`] : items;
  return named.length < 2 ? (named[0] ?? "") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
