// The end of the comment: what it leaves out, and the fingerprint of what would change.
import type { Fitted } from "../budget.ts";
import { plural } from "../phrase.ts";

/** Room that the comment keeps for it. */
export const FOOTER_CHARACTERS = 1_500;

const listOf = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** @param fitted by what its items are, such as `destroyed resource`; @returns nothing when all is said */
function leftOut(fitted: readonly (readonly [string, Fitted])[]): string {
  const shortened = fitted.flatMap(([what, one]) => (one.shortened > 0 ? [plural(one.shortened, what)] : []));
  const grouped = fitted.flatMap(([what, { items, shown }]) => (items > shown ? [plural(items - shown, what)] : []));
  const sentences: string[] = [];
  if (shortened.length > 0) sentences.push(`Shortened: ${listOf(shortened)}.`);
  if (grouped.length > 0) sentences.push(`Only counted: ${listOf(grouped)}.`);
  if (sentences.length === 0) return "";
  return `\nThis is cut to fit into a comment. ${sentences.join(" ")} \`lmi plan review --full\` or \`--json\` has everything.\n`;
}

/** @param fingerprint undefined where there is no plan */
export const footer = (fitted: readonly (readonly [string, Fitted])[], fingerprint: string | undefined): string =>
  `${leftOut(fitted)}${fingerprint === undefined ? "" : `\nFingerprint of what would change: \`${fingerprint}\`\n`}`;
