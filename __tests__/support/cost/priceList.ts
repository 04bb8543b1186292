// A small AWS price list of eu-west-1, with the columns and usage types of the real one, and much that no price comes from.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type PriceTable, priceTableSchema } from "../../../cost/prices/priceTable.ts";
import { serve, type TestServer } from "../http/httpServer.ts";

export type Row = Readonly<Record<string, string>>;
export type PriceList = Record<string, readonly Row[]>;

export const REGION = "eu-west-1";

const COLUMNS = [
  "SKU",
  "OfferTermCode",
  "RateCode",
  "TermType",
  "PriceDescription",
  "EffectiveDate",
  "StartingRange",
  "EndingRange",
  "Unit",
  "PricePerUnit",
  "Currency",
  "LeaseContractLength",
  "Product Family",
  "Location Type",
  "Instance Type",
  "vCPU",
  "Memory",
  "Tenancy",
  "Operating System",
  "usageType",
  "operation",
  "CapacityStatus",
  "Pre Installed S/W",
  "Region Code",
] as const;

/** One price on demand; what a row does not say is empty. */
export const row = (usageType: string, PricePerUnit: string, more: Row = {}): Row => ({
  SKU: "2223B6PCG6QAUYY6",
  TermType: "OnDemand",
  PriceDescription: `$${PricePerUnit} per unit, "on demand", in EU (Ireland)`,
  StartingRange: "0",
  EndingRange: "Inf",
  PricePerUnit,
  Currency: "USD",
  "Location Type": "AWS Region",
  usageType,
  "Region Code": REGION,
  ...more,
});

/** Prices by the amount from which they hold. */
const tiered = (usageType: string, tiers: readonly (readonly [from: string, usd: string])[], more: Row = {}): Row[] =>
  tiers.map(([from, usd], index) =>
    row(usageType, usd, { ...more, StartingRange: from, EndingRange: tiers[index + 1]?.[0] ?? "Inf" }),
  );

/** An instance type of EC2, Linux on demand. */
export const instance = (type: string, usd: string, vCPU: string, Memory: string, more: Row = {}): Row =>
  row(`EU-BoxUsage:${type}`, usd, {
    "Instance Type": type,
    vCPU,
    Memory,
    Tenancy: "Shared",
    "Operating System": "Linux",
    operation: "RunInstances",
    CapacityStatus: "Used",
    "Pre Installed S/W": "NA",
    Unit: "Hrs",
    ...more,
  });

/** What Lambda takes for managing an instance of the type: it offers those that have one. */
export const fee = (type: string, usd: string): Row =>
  row(`EU-Lambda-Managed-Instances-${type}-Management-Hours`, usd, { Unit: "Hrs" });

