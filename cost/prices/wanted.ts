// Which rows of the AWS price list each price is read from: a row that AWS renames is one row to mend here.

/** A price of the table, and what its row in the list looks like. */
export interface Wanted {
  /** Where it goes in the price table; `*` stands for the instance type that `usage` names. */
  readonly price: string;
  /** The code of the service's offer file. */
  readonly offer: string;
  /** Usage type without the Region's prefix; `*` stands for an instance type. */
  readonly usage: string;
  /** Other columns and what they must say. */
  readonly columns?: Readonly<Record<string, string>>;
  /** What the list's price is multiplied by; @default 1 */
  readonly per?: number;
  /** The part of the table that is left out as a whole where the list does not have it. */
  readonly optional?: string;
  /** Keeps every tier; otherwise the first that is not free is the price. */
  readonly tiers?: true;
}

const MILLION = 1_000_000;

const LINUX_ON_DEMAND = {
  "Operating System": "Linux",
  Tenancy: "Shared",
  CapacityStatus: "Used",
  "Pre Installed S/W": "NA",
  operation: "RunInstances",
  Unit: "Hrs",
};

/** What managed instances of a type cost beside EC2: there is a row for every type that Lambda offers in the Region. */
export const MANAGEMENT_FEE: Wanted = {
  price: "managementFee.*",
  offer: "AWSLambda",
  usage: "Lambda-Managed-Instances-*-Management-Hours",
};

/** By instance type; only those with a management fee are kept. */
export const INSTANCE: Wanted = {
  price: "instances.*",
  offer: "AmazonEC2",
  usage: "BoxUsage:*",
  columns: LINUX_ON_DEMAND,
};

/** Prices that stand together: without one of them none is used. */
const together = (optional: string, offer: string, rows: readonly Omit<Wanted, "offer" | "optional">[]): Wanted[] =>
  rows.map((row) => ({ ...row, price: `${optional}.${row.price}`, offer, optional }));

const OPTIONAL: readonly Wanted[] = [
  ...together("lambda.usdPerProvisionedDurationGbSecond", "AWSLambda", [
    { price: "arm64", usage: "Lambda-Provisioned-GB-Second-ARM" },
    { price: "x86_64", usage: "Lambda-Provisioned-GB-Second" },
  ]),
  ...together("lambda.snapStart", "AWSLambda", [
    { price: "usdPerCachedGbSecond", usage: "Lambda-SnapStart-Cached-GB-S" },
    { price: "usdPerRestoredGb", usage: "Lambda-SnapStart-Restored-GB" },
  ]),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_billing.html
  ...together("cloudWatch", "AmazonCloudWatch", [
    { price: "usdPerAlarmMetric", usage: "CW:AlarmMonitorUsage" },
    { price: "usdPerCompositeAlarm", usage: "CW:CompositeAlarmMonitorUsage" },
    { price: "usdPerMetric", usage: "CW:MetricMonitorUsage", columns: { operation: "MetricStorage" } },
  ]),
  ...together("s3", "AmazonS3", [
    { price: "usdPerGbMonth", usage: "TimedStorage-ByteHrs" },
    { price: "usdPerThousandWrites", usage: "Requests-Tier1", per: 1_000 },
    { price: "usdPerThousandReads", usage: "Requests-Tier2", per: 1_000 },
  ]),
];

export const WANTED: readonly Wanted[] = [
  { price: "lambda.usdPerMillionRequests", offer: "AWSLambda", usage: "Request", per: MILLION },
  { price: "lambda.usdPerGbSecond.arm64", offer: "AWSLambda", usage: "Lambda-GB-Second-ARM", tiers: true },
  { price: "lambda.usdPerGbSecond.x86_64", offer: "AWSLambda", usage: "Lambda-GB-Second", tiers: true },
  { price: "lambda.usdPerProvisionedGbSecond.arm64", offer: "AWSLambda", usage: "Lambda-Provisioned-Concurrency-ARM" },
  { price: "lambda.usdPerProvisionedGbSecond.x86_64", offer: "AWSLambda", usage: "Lambda-Provisioned-Concurrency" },
  MANAGEMENT_FEE,
  { price: "publicIpv4.usdPerHour", offer: "AmazonVPC", usage: "PublicIPv4:InUseAddress" },
  {
    price: "interfaceEndpoint.usdPerHour",
    offer: "AmazonVPC",
    usage: "VpcEndpoint-Hours",
    columns: { operation: "VpcEndpoint" },
  },
  {
    price: "interfaceEndpoint.usdPerGb",
    offer: "AmazonVPC",
    usage: "VpcEndpoint-Bytes",
    columns: { operation: "VpcEndpoint" },
  },
  {
    price: "httpApi.usdPerMillionRequests",
    offer: "AmazonApiGateway",
    usage: "ApiGatewayHttpRequest",
    per: MILLION,
    tiers: true,
  },
  { price: "dynamoDb.usdPerMillionReads", offer: "AmazonDynamoDB", usage: "ReadRequestUnits", per: MILLION },
  { price: "dynamoDb.usdPerMillionWrites", offer: "AmazonDynamoDB", usage: "WriteRequestUnits", per: MILLION },
  { price: "dynamoDb.usdPerGbMonth", offer: "AmazonDynamoDB", usage: "TimedStorage-ByteHrs" },
  { price: "dynamoDb.usdPerGbMonthBackup", offer: "AmazonDynamoDB", usage: "TimedPITRStorage-ByteHrs" },
  {
    price: "logs.usdPerGbIngested",
    offer: "AmazonCloudWatch",
    usage: "DataProcessing-Bytes",
    columns: { operation: "PutLogEvents" },
  },
  { price: "logs.usdPerGbMonth", offer: "AmazonCloudWatch", usage: "TimedStorage-ByteHrs" },
  { price: "stepFunctions.usdPerThousandTransitions", offer: "AmazonStates", usage: "StateTransition", per: 1_000 },
  { price: "scheduler.usdPerMillionInvocations", offer: "AWSEvents", usage: "ScheduledInvocation", per: MILLION },
  { price: "kms.usdPerKeyMonth", offer: "awskms", usage: "KMS-Keys" },
  {
    price: "natGateway.usdPerHour",
    offer: "AmazonEC2",
    usage: "NatGateway-Hours",
    columns: { operation: "NatGateway" },
  },
  { price: "natGateway.usdPerGb", offer: "AmazonEC2", usage: "NatGateway-Bytes", columns: { operation: "NatGateway" } },
  INSTANCE,
  ...OPTIONAL,
];

/** Hundreds of megabytes for a Region. */
export const LARGE_OFFER = "AmazonEC2";

/** Without any price that a table must have. */
export const isOptional = (offer: string): boolean =>
  WANTED.every((wanted) => wanted.offer !== offer || wanted.optional !== undefined);

/** A few megabytes at most. */
export const SMALL_OFFERS: readonly string[] = [...new Set(WANTED.map(({ offer }) => offer))].filter(
  (offer) => offer !== LARGE_OFFER,
);
