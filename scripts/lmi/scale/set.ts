// lmi scale set: a plain PutFunctionScalingConfig, for scripts that do not work with leases.

import type { Command } from "commander";
import type { Demand } from "../../../app/capacity/desired.ts";
import { describeReason, desired } from "../../../app/capacity/desired.ts";
import { lastPut } from "../../../app/capacity/observed.ts";
import { equals, format, isDeactivated } from "../../../app/capacity/scalingConfig.ts";
import { UsageError } from "../../cliError.ts";
import type { Capacity } from "../capacity.ts";
import { refuseAboveLimit } from "../limit.ts";
import { configOf, reason, withConfig, withDryRun, withExample, withFunction } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { changeText } from "./effect.ts";

interface Options {
  readonly min: number;
  readonly max: number;
  readonly reason: string;
  readonly force?: boolean;
  readonly function: string;
}

export function addSet(scale: Command): void {
  const command = scale
    .command("set")
    .description("put a scaling config, whatever is asked for; the next reconcile may undo it")
    .option("--reason <text>", "why, for the history", reason, "lmi scale set")
    .option("--force", "also 0/0 on a function that nothing would ever wake");
  withConfig(withFunction(withDryRun(command))).action(inSession<Options>(set));
  withExample(command, "lmi scale set --function api --min 3 --max 30");
}

/** undefined for a function that is not declared: nobody reconciles it. */
async function demandOf(capacity: Capacity, functionName: string): Promise<Demand | undefined> {
  const declared = await capacity.functions();
  return declared.includes(functionName) ? capacity.demand(functionName) : undefined;
}

const set: Run<Options> = async (session, options) => {
  const functionName = session.functionName(options.function);
  const config = configOf(options);
  const capacity = await session.capacity();
  const demand = await demandOf(capacity, functionName);
  if (demand) {
    await refuseAboveLimit(demand.declaration, config, session.clients.lambda);
    const wanted = desired(demand, capacity.clock.nowSeconds());
    if (!equals(wanted.config, config)) {
      const why = wanted.reasons.map(describeReason).join(", ");
      session.warn(
        `${functionName}: the next reconcile puts ${format(wanted.config)} (${why}), within a minute where the tick is deployed; lmi scale up or hold lasts`,
      );
    }
  } else if (isDeactivated(config) && !options.force) {
    // A declared function is woken by its windows and by workflows' leases; this one by nothing.
    throw new UsageError(
      `${functionName}: 0/0 deactivates it, and as it is not declared in table ${session.names.capacityTable} nothing would ever wake it; --force does it anyway`,
    );
  }
  const from = lastPut(await capacity.scaling.observe(functionName));
  await capacity.table.record(functionName, {
    by: await session.operator(),
    from,
    to: config,
    reasons: [options.reason],
  });
  await capacity.scaling.put(functionName, config);
  const change = `${functionName}: ${changeText(from, config)}`;
  return {
    effect: `${change}, because ${options.reason}`,
    json: { functionName, from: from ?? null, to: config },
    lines: [`${change} requested`],
  };
};