/** A fresh list, for a test to change. */
export const priceList = (): PriceList => ({
  AWSLambda: [
    row("EU-Request", "0.0000002000"),
    row("EU-Request-ARM", "0.0000002000"),
    row("Global-Request", "0.0000000000", { EndingRange: "1000000", "Region Code": "" }),
    row("EU-Lambda-Edge-Request", "0.0000006000"),
    row("EU-Lambda-Provisioned-GB-Second", "0.0000097222"),
    row("EU-Lambda-Provisioned-GB-Second-ARM", "0.0000077778"),
    row("EU-Lambda-SnapStart-Cached-GB-S", "0.0000016500"),
    row("EU-Lambda-SnapStart-Restored-GB", "0.0001500000"),
    row("EU-Lambda-Provisioned-Concurrency", "0.0000046000"),
    row("EU-Lambda-Provisioned-Concurrency-ARM", "0.0000036800"),
    ...tiered("EU-Lambda-GB-Second", [
      ["0", "0.0000166667"],
      ["6000000000", "0.0000150000"],
      ["15000000000", "0.0000133334"],
    ]),
    ...tiered("EU-Lambda-GB-Second-ARM", [
      ["0", "0.0000133334"],
      ["7500000000", "0.0000120001"],
      ["18750000000", "0.0000106667"],
    ]),
    row("Global-Lambda-GB-Second", "0.0000000000", { EndingRange: "400000", "Region Code": "" }),
    fee("c7g.xlarge", "0.0232500000"),
    fee("m7g.large", "0.0136650000"),
    fee("m7g.xlarge", "0.0273300000"),
    fee("m7gd.large", "0.0178950000"),
    fee("r7i.24xlarge", "1.0668000000"),
    fee("m9g.large", "0.0163500000"),
  ],
  AmazonVPC: [
    row("EU-PublicIPv4:InUseAddress", "0.0050000000"),
    row("EU-PublicIPv4:IdleAddress", "0.0060000000"),
    row("EU-VpcEndpoint-Hours", "0.0110000000", { operation: "VpcEndpoint" }),
    row("EU-VpcEndpoint-GWLBE-Hours", "0.0120000000", { operation: "VpcEndpoint" }),
    ...tiered(
      "EU-VpcEndpoint-Bytes",
      [
        ["0", "0.0100000000"],
        ["1048576", "0.0060000000"],
        ["5242880", "0.0040000000"],
      ],
      { operation: "VpcEndpoint" },
    ),
  ],
  AmazonApiGateway: [
    ...tiered("EU-ApiGatewayHttpRequest", [
      ["0", "0.0000011100"],
      ["300000000", "0.0000010000"],
    ]),
    row("EU-ApiGatewayRequest", "0.0000035000"),
  ],
  AmazonDynamoDB: [
    row("EU-ReadRequestUnits", "0.0000001415"),
    row("EU-IA-ReadRequestUnits", "0.0000001750"),
    row("IA-ReadRequestUnits", "0.0000001550"),
    row("EU-WriteRequestUnits", "0.0000007050"),
    row("EU-ReplWriteRequestUnits", "0.0000009999"),
    ...tiered("EU-TimedStorage-ByteHrs", [
      ["0", "0.0000000000"],
      ["25", "0.2830000000"],
    ]),
    row("EU-IA-TimedStorage-ByteHrs", "0.1132000000"),
    row("EU-TimedPITRStorage-ByteHrs", "0.2264000000"),
    row("EU-TimedBackupStorage-ByteHrs", "0.1132000000"),
  ],
  AmazonCloudWatch: [
    row("EU-DataProcessing-Bytes", "0.5700000000", { operation: "PutLogEvents" }),
    row("DataProcessing-Bytes", "0.5700000000", { operation: "PutLogEvents" }),
    row("EU-DataProcessingIA-Bytes", "0.2850000000", { operation: "PutLogEvents" }),
    row("EU-TimedStorage-ByteHrs", "0.0300000000"),
    row("EU-VendedLog-Bytes", "0.4000000000"),
    row("EU-CW:AlarmMonitorUsage", "0.1000000000"),
    row("EU-CW:HighResAlarmMonitorUsage", "0.3000000000"),
    row("EU-CW:CompositeAlarmMonitorUsage", "0.5000000000"),
    ...tiered(
      "EU-CW:MetricMonitorUsage",
      [
        ["0", "0.3000000000"],
        ["10000", "0.1000000000"],
      ],
      { operation: "MetricStorage" },
    ),
    row("EU-CW:MetricMonitorUsage", "0.3100000000", { operation: "MetricStorage:AWS/EC2" }),
  ],
  AmazonStates: [row("EU-StateTransition", "0.0000250000"), row("EU-StepFunctions-Request", "0.0000010000")],
  AWSEvents: [row("EU-ScheduledInvocation", "0.0000010000"), row("EU-Event-64K-Chunks", "0.0000009000")],
  awskms: [row("eu-west-1-KMS-Keys", "1.0000000000"), row("eu-west-1-KMS-Requests", "0.0000030000")],
  AmazonS3: [
    ...tiered("EU-TimedStorage-ByteHrs", [
      ["0", "0.0240000000"],
      ["51200", "0.0230000000"],
    ]),
    row("EU-TimedStorage-SIA-ByteHrs", "0.0131000000"),
    row("EU-Requests-Tier1", "0.0000053000"),
    row("EU-Requests-Tier2", "0.0000004200"),
  ],
  AmazonEC2: [
    row("EU-NatGateway-Hours", "0.0480000000", { operation: "NatGateway" }),
    row("EU-NatGateway-Bytes", "0.0490000000", { operation: "NatGateway" }),
    row("EU-RegionalNatGateway-Hours", "0.0990000000", { operation: "RegionalNatGateway" }),
    row("EU-NatGateway-Prvd-Bytes", "0.0770000000", { operation: "NatGateway" }),
    instance("m7g.large", "0.0911000000", "2", "8 GiB"),
    instance("m7g.xlarge", "0.1822000000", "4", "16 GiB"),
    instance("c7g.xlarge", "0.1550000000", "4", "8 GiB"),
    instance("r7i.24xlarge", "7.1120000000", "96", "1,024 GiB"),
    // Not Linux, not on demand, not shared, reserved capacity, with software, in another Region.
    instance("m7g.large", "0.1831000000", "2", "8 GiB", { "Operating System": "Windows" }),
    instance("m7g.large", "0.0600000000", "2", "8 GiB", { TermType: "Reserved", LeaseContractLength: "1yr" }),
    instance("m7g.large", "0.0966000000", "2", "8 GiB", { Tenancy: "Dedicated" }),
    instance("m7g.large", "0.0999000000", "2", "8 GiB", { CapacityStatus: "AllocatedCapacityReservation" }),
    instance("m7g.large", "0.5711000000", "2", "8 GiB", { "Pre Installed S/W": "SQL Web" }),
    instance("m7g.large", "0.1093000000", "2", "8 GiB", { "Region Code": "eu-west-1-wl1-dub1" }),
    instance("m7g.large", "0.6600000000", "2", "8 GiB", { Currency: "CNY" }),
    // A family with disks, one for more network, a type that Lambda does not offer, a family that it does not use.
    instance("m7gd.large", "0.1193000000", "2", "8 GiB"),
    instance("c7gn.xlarge", "0.2230000000", "4", "8 GiB"),
    instance("m7g.medium", "0.0455000000", "1", "4 GiB"),
    instance("t4g.large", "0.0736000000", "2", "8 GiB"),
  ],
});

