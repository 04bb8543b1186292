// Which types the review did not judge, and did not price.

import type { Item, Listing } from "../budget.ts";
import { type Coverage, coveragePhrases } from "../coverage.ts";
import { asMarkdown, plural } from "../phrase.ts";

const FEW = 10;

export function coverageListing(coverage: Coverage | undefined): Listing {
  const [short, long] = [FEW, Number.POSITIVE_INFINITY].map((most) =>
    coveragePhrases(coverage, most).map((phrase) => `${asMarkdown(phrase)}\n`),
  );
  const items: Item[] = (short ?? []).map((text, index) => [() => text, () => long?.[index] ?? text]);
  return {
    open: items.length > 0 ? "\n" : "",
    items,
    rest: [(from) => `${plural(items.length - from, "more line")}\n`],
    close: "",
  };
}
