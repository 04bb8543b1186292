// lmi local calls: how often AWS was called, against the rates at which it throttles.
import type { Command } from "commander";
import type { CountedRate } from "../../../local/aws/limits.ts";
import { columns } from "../../../report/columns.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { callAdmin } from "./adminClient.ts";

interface Options {
  readonly reset?: boolean;
}

export function addCalls(local: Command): void {
  const command = local
    .command("calls")
    .description("how often AWS was called since the start, by the rates that it throttles at")
    .option("--reset", "count from zero again");
  command.action(inSession<Options>(calls));
  withExample(command, "lmi local calls");
}

const HEADINGS = ["calls", "total", "throttled", "max/s", "mean/s", "allowed/s", "at once"];

const calls: Run<Options> = async (session, { reset = false }) => {
  const { calls: counted } = await callAdmin<{ calls: CountedRate[] }>(session, "GET", "calls");
  if (reset) await callAdmin(session, "DELETE", "calls");
  const rows = counted.map(({ name, rate, calls: total, throttled, maxPerSecond, meanPerSecond }) => {
    const allowed = rate ? [rate.perSecond, rate.burst] : ["any", "any"];
    return [name, ...[total, throttled, maxPerSecond, meanPerSecond, ...allowed].map(String)];
  });
  return {
    json: { calls: counted },
    lines: counted.length > 0 ? columns([HEADINGS, ...rows]) : ["nothing was called"],
  };
};