/** The table that the list stands for. */
export const LISTED: Omit<PriceTable, "date" | "source"> = {
  region: REGION,
  instances: {
    "c7g.xlarge": { architecture: "arm64", vCpus: 4, memoryGib: 8, usdPerHour: 0.155 },
    "m7g.large": { architecture: "arm64", vCpus: 2, memoryGib: 8, usdPerHour: 0.0911 },
    "m7g.xlarge": { architecture: "arm64", vCpus: 4, memoryGib: 16, usdPerHour: 0.1822 },
    "r7i.24xlarge": { architecture: "x86_64", vCpus: 96, memoryGib: 1024, usdPerHour: 7.112 },
  },
  lambda: {
    usdPerMillionRequests: 0.2,
    usdPerGbSecond: {
      arm64: [
        { upTo: 7_500_000_000, usd: 0.0000133334 },
        { upTo: 18_750_000_000, usd: 0.0000120001 },
        { usd: 0.0000106667 },
      ],
      x86_64: [
        { upTo: 6_000_000_000, usd: 0.0000166667 },
        { upTo: 15_000_000_000, usd: 0.000015 },
        { usd: 0.0000133334 },
      ],
    },
    usdPerProvisionedGbSecond: { arm64: 0.00000368, x86_64: 0.0000046 },
    usdPerProvisionedDurationGbSecond: { arm64: 0.0000077778, x86_64: 0.0000097222 },
    snapStart: { usdPerCachedGbSecond: 0.00000165, usdPerRestoredGb: 0.00015 },
    freeRequests: 1_000_000,
    freeGbSeconds: 400_000,
  },
  natGateway: { usdPerHour: 0.048, usdPerGb: 0.049 },
  publicIpv4: { usdPerHour: 0.005 },
  interfaceEndpoint: { usdPerHour: 0.011, usdPerGb: 0.01 },
  httpApi: { usdPerMillionRequests: [{ upTo: 300_000_000, usd: 1.11 }, { usd: 1 }] },
  dynamoDb: {
    usdPerMillionReads: 0.1415,
    usdPerMillionWrites: 0.705,
    usdPerGbMonth: 0.283,
    usdPerGbMonthBackup: 0.2264,
  },
  logs: { usdPerGbIngested: 0.57, usdPerGbMonth: 0.03 },
  stepFunctions: { usdPerThousandTransitions: 0.025 },
  scheduler: { usdPerMillionInvocations: 1 },
  kms: { usdPerKeyMonth: 1 },
  cloudWatch: { usdPerAlarmMetric: 0.1, usdPerCompositeAlarm: 0.5, usdPerDashboard: 3, usdPerMetric: 0.3 },
  s3: { usdPerGbMonth: 0.024, usdPerThousandWrites: 0.0053, usdPerThousandReads: 0.00042 },
};

