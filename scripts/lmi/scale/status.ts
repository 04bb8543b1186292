// lmi scale status: what is asked for, what is, and whether the two agree; per declared function.

import type { Command } from "commander";
import { FailedError } from "../../cliError.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";
import { statusLines } from "./statusLines.ts";
import { statusOf } from "./statusOf.ts";

interface Options {
  readonly function?: string;
}

export function addStatus(scale: Command): void {
  const command = scale
    .command("status")
    .description("who asks for capacity, what Lambda has, and what comes next")
    .option("--function <name>", "only this one: processor, or a function's full name");
  command.action(inSession<Options>(status));
  withExample(command, "lmi scale status --json");
}

const status: Run<Options> = async (session, options) => {
  const capacity = await session.capacity();
  const names = options.function ? [session.functionName(options.function)] : await capacity.functions();
  if (names.length === 0) throw new FailedError(`table ${session.names.capacityTable}: declares no function`);
  const now = Date.now();
  const functions = await Promise.all(names.map((name) => statusOf(capacity, name, now)));
  return {
    json: { environment: session.settings.environment, at: utc(now), functions },
    lines: functions.flatMap((one, index) => [...(index > 0 ? [""] : []), ...statusLines(one, now)]),
  };
};
