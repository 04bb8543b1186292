// Options that say what is used in a month: what bills by use counts nothing else.
import type { Command } from "commander";
import type { Usage } from "../../../cost/bill/usage.ts";
import { amount } from "./amount.ts";

/** No account uses more of anything. */
const MOST = 1e13;

const OPTIONS: Readonly<Record<keyof Usage, readonly [option: string, description: string]>> = {
  requestsPerMonth: ["--requests-per-month", "requests to the HTTP API and to managed functions"],
  logKbPerRequest: ["--log-kb-per-request", "KB of logs for one request, in all log groups together"],
  tableReadsPerRequest: ["--table-reads-per-request", "read units of tables for one request"],
  tableWritesPerRequest: ["--table-writes-per-request", "write units of tables for one request"],
  tableGb: ["--table-gb", "GB that the tables hold"],
  networkGbPerMonth: ["--network-gb-per-month", "GB through NAT gateways, or else through interface endpoints"],
  betweenZonesGbPerMonth: ["--between-zones-gb-per-month", "GB from instances in one Availability Zone to another"],
  bucketGb: ["--bucket-gb", "GB that the buckets hold"],
  bucketWritesPerMonth: ["--bucket-writes-per-month", "writes and lists of objects: PUT, COPY, POST, LIST"],
  bucketReadsPerMonth: ["--bucket-reads-per-month", "reads of objects: GET, HEAD"],
  transitionsPerMonth: ["--transitions-per-month", "transitions of state machines"],
  ordinaryDurationMs: ["--ordinary-duration-ms", "mean duration of scheduled functions on ordinary Lambda"],
};

export function withUsage(command: Command): Command {
  for (const [option, description] of Object.values(OPTIONS)) {
    command.option(`${option} <n>`, description, amount(option, [0, MOST]));
  }
  return command;
}

/** Of all options, those that say what is used. */
export const usageOf = (options: Usage): Usage =>
  Object.fromEntries(Object.entries(options).filter(([name, value]) => name in OPTIONS && value !== undefined));