const line = (cells: readonly string[]): string =>
  `${cells.map((cell) => (cell === "" ? "" : `"${cell.replaceAll('"', '""')}"`)).join(",")}\n`;

/** The lines before the prices, as AWS writes them. */
export const headOf = (offer: string): string =>
  [
    ["FormatVersion", "v1.0"],
    ["Disclaimer", "This pricing list is for informational purposes only, and so on. All prices are subject to terms."],
    ["Publication Date", "2026-09-25T17:45:21Z"],
    ["Version", "20260925174521"],
    ["OfferCode", offer],
    COLUMNS,
  ]
    .map(line)
    .join("");

export const rowLine = (cells: Row): string => line(COLUMNS.map((name) => cells[name] ?? ""));

/** The offer file of a service. */
export const csvOf = (offer: string, rows: readonly Row[]): string => headOf(offer) + rows.map(rowLine).join("");

export interface PriceListServer extends TestServer {
  /** Offer codes in the order in which they were asked for. */
  readonly asked: string[];
}

type Answer = (request: IncomingMessage, response: ServerResponse, asked: number) => Promise<boolean> | boolean;

/**
 * Serves a price list.
 * @param instead answers a request for an offer itself when it returns true; `asked` counts from 1 for each offer
 */
export async function servePriceList(
  list: PriceList,
  instead: Readonly<Record<string, Answer>> = {},
): Promise<PriceListServer> {
  const asked: string[] = [];
  const server = await serve(async (request, response) => {
    const [, offer = "", region] =
      /^\/offers\/v1\.0\/aws\/(\w+)\/current\/([\w-]+)\/index\.csv(?:\?again)?$/.exec(request.url ?? "") ?? [];
    asked.push(offer);
    const times = asked.filter((each) => each === offer).length;
    if (await instead[offer]?.(request, response, times)) return;
    const rows = region === REGION ? list[offer] : undefined;
    if (rows === undefined) return response.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
    const body = csvOf(offer, rows);
    return response.writeHead(200, { "content-type": "text/csv", "content-length": Buffer.byteLength(body) }).end(body);
  });
  return { ...server, asked };
}

/** A table apart from when and where it was read; @throws ZodError for what is no price table */
export function pricesOf(table: unknown): Omit<PriceTable, "date" | "source"> {
  const { date: _date, source: _source, ...prices } = priceTableSchema.parse(table);
  return prices;
}
