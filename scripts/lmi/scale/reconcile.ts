// lmi scale reconcile: one tick, for a cron or a CI of one's own.
import type { Command } from "commander";
import { describe, isSettled } from "../../../app/capacity/observed.ts";
import { format } from "../../../app/capacity/scalingConfig.ts";
import { withDryRun, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { effectOf } from "./effect.ts";

export function addReconcile(scale: Command): void {
  const command = scale
    .command("reconcile")
    .description("bring every declared function in line with what is asked for now");
  withDryRun(command).action(inSession(reconcile));
  withExample(command, "* * * * * lmi scale reconcile --env prod");
}

const reconcile: Run = async (session) => {
  const capacity = await session.capacity(await session.operator());
  await capacity.functions();
  const reconciled = await capacity.requests.reconcileAll();
  return {
    effect: reconciled.map((one) => effectOf(one)).join("\n"),
    json: {
      functions: reconciled.map(({ functionName, desired, finished: { observed }, put }) => ({
        functionName,
        desired: desired.config,
        put: put ? { from: put.from ?? null, to: put.to } : null,
        settled: observed !== undefined && isSettled(observed, desired.config),
      })),
    },
    lines: reconciled.map(({ functionName, desired, finished: { observed, error }, put, isHeldBack }) => {
      const idle = isHeldBack ? "put when the launch that is on its way has ended" : "nothing to do";
      const done = put ? `put ${format(put.to)}` : idle;
      const seen = observed ? describe(observed) : (error ?? "not observed");
      return `${functionName}: wanted ${format(desired.config)}, ${done}; ${seen}`;
    }),
  };
};
