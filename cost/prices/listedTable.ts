// A price table from what the offer files list; a price that is missing or ambiguous is named instead of guessed.
import { linesOf } from "../../app/shared/issues.ts";
import { type AllListed, instancesIn, mistakesInInstances, withoutFees } from "./listedInstances.ts";
import { mistakeIn, ordered, paid } from "./listedTiers.ts";
import { PriceListError } from "./priceListError.ts";
import { type PriceTable, priceTableSchema } from "./priceTable.ts";
import { US_EAST_1 } from "./usEast1.ts";
import { INSTANCE, MANAGEMENT_FEE, WANTED } from "./wanted.ts";

export interface Origin {
  readonly region: string;
  /** The day on which the list was read, `2026-07-20`. */
  readonly date: string;
  readonly source: string;
}

/** One line per price that these offers should have given and did not. */
export function mistakesInListed(offers: readonly string[], region: string, listed: AllListed): string[] {
  const wanted = WANTED.filter(({ offer, optional }) => offers.includes(offer) && optional === undefined);
  return wanted.flatMap((one) => {
    if (one === MANAGEMENT_FEE) return withoutFees(region, listed);
    if (one === INSTANCE) return mistakesInInstances(region, listed);
    const mistake = mistakeIn(one, region, tiersOf(listed, one.price));
    return mistake === undefined ? [] : [`${one.price}: ${mistake}`];
  });
}

const tiersOf = (listed: AllListed, price: string) => ordered(listed.get(price) ?? []);

/** The optional parts that this list does not have, each with why. */
export function leftOut(region: string, listed: AllListed): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const wanted of WANTED) {
    const { optional, price } = wanted;
    const mistake = optional === undefined ? undefined : mistakeIn(wanted, region, tiersOf(listed, price));
    if (optional !== undefined && mistake !== undefined && !parts.has(optional)) parts.set(optional, mistake);
  }
  return parts;
}

/** Puts a value where a path such as `lambda.usdPerGbSecond.arm64` says. */
function place(table: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split(".");
  const last = names.pop() ?? path;
  let within = table;
  for (const name of names) {
    within[name] ??= {};
    within = within[name] as Record<string, unknown>;
  }
  within[last] = value;
}

/**
 * The table, once there are no mistakes in what is listed.
 * @throws PriceListError when it is no price table for another reason
 */
export function tableOf(listed: AllListed, { region, date, source }: Origin): PriceTable {
  const { freeRequests, freeGbSeconds } = US_EAST_1.lambda;
  const table: Record<string, unknown> = { region, date, source, instances: instancesIn(listed) };
  const without = leftOut(region, listed);
  for (const { price, tiers, optional } of WANTED.filter((one) => one !== INSTANCE && one !== MANAGEMENT_FEE)) {
    if (optional !== undefined && without.has(optional)) continue;
    const rows = paid(tiersOf(listed, price));
    const kept = rows.map(({ upTo, usd }) => ({ ...(upTo !== undefined && { upTo }), usd }));
    place(table, price, tiers ? kept : kept[0]?.usd);
  }
  // The list has dashboards without a Region: they cost the same everywhere.
  if (!without.has("cloudWatch")) place(table, "cloudWatch.usdPerDashboard", US_EAST_1.cloudWatch?.usdPerDashboard);
  // An account has them once, whatever its Regions.
  place(table, "lambda.freeRequests", freeRequests);
  place(table, "lambda.freeGbSeconds", freeGbSeconds);
  const parsed = priceTableSchema.safeParse(table);
  if (parsed.success) return parsed.data;
  throw new PriceListError(linesOf(parsed.error, table).join("\n"), { cause: parsed.error });
}
