// Lambda chooses among the types that a capacity provider allows, and not always the cheapest: said where nothing restricts it.

import { usd } from "../../report/figures.ts";
import type { Located } from "../../terraform/located.ts";
import { alwaysOnUsdPerMonth } from "../instances.ts";
import type { Note } from "../inventory/note.ts";
import { candidates, type ProviderLimits } from "../managedFunction.ts";
import type { BilledFunction } from "./groups.ts";
import type { Pricing } from "./pricing.ts";

/** What Lambda chose for a function of 8 vCPUs on a provider that restricted nothing; how many, is a constant with its source. */
const SEEN_TYPE = "c9g.8xlarge";

/** The most that the cap holds of the dearest type per vCPU, with the fee. */
function dearestUsdPerMonth(functions: readonly BilledFunction[], limits: ProviderLimits, { prices, basis }: Pricing) {
  const found = functions.flatMap((fn) => candidates(prices, { ...fn, capacityProvider: limits }, basis));
  const fullest = found.map(({ instance }) => {
    const count = Math.floor(limits.maxVCpus / instance.vCpus);
    return alwaysOnUsdPerMonth(count, instance.usdPerHour, basis);
  });
  return Math.max(0, ...fullest);
}

export function unrestrictedNote(
  { address }: Located,
  limits: ProviderLimits,
  functions: readonly BilledFunction[],
  pricing: Pricing,
): Note[] {
  if (limits.allowedInstanceTypes !== undefined) return [];
  const count = pricing.basis.value("unrestrictedInstances");
  const seen = pricing.prices.instances[SEEN_TYPE];
  const seenUsd = seen && usd(alwaysOnUsdPerMonth(count, seen.usdPerHour, pricing.basis));
  const example = `Lambda was seen to start ${count} x ${SEEN_TYPE}${seenUsd === undefined ? "" : ` (${seenUsd} a month)`}`;
  const most = usd(dearestUsdPerMonth(functions, limits, pricing));
  return [
    {
      subject: address,
      text: `instance types are not restricted, so what runs may cost more than the cheapest: ${example}; ${limits.maxVCpus} vCPUs of the dearest type cost ${most} a month`,
    },
  ];
}
