// lmi scale resume: ends a hold.
import type { Command } from "commander";
import { format } from "../../../app/capacity/scalingConfig.ts";
import { withDryRun, withExample, withFunction } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { effectOf } from "./effect.ts";

interface Options {
  readonly function: string;
}

export function addResume(scale: Command): void {
  const command = scale.command("resume").description("end the hold: what is asked for counts again");
  withFunction(withDryRun(command)).action(inSession<Options>(resume));
  withExample(command, "lmi scale resume");
}

const resume: Run<Options> = async (session, options) => {
  const functionName = session.functionName(options.function);
  const capacity = await session.capacity(await session.operator());
  const { hold } = await capacity.demand(functionName);
  if (hold) await capacity.table.resume(functionName, capacity.clock.now().toISOString());
  const reconciled = await capacity.requests.reconcile(functionName);
  const ended = hold ? `hold of ${hold.owner} (${hold.reason}) ended` : "no hold was in force";
  const { config } = reconciled.desired;
  return {
    effect: effectOf(reconciled),
    json: { functionName, ended: hold?.owner ?? null, desired: config },
    lines: [`${functionName}: ${ended}, now ${format(config)}`],
  };
};
