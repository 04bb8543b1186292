// A price table as a report.

import { onPage, paragraph } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { exact } from "../../report/figures.ts";
import type { Report } from "../../report/report.ts";
import { table } from "../../report/table.ts";
import { COUNT, type Unit, USD } from "../../report/units.ts";
import type { Basis } from "../constants.ts";
import { managedInstanceUsdPerHour } from "../instances.ts";
import { restsOn } from "../restsOn.ts";
import type { Instance, PriceTable, Tier } from "./priceTable.ts";

type NamedInstance = readonly [type: string, instance: Instance];
type Row = readonly [what: string, price: string, per: string];

/** Hourly prices differ in the fifth decimal; halves go up, also those that binary fractions miss by a hair. */
const HOURLY: Unit = {
  ...USD,
  cell: (usdPerHour) => `$${(Math.round(Number((usdPerHour * 100_000).toPrecision(12))) / 100_000).toFixed(5)}`,
};
const price = (value: number): string => `$${exact(value)}`;

/** The smallest of every family, which tells families apart; the others rise with their vCPUs. */
function smallestOf(instances: readonly NamedInstance[]): NamedInstance[] {
  const families = Map.groupBy(instances, ([type]) => type.split(".")[0]);
  return [...families.values()].flatMap((types) => types.toSorted(([, a], [, b]) => a.vCpus - b.vCpus).slice(0, 1));
}

const tierRows = (what: string, per: string, tiers: readonly Tier[]): Row[] =>
  tiers.map(({ upTo, usd: value }, index) => {
    const from = tiers[index - 1]?.upTo ?? 0;
    const range = upTo === undefined ? (from > 0 ? `over ${exact(from)}` : "") : `to ${exact(upTo)}`;
    return [index === 0 ? what : "", price(value), range === "" ? per : `${per}, ${range}`];
  });

/** A table that was written before it had them shows none. */
const provisionedRows = ({ usdPerProvisionedGbSecond: prices }: PriceTable["lambda"]): Row[] =>
  Object.entries(prices ?? {}).map(([architecture, usdPerGbSecond]) => [
    `Lambda provisioned concurrency, ${architecture}`,
    price(usdPerGbSecond),
    "a GB-second, also while nothing runs",
  ]);

const bucketRows = ({ s3 }: PriceTable): Row[] =>
  s3 === undefined
    ? []
    : [
        ["S3 storage", price(s3.usdPerGbMonth), "a GB-month"],
        ["S3 writes and lists", price(s3.usdPerThousandWrites), "a thousand"],
        ["S3 reads", price(s3.usdPerThousandReads), "a thousand"],
      ];

function otherRows(prices: PriceTable): Row[] {
  const { lambda, natGateway, publicIpv4, interfaceEndpoint, httpApi, dynamoDb, logs } = prices;
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
    ["Step Functions transitions", price(prices.stepFunctions.usdPerThousandTransitions), "a thousand"],
    ["EventBridge Scheduler", price(prices.scheduler.usdPerMillionInvocations), "a million invocations"],
    ["KMS key", price(prices.kms.usdPerKeyMonth), "a month"],
    ...bucketRows(prices),
  ];
}

/** @param isWhole shows every type, instead of the smallest of each family */
export function pricesReport(prices: PriceTable, basis: Basis, isWhole: boolean): Report {
  const all = Object.entries(prices.instances);
  const smallest = smallestOf(all);
  const shown = isWhole ? all : smallest;
  const hidden = all.length - shown.length;
  const hours = basis.value("hoursPerMonth");
  const fee = `+${exact(basis.value("managementFee") * 100)} %`;
  const withFee = (listUsdPerHour: number): number => {
    const { ec2UsdPerHour, feeUsdPerHour } = managedInstanceUsdPerHour(listUsdPerHour, basis);
    return ec2UsdPerHour + feeUsdPerHour;
  };
  return {
    title: `Prices of managed instances in ${prices.region}`,
    lead: `${all.length} instance types in ${prices.region}, on demand, read on ${prices.date}, in US dollars without tax.`,
    sections: [
      {
        heading: "Instances",
        blocks: [
          onPage(() =>
            barChart({
              title: "One vCPU for a month",
              description: "EC2 and the management fee, of the smallest type of each family.",
              valueTitle: "US dollars a month",
              unit: USD,
              groupTitle: "Type",
              series: ["with the fee"],
              groups: smallest.map(([name, { usdPerHour, vCpus }]) => ({
                name,
                values: { "with the fee": (withFee(usdPerHour) * hours) / vCpus },
              })),
            }),
          ),
          table({
            caption: isWhole ? "Every type that was asked for" : "The smallest type of each family",
            columns: [
              { head: "type" },
              { head: "architecture" },
              { head: "vCPU", unit: COUNT },
              { head: "GiB", unit: COUNT },
              { head: "an hour", unit: HOURLY },
              { head: fee, unit: HOURLY },
              { head: "a month", unit: USD },
            ],
            rows: shown.map(([type, { architecture, vCpus, memoryGib, usdPerHour }]) => {
              const usd = withFee(usdPerHour);
              return [type, architecture, vCpus, memoryGib, usdPerHour, usd, usd * hours] as const;
            }),
          }),
          ...(hidden > 0 ? [paragraph(`and ${hidden} larger; --type 'm7g.*' shows those of a family`)] : []),
        ],
      },
      {
        heading: "What else bills",
        blocks: [
          table({
            caption: "Other prices",
            columns: [{ head: "what" }, { head: "price" }, { head: "per" }],
            rows: otherRows(prices),
          }),
        ],
      },
      restsOn(basis.used(), prices),
    ],
  };
}
