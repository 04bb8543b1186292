// Findings that were accepted, each with its reason, and ignores that do nothing.
import type { Listing } from "../budget.ts";
import { worstFirst } from "../findingOrder.ts";
import { inGroups } from "../groups.ts";
import { ignoredPhrase } from "../ignoredPhrase.ts";
import { asMarkdown } from "../phrase.ts";
import type { Review } from "../review.ts";

export function ignoredListing({ ignored = [], ignoreNotes = [] }: Review, severalStacks: boolean): Listing {
  const byFinding = new Map(ignored.map((one) => [one.finding, one]));
  const ordered = worstFirst([...byFinding.keys()]).flatMap((finding) => byFinding.get(finding) ?? []);
  const lines = [
    ...ordered.map((one) => ({ ...one.finding, type: one.reason, phrase: ignoredPhrase(one, severalStacks) })),
    ...ignoreNotes.map((prose) => ({ stack: "", address: "", type: "ignores that do nothing", phrase: [{ prose }] })),
  ];
  return {
    open: lines.length > 0 ? `\n#### Ignored: ${ignored.length.toLocaleString("en-US")}\n\n` : "",
    items: lines.map(({ phrase }) => [() => `- ${asMarkdown(phrase)}\n`]),
    rest: inGroups(lines, [({ type }) => type]),
    close: "",
  };
}
