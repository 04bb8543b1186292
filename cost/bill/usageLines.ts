// What bills by use: each has its unit price, and counts only what somebody said is used.

import { exact } from "../../report/figures.ts";
import type { Located } from "../../terraform/located.ts";
import type { Basis } from "../constants.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { tieredUsd } from "../onDemand.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { type BillLine, constantLine } from "./line.ts";
import type { Usage } from "./usage.ts";

const KB_PER_GB = 1024 ** 2;

/** Where several resources of a type share one line: in the stack that has the most of them. */
function together(items: readonly Located[]): Located | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  const times = Map.groupBy(items, (item) => item.stack);
  const [stack = first.stack] = [...times].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const type = /([a-z]\w*)\.[^.]+$/.exec(first.address)?.[1] ?? first.address;
  return { stack, address: items.length === 1 ? first.address : `${items.length} x ${type}` };
}

function lineOf(items: readonly Located[], what: string, usdPerMonth: number, how: string): BillLine[] {
  const place = together(items);
  return place === undefined ? [] : [constantLine(place, what, usdPerMonth, how)];
}

function tableLines({ tables }: Inventory, { dynamoDb }: PriceTable, usage: Usage): BillLine[] {
  const onDemand = tables.filter((table) => table.onDemand);
  const requests = usage.requestsPerMonth ?? 0;
  const reads = requests * (usage.tableReadsPerRequest ?? 0);
  const writes = requests * (usage.tableWritesPerRequest ?? 0);
  const { usdPerMillionReads, usdPerMillionWrites, usdPerGbMonth, usdPerGbMonthBackup } = dynamoDb;
  const gb = usage.tableGb ?? 0;
  const backed = tables.some(({ pointInTimeRecovery }) => pointInTimeRecovery) ? gb : 0;
  const use = `${exact(reads)} reads x $${exact(usdPerMillionReads)} and ${exact(writes)} writes x $${exact(usdPerMillionWrites)} per million`;
  const kept = `${exact(gb)} GB x $${exact(usdPerGbMonth)}, recovery ${exact(backed)} GB x $${exact(usdPerGbMonthBackup)}`;
  return [
    ...lineOf(onDemand, "table requests", (reads * usdPerMillionReads + writes * usdPerMillionWrites) / 1e6, use),
    ...lineOf(tables, "table storage", gb * usdPerGbMonth + backed * usdPerGbMonthBackup, kept),
  ];
}

function trafficLines(inventory: Inventory, prices: PriceTable, { networkGbPerMonth = 0 }: Usage): BillLine[] {
  const isNat = inventory.natGateways.length > 0;
  const items = isNat ? inventory.natGateways : inventory.interfaceEndpoints;
  const { usdPerGb } = isNat ? prices.natGateway : prices.interfaceEndpoint;
  const what = isNat ? "NAT traffic" : "endpoint traffic";
  return lineOf(items, what, networkGbPerMonth * usdPerGb, `${exact(networkGbPerMonth)} GB x $${exact(usdPerGb)}`);
}

/** Of each request one trace, whatever it passes; sampled at its beginning. */
function traceLines({ tracedFunctions }: Inventory, basis: Basis, requests: number): BillLine[] {
  if (tracedFunctions.length === 0) return [];
  const each = Math.min(requests, basis.value("hoursPerMonth") * 3_600);
  const recorded = each + (requests - each) * basis.value("tracesSampled");
  const usdPerMillion = basis.value("tracesUsdPerMillion");
  const how = `up to ${exact(Math.round(recorded))} recorded x $${exact(usdPerMillion)} per million`;
  return lineOf(tracedFunctions, "traces", (recorded / 1e6) * usdPerMillion, how);
}

function betweenZonesLines({ functions }: Inventory, basis: Basis, { betweenZonesGbPerMonth: gb }: Usage): BillLine[] {
  if (gb === undefined) return [];
  const usdPerGb = basis.value("betweenZonesUsdPerGb");
  return lineOf(functions, "data between zones", gb * usdPerGb, `${exact(gb)} GB x $${exact(usdPerGb)}`);
}

function bucketLines({ buckets }: Inventory, { s3 }: PriceTable, usage: Usage): BillLine[] {
  const what = "bucket storage and requests";
  if (s3 === undefined) return lineOf(buckets, what, 0, "no price in the table, not counted");
  const { bucketGb: gb = 0, bucketWritesPerMonth: writes = 0, bucketReadsPerMonth: reads = 0 } = usage;
  const { usdPerGbMonth, usdPerThousandWrites, usdPerThousandReads } = s3;
  return lineOf(
    buckets,
    what,
    gb * usdPerGbMonth + (writes * usdPerThousandWrites + reads * usdPerThousandReads) / 1_000,
    `${exact(gb)} GB x $${exact(usdPerGbMonth)}, ${exact(writes)} writes x $${exact(usdPerThousandWrites)} and ${exact(reads)} reads x $${exact(usdPerThousandReads)} per thousand`,
  );
}

export function usageLines(
  inventory: Inventory,
  { prices, basis }: { readonly prices: PriceTable; readonly basis: Basis },
  usage: Usage,
): BillLine[] {
  const { requestsPerMonth: requests = 0, logKbPerRequest = 0, transitionsPerMonth = 0 } = usage;
  const { usdPerMillionRequests } = prices.lambda;
  const tiers = prices.httpApi.usdPerMillionRequests;
  const millions = tiers.map(({ upTo, usd: price }) => ({ ...(upTo && { upTo: upTo / 1e6 }), usd: price }));
  const logGb = (requests * logKbPerRequest) / KB_PER_GB;
  const { usdPerGbIngested, usdPerGbMonth } = prices.logs;
  const { usdPerThousandTransitions } = prices.stepFunctions;
  const standard = inventory.stateMachines.filter(({ express }) => !express);
  const express = inventory.stateMachines.filter((machine) => machine.express);
  const perMillion = (price: number) => `${exact(requests)} x $${exact(price)} per million`;
  return [
    ...lineOf(
      inventory.httpApis,
      "HTTP API requests",
      tieredUsd(millions, requests / 1e6),
      perMillion(tiers[0]?.usd ?? 0),
    ),
    ...lineOf(
      inventory.functions,
      "requests to managed functions",
      (requests / 1e6) * usdPerMillionRequests,
      perMillion(usdPerMillionRequests),
    ),
    ...tableLines(inventory, prices, usage),
    ...lineOf(
      inventory.logGroups,
      "logs",
      logGb * usdPerGbIngested,
      `${exact(Number(logGb.toPrecision(3)))} GB x $${exact(usdPerGbIngested)}; kept, $${exact(usdPerGbMonth)} per GB-month is not counted`,
    ),
    ...traceLines(inventory, basis, requests),
    ...trafficLines(inventory, prices, usage),
    ...betweenZonesLines(inventory, basis, usage),
    ...lineOf(
      standard,
      "workflow transitions",
      (transitionsPerMonth / 1000) * usdPerThousandTransitions,
      `${exact(transitionsPerMonth)} x $${exact(usdPerThousandTransitions)} per thousand`,
    ),
    ...lineOf(express, "express workflows", 0, "no price in the table, not counted"),
    ...lineOf(inventory.queues, "queue requests", 0, "no price in the table, not counted"),
    ...bucketLines(inventory, prices, usage),
  ];
}
