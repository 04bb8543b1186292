// What bills by the hour, the month or the clock, whatever the load is.

import { count, exact } from "../../report/figures.ts";
import { isSame, type Located } from "../../terraform/located.ts";
import type { Basis } from "../constants.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Note } from "../inventory/note.ts";
import { gbSeconds, tieredUsd } from "../onDemand.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { cloudWatchLines } from "./cloudWatchLines.ts";
import { firedIn } from "./fired.ts";
import { type BillLine, constantLine } from "./line.ts";
import type { Priced } from "./managedLines.ts";
import type { Usage } from "./usage.ts";

export interface FixedPricing {
  readonly prices: PriceTable;
  readonly basis: Basis;
  readonly usage: Usage;
}

function hourlyLines(inventory: Inventory, { prices, basis }: FixedPricing): BillLine[] {
  const hours = basis.value("hoursPerMonth");
  const hourly = (what: string, usdPerHour: number, places = 1) => {
    const times = places === 1 ? "" : `${places} zones x `;
    const how = `${times}$${exact(usdPerHour)} x ${exact(hours)} h`;
    return (item: Located) => constantLine(item, what, places * usdPerHour * hours, how);
  };
  return [
    ...inventory.natGateways.map(hourly("NAT gateway", prices.natGateway.usdPerHour)),
    ...inventory.publicIpv4.map(hourly("public IPv4 address", prices.publicIpv4.usdPerHour)),
    ...inventory.interfaceEndpoints.map((item) =>
      hourly("interface endpoint", prices.interfaceEndpoint.usdPerHour, item.subnets)(item),
    ),
    ...inventory.gatewayEndpoints.map((item) => constantLine(item, "gateway endpoint", 0, "free")),
    ...inventory.kmsKeys.map((item) => constantLine(item, "KMS key", prices.kms.usdPerKeyMonth, "one key, a month")),
  ];
}

/** Environments of ordinary Lambda that wait for requests; what these cost beside is use. */
function provisionedLines({ provisionedConcurrency }: Inventory, { prices, basis }: FixedPricing): Priced {
  const price = prices.lambda.usdPerProvisionedGbSecond;
  const noteOn = (items: readonly Located[], text: string): Note[] =>
    items.map(({ address }) => ({ subject: address, text }));
  if (price === undefined) {
    const text = "not counted: the price table is older than prices of provisioned concurrency";
    return { lines: [], notes: noteOn(provisionedConcurrency, text) };
  }
  const hours = basis.value("hoursPerMonth");
  const lines = provisionedConcurrency.map((item) => {
    const gb = item.memoryMib / 1024;
    const usd = price[item.architecture];
    const how = `${count(item.environments)} x ${exact(gb)} GB x $${exact(usd)} per GB-s x ${exact(hours)} h`;
    return constantLine(item, "provisioned concurrency", item.environments * gb * usd * hours * 3600, how);
  });
  const assumed = provisionedConcurrency.filter(({ isAssumed }) => isAssumed);
  const text = "its function is in none of the stacks: 128 MB, the least there is, on x86_64";
  return { lines, notes: noteOn(assumed, text) };
}

/** Schedules, and the functions on ordinary Lambda that they invoke: how often is in the expression. */
function scheduledLines(inventory: Inventory, { prices, basis, usage }: FixedPricing): Priced {
  const notes: Note[] = [];
  const fired = firedIn(inventory, basis).map(({ schedule, times }) => {
    if (times === undefined)
      notes.push({ subject: schedule.address, text: "not counted: its schedule expression is not known" });
    return { schedule, times: times ?? 0 };
  });
  const { usdPerMillionInvocations } = prices.scheduler;
  const { usdPerMillionRequests, usdPerGbSecond } = prices.lambda;
  const schedules = fired.map(({ schedule, times }) => {
    const how = `${exact(Math.round(times))} x $${exact(usdPerMillionInvocations)} per million`;
    return constantLine(schedule, "schedule", (times / 1e6) * usdPerMillionInvocations, how);
  });
  const functions = inventory.ordinaryFunctions.map((fn) => {
    const requests = fired
      .filter(({ schedule }) => isSame(schedule.invokes, fn))
      .reduce((sum, { times }) => sum + times, 0);
    const seconds = gbSeconds(requests, usage.ordinaryDurationMs ?? 0, fn.memoryMib);
    const tiers = usdPerGbSecond[fn.architecture];
    const usdPerMonth = (requests / 1e6) * usdPerMillionRequests + tieredUsd(tiers, seconds);
    const perSecond = `$${exact(tiers[0]?.usd ?? 0)} per GB-s`;
    const how = `${exact(Math.round(requests))} scheduled x $${exact(usdPerMillionRequests)} per million; ${count(seconds)} GB-s x ${perSecond}`;
    return constantLine(fn, "function on ordinary Lambda", usdPerMonth, how);
  });
  return { lines: [...schedules, ...functions], notes };
}

export function fixedLines(inventory: Inventory, pricing: FixedPricing): Priced {
  const [scheduled, provisioned] = [scheduledLines(inventory, pricing), provisionedLines(inventory, pricing)];
  const cloudWatch = cloudWatchLines(inventory, pricing);
  return {
    lines: [...hourlyLines(inventory, pricing), ...scheduled.lines, ...provisioned.lines, ...cloudWatch.lines],
    notes: [...scheduled.notes, ...provisioned.notes, ...cloudWatch.notes],
  };
}
