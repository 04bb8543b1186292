// The hidden line by which a later run finds its own comment and edits it.
import { createHash } from "node:crypto";

const MAX_CHARACTERS = 200;

/** Two keys give two markers, and none can end the HTML comment that it stands in. */
export function marker(key: string): string {
  const plain = key
    .toWellFormed()
    .replace(/[^\w./,:=@ -]|--|-$/gu, (part) => encodeURIComponent(part).replaceAll("-", "%2D"));
  const digest = () => createHash("sha256").update(key).digest("hex").slice(0, 32);
  return `<!-- lmi plan review: ${plain.length <= MAX_CHARACTERS ? plain : digest()} -->`;
}

/** Whether a line is one. */
export const isMarker = (line: string): boolean => /^<!-- lmi plan review: [^\n]* -->$/.test(line);
