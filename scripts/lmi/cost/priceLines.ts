// A price table as lines for people.
import type { Basis } from "../../../cost/constants.ts";
import { alwaysOnUsdPerMonth, managedInstanceUsdPerHour } from "../../../cost/instances.ts";
import type { Instance, PriceTable, Tier } from "../../../cost/prices/priceTable.ts";
import { columns } from "../../../report/columns.ts";
import { exact, usd } from "../../../report/figures.ts";

type Rows = [string, string, string][];

/** Hourly prices differ in the fifth decimal; halves go up, also those that binary fractions miss by a hair. */
const hourly = (usdPerHour: number): string =>
  `$${(Math.round(Number((usdPerHour * 100_000).toPrecision(12))) / 100_000).toFixed(5)}`;
const price = (value: number): string => `$${exact(value)}`;
const familyOf = (type: string): string => type.split(".")[0] ?? type;

/** The smallest type of every family. */
function smallest(instances: readonly [string, Instance][]): [string, Instance][] {
  const found = new Map<string, [string, Instance]>();
  for (const entry of instances) {
    const family = familyOf(entry[0]);
    const before = found.get(family);
    if (!before || entry[1].usdPerHour < before[1].usdPerHour) found.set(family, entry);
  }
  return [...found.values()];
}

function instanceLines(instances: readonly [string, Instance][], basis: Basis): string[] {
  const fee = `+${exact(basis.value("managementFee") * 100)} %`;
  const rows = instances.map(([type, { architecture, vCpus, memoryGib, usdPerHour }]) => {
    const { ec2UsdPerHour, feeUsdPerHour } = managedInstanceUsdPerHour(usdPerHour, basis);
    return [
      type,
      architecture,
      String(vCpus),
      String(memoryGib),
      hourly(usdPerHour),
      hourly(ec2UsdPerHour + feeUsdPerHour),
      usd(alwaysOnUsdPerMonth(1, usdPerHour, basis)),
    ];
  });
  return columns([["type", "architecture", "vCPU", "GiB", "an hour", fee, "a month"], ...rows]);
}

const tierRows = (what: string, per: string, tiers: readonly Tier[]): Rows =>
  tiers.map(({ upTo, usd: value }, index) => {
    const from = tiers[index - 1]?.upTo ?? 0;
    const range = upTo === undefined ? (from > 0 ? `over ${exact(from)}` : "") : `to ${exact(upTo)}`;
    return [index === 0 ? what : "", price(value), range === "" ? per : `${per}, ${range}`];
  });

/** A table that was written before it had them shows none. */
const provisionedRows = ({ usdPerProvisionedGbSecond: prices }: PriceTable["lambda"]): Rows =>
  Object.entries(prices ?? {}).map(([architecture, usdPerGbSecond]) => [
    `Lambda provisioned concurrency, ${architecture}`,
    price(usdPerGbSecond),
    "a GB-second, also while nothing runs",
  ]);

function otherRows(table: PriceTable): Rows {
  const { lambda, natGateway, publicIpv4, interfaceEndpoint, httpApi, dynamoDb, logs } = table;
  const free = (amount: number, unit: string) => `${unit}; ${exact(amount)} a month are free in an account's free tier`;
  return [
    ["Lambda requests", price(lambda.usdPerMillionRequests), free(lambda.freeRequests, "a million")],
    ...tierRows("Lambda duration, arm64", "a GB-second", lambda.usdPerGbSecond.arm64),
    ...tierRows("Lambda duration, x86_64", "a GB-second", lambda.usdPerGbSecond.x86_64),
    ["Lambda duration, free", "", `${exact(lambda.freeGbSeconds)} GB-seconds a month in an account's free tier`],
    ...provisionedRows(lambda),
    ["NAT gateway", price(natGateway.usdPerHour), "an hour"],
    ["", price(natGateway.usdPerGb), "a GB"],
    ["public IPv4 address", price(publicIpv4.usdPerHour), "an hour"],
    ["interface endpoint", price(interfaceEndpoint.usdPerHour), "an hour in each Availability Zone"],
    ["", price(interfaceEndpoint.usdPerGb), "a GB"],
    ...tierRows("HTTP API requests", "a million", httpApi.usdPerMillionRequests),
    ["DynamoDB reads", price(dynamoDb.usdPerMillionReads), "a million read request units"],
    ["DynamoDB writes", price(dynamoDb.usdPerMillionWrites), "a million write request units"],
    ["DynamoDB storage", price(dynamoDb.usdPerGbMonth), "a GB-month"],
    ["DynamoDB point-in-time backup", price(dynamoDb.usdPerGbMonthBackup), "a GB-month"],
    ["log ingestion", price(logs.usdPerGbIngested), "a GB"],
    ["log storage", price(logs.usdPerGbMonth), "a GB-month"],
    ["Step Functions transitions", price(table.stepFunctions.usdPerThousandTransitions), "a thousand"],
    ["EventBridge Scheduler", price(table.scheduler.usdPerMillionInvocations), "a million invocations"],
    ["KMS key", price(table.kms.usdPerKeyMonth), "a month"],
  ];
}

/** @param all shows every type, instead of the smallest of each family */
export function priceLines(table: PriceTable, basis: Basis, all: boolean): string[] {
  const instances = Object.entries(table.instances);
  const shown = all ? instances : smallest(instances);
  const rest = instances.length - shown.length;
  return [
    `${table.region}, read on ${table.date}, US dollars without tax`,
    table.source,
    "",
    ...instanceLines(shown, basis),
    ...(rest > 0 ? [`and ${rest} larger; --type 'm7g.*' shows those of a family`] : []),
    "",
    ...columns(otherRows(table)),
  ];
}
