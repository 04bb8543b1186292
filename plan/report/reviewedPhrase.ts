// Of what a review is, and when it was made.
import type { Phrase } from "./phrase.ts";
import type { Review } from "./review.ts";

/** `2026-11-25 12:00 UTC` */
const minuteOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** ` (commit 1a2b3c4, 2026-11-25 12:00 UTC)`, as far as it is known. */
export function reviewedPhrase({ at, commit }: Pick<Review, "at" | "commit">): Phrase {
  const parts: Phrase[] = [
    ...(commit === undefined ? [] : [["commit ", { name: commit }]]),
    ...(at === undefined ? [] : [[minuteOf(at)]]),
  ];
  return parts.length === 0 ? [] : [" (", ...parts.flatMap((part, index) => (index > 0 ? [", ", ...part] : part)), ")"];
}
