// A value of a plan on one line.
import { isAttributes, isSensitive, isUnknown, type Value } from "../value.ts";
import { cut, head } from "./visible.ts";

const written = (value: Value): string => {
  if (isSensitive(value)) return value.changes ? "(sensitive, changes)" : "(sensitive)";
  if (isUnknown(value)) return "(known after apply)";
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (isAttributes(value)) {
    const entries = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${written(part)}`);
    return entries.length > 0 ? `{ ${entries.join(", ")} }` : "{}";
  }
  return JSON.stringify(value);
};

/** As JSON, with words in parentheses for what is secret or not known; a long one is cut and says how long it is. */
export function valueText(value: Value, maxCharacters: number): string {
  if (typeof value === "string" && value.length > maxCharacters) {
    // Quoting a long text only to cut it would take as long as the text.
    return `${JSON.stringify(head(value, maxCharacters))}… (${value.length.toLocaleString("en-US")} characters)`;
  }
  return cut(written(value), maxCharacters);
}
