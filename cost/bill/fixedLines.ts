// What bills by the hour, the month or the clock, whatever the load is.

import { count, exact } from "../../report/figures.ts";
import { isSame, type Located } from "../../terraform/located.ts";
import type { Basis } from "../constants.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Note } from "../inventory/note.ts";
import { gbSeconds, tieredUsd } from "../onDemand.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { type BillLine, constantLine } from "./line.ts";
import type { Priced } from "./managedLines.ts";
import { timesPerMonth } from "./scheduleRate.ts";
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

/** Alarms, dashboards, and the metrics of a team's own that a dashboard shows. */
function cloudWatchLines({ alarms, compositeAlarms, dashboards }: Inventory, { prices }: FixedPricing): Priced {
  const price = prices.cloudWatch;
  if (price === undefined) {
    const text = "not counted: the price table has no prices of alarms, dashboards and metrics";
    const items = [...alarms, ...compositeAlarms, ...dashboards];
    return { lines: [], notes: items.map(({ address }) => ({ subject: address, text })) };
  }
  const each = (items: number, usd: number, what: string) => `${count(items)} ${what} x $${exact(usd)} a month`;
  return {
    lines: [
      ...alarms.map((item) =>
        constantLine(
          item,
          "alarm",
          item.metrics * price.usdPerAlarmMetric,
          each(item.metrics, price.usdPerAlarmMetric, item.metrics === 1 ? "metric" : "metrics"),
        ),
      ),
      ...compositeAlarms.map((item) =>
        constantLine(item, "composite alarm", price.usdPerCompositeAlarm, "one alarm, a month"),
      ),
      ...dashboards.map((item) => constantLine(item, "dashboard", price.usdPerDashboard, "one dashboard, a month")),
      ...dashboards
        .filter(({ metrics }) => metrics > 0)
        .map((item) =>
          constantLine(
            item,
            "custom metrics on it",
            item.metrics * price.usdPerMetric,
            each(item.metrics, price.usdPerMetric, "metrics"),
          ),
        ),
    ],
    notes: [],
  };
}

/** Schedules, and the functions on ordinary Lambda that they invoke: how often is in the expression. */
function scheduledLines(inventory: Inventory, { prices, basis, usage }: FixedPricing): Priced {
  const notes: Note[] = [];
  const fired = inventory.schedules.map((schedule) => {
    const { expression, address } = schedule;
    const times = expression === undefined ? undefined : timesPerMonth(expression, basis.value("hoursPerMonth"));
    if (times === undefined)
      notes.push({ subject: address, text: "not counted: its schedule expression is not known" });
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
