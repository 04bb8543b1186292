// One price of the list with its tiers: whole and in order, or what is wrong with it.
import type { Listed } from "./offerPrices.ts";
import type { Wanted } from "./wanted.ts";

const end = ({ upTo = Infinity }: Listed): number => upTo;

/** Tiers in their order, each once: the list has some products twice, under an old and a new usage type. */
export function ordered(rows: readonly Listed[]): Listed[] {
  const sorted = rows.toSorted((a, b) => a.from - b.from || end(a) - end(b) || a.usd - b.usd);
  return sorted.filter((row, index) => {
    const before = sorted[index - 1];
    return !before || before.from !== row.from || before.upTo !== row.upTo || before.usd !== row.usd;
  });
}

/** Tiers that cost something. */
export const paid = (rows: readonly Listed[]): Listed[] => rows.filter(({ usd }) => usd > 0);

const isWhole = (tiers: readonly Listed[]): boolean =>
  tiers.every(({ from, usd }, index) => usd >= 0 && from === (index === 0 ? 0 : tiers[index - 1]?.upTo)) &&
  tiers.at(-1)?.upTo === undefined &&
  (tiers.at(-1)?.usd ?? 0) > 0;

/** What is wrong with the tiers of a price, if anything is. */
export function mistakeIn({ offer, usage }: Wanted, region: string, tiers: readonly Listed[]): string | undefined {
  if (tiers.length === 0) return `${offer} of ${region} lists no ${usage}`;
  if (isWhole(tiers)) return undefined;
  const shown = tiers.map(({ from, upTo = "Inf", usd }) => `${from} to ${upTo}: ${usd}`).join(", ");
  return `${offer} of ${region} must list ${usage} once from 0 to Inf, above 0 at the end, got ${shown}`;
}
