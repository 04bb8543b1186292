// A Cost and Usage Report as CSV: which function used how many requests and GB-seconds in which hour, and what Lambda cost.
import { CostError } from "../costError.ts";
import { eachRecord } from "../csvRecords.ts";
import type { Architecture } from "../prices/priceTable.ts";
import { parseTimestamp, TIMESTAMP_RULE } from "../simulate/timestamp.ts";
import { nameInArn, regionInArn } from "./listed.ts";
import { HOUR } from "./metrics.ts";

/** By both of its column names: https://docs.aws.amazon.com/cur/latest/userguide/data-dictionary.html */
const COLUMNS = {
  usageType: ["lineItem/UsageType", "line_item_usage_type"],
  resource: ["lineItem/ResourceId", "line_item_resource_id"],
  amount: ["lineItem/UsageAmount", "line_item_usage_amount"],
  begins: ["lineItem/UsageStartDate", "line_item_usage_start_date"],
  ends: ["lineItem/UsageEndDate", "line_item_usage_end_date"],
  cost: ["lineItem/UnblendedCost", "line_item_unblended_cost"],
  kind: ["lineItem/LineItemType", "line_item_line_item_type"],
} as const;
type ColumnName = keyof typeof COLUMNS;
const NEEDED: readonly ColumnName[] = ["usageType", "resource", "amount", "begins", "ends"];

/** Whether a first line is that of such a report. */
export const isUsageReport = (header: readonly string[]): boolean =>
  COLUMNS.usageType.some((column) => header.includes(column));

/** So much in the hour that begins at `at`. */
interface Use {
  readonly at: number;
  readonly amount: number;
}

export interface FunctionUse {
  readonly architecture: Architecture;
  readonly requests: readonly Use[];
  readonly gbSeconds: readonly Use[];
}

export interface UsageReport {
  readonly functions: ReadonlyMap<string, FunctionUse>;
  /** What all of Lambda's usage of the Region in the report cost, in its currency. */
  readonly lambdaCost: number;
  /** Others that the report has, which are left out. */
  readonly otherRegions: ReadonlySet<string>;
  /** Hours of its longest line, over which that was spread. */
  readonly longestHours: number;
}

/** With the Region before it: `EUW1-Lambda-GB-Second-ARM`. */
const LAMBDA = /^(?:[A-Z]+\d*-)?(?:Lambda-|Request)/;
const DURATION = /(?:^|-)Lambda-(?:Provisioned-)?GB-Second(-ARM)?$/;
const REQUEST = /^(?:[A-Z]+\d*-)?Request(-ARM)?$/;
/** What is no use of this hour, such as a fee or a refund. */
const USES = new Set(["", "Usage", "SavingsPlanCoveredUsage", "DiscountedUsage"]);

/**
 * Days of a daily report are spread over their hours.
 * @param region whose functions are read
 * @throws CostError with the row, the header being row 1
 */
export function ofUsageReport(subject: string, text: string, region: string): UsageReport {
  const otherRegions = new Set<string>();
  const functions = new Map<string, { architecture: Architecture; requests: Use[]; gbSeconds: Use[] }>();
  const times = new Map<string, number>();
  let columns: Record<ColumnName, number> | undefined;
  let [row, lambdaCost, longestHours] = [0, 0, 0];
  const refuse = (what: string): never => {
    throw new CostError(`${subject}: row ${row}: ${what}`);
  };
  const columnsOf = (header: readonly string[]): Record<ColumnName, number> => {
    const found = Object.fromEntries(
      Object.entries(COLUMNS).map(([name, names]) => [
        name,
        header.findIndex((one) => (names as readonly string[]).includes(one)),
      ]),
    ) as Record<ColumnName, number>;
    for (const name of NEEDED)
      if (found[name] === -1) refuse(`must have the column ${COLUMNS[name].join(" or ")}, got none`);
    return found;
  };
  const timeOf = (value: string, column: string): number => {
    const at = times.get(value) ?? parseTimestamp(/[Zz]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
    if (at === undefined) return refuse(`${column}: ${TIMESTAMP_RULE}, got ${JSON.stringify(value.slice(0, 40))}`);
    times.set(value, at);
    return at;
  };
  eachRecord(subject, text, (record, at) => {
    row = at;
    if (columns === undefined) {
      columns = columnsOf(record);
      return;
    }
    const usageType = record[columns.usageType] ?? "";
    if (!LAMBDA.test(usageType) || !USES.has(record[columns.kind] ?? "")) return;
    const [duration, request] = [DURATION.exec(usageType), REQUEST.exec(usageType)];
    const arn = record[columns.resource] ?? "";
    const name = nameInArn(arn);
    if (name === undefined) return;
    const where = regionInArn(arn) ?? region;
    if (where !== region) {
      otherRegions.add(where);
      return;
    }
    lambdaCost += Number(record[columns.cost] ?? 0) || 0;
    if (!duration && !request) return;
    const amountText = record[columns.amount] ?? "";
    const amount = Number(amountText);
    if (amountText === "" || !(amount >= 0))
      refuse(`UsageAmount: must be a number from 0, got ${JSON.stringify(amountText)}`);
    const begins = timeOf(record[columns.begins] ?? "", "UsageStartDate");
    const ends = timeOf(record[columns.ends] ?? "", "UsageEndDate");
    const hours = Math.max(1, Math.round((ends - begins) / HOUR));
    longestHours = Math.max(longestHours, hours);
    const architecture = (duration ?? request)?.[1] ? "arm64" : "x86_64";
    const known = functions.get(name) ?? { architecture, requests: [], gbSeconds: [] };
    functions.set(name, known);
    const uses = duration ? known.gbSeconds : known.requests;
    for (let hour = 0; hour < hours; hour++) uses.push({ at: begins + hour * HOUR, amount: amount / hours });
  });
  return { functions, lambdaCost, otherRegions, longestHours };
}
