// lmi scale history: who changed a scaling config, when, from what to what, and why.
import type { Command } from "commander";
import { format } from "../../../app/capacity/scalingConfig.ts";
import { columns } from "../../../report/columns.ts";
import { wholeNumber, withExample, withFunction } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";

interface Options {
  readonly count: number;
  readonly function: string;
}

export function addHistory(scale: Command): void {
  const command = scale
    .command("history")
    .description("the latest changes, newest first; kept for 90 days")
    .option("--count <n>", "how many", wholeNumber("--count", [1, 1_000]), 20);
  withFunction(command).action(inSession<Options>(history));
  withExample(command, "lmi scale history --count 5");
}

const history: Run<Options> = async (session, options) => {
  const functionName = session.functionName(options.function);
  const capacity = await session.capacity();
  const changes = await capacity.table.changes(functionName, options.count);
  const rows = changes.map(({ at, by, from, to, reasons }) => [
    utc(Date.parse(at)),
    `${from ? format(from) : "unset"} → ${format(to)}`,
    by,
    reasons.join(", "),
  ]);
  return {
    json: { functionName, changes: changes.map((change) => ({ ...change, from: change.from ?? null })) },
    lines: rows.length > 0 ? columns(rows) : [`${functionName}: no change recorded`],
  };
};
