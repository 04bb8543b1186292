// lmi scale down: releases operators' leases; what workflows and windows ask for stays.

import type { Command } from "commander";
import { isLive, type Lease, MAX_LEASE_SECONDS } from "../../../app/capacity/lease.ts";
import { describe } from "../../../app/capacity/observed.ts";
import { format } from "../../../app/capacity/scalingConfig.ts";
import type { Capacity } from "../capacity.ts";
import { duration } from "../duration.ts";
import { withDryRun, withExample, withFunction, withWait } from "../options.ts";
import { inSession, type Run, type Session } from "../session.ts";
import { untilSettled, waitFor } from "../waiting.ts";

interface Options {
  readonly drain?: number;
  readonly wait?: boolean;
  readonly timeout: number;
  readonly function: string;
}

export function addDown(scale: Command): void {
  const command = scale
    .command("down")
    .description("release the leases that operators have")
    .option(
      "--drain <duration>",
      "first wait until nobody else has a lease, that long at most",
      duration("--drain", [1, MAX_LEASE_SECONDS]),
    );
  withFunction(withWait(withDryRun(command))).action(inSession<Options>(down));
  withExample(command, "lmi scale down --drain 15m --wait");
}

/** An operator who goes down means now; capacity that stays is for runs. */
const NO_GRACE = 0;

const isAsking = (lease: Lease, now: number): boolean => isLive(lease, now) && !lease.isReleased;

const isOperators = ({ owner }: Lease): boolean => owner.startsWith("operator:");

/** Work that runs has a lease of its own, and also profits from the operator's larger one. */
async function drained(session: Session, capacity: Capacity, functionName: string, seconds: number): Promise<void> {
  const waiting = { seconds, progress: session.progress, sleep: capacity.clock.sleep };
  await waitFor(`${functionName} to drain, so nothing was released`, waiting, async () => {
    const [{ leases }, observed] = await Promise.all([
      capacity.demand(functionName),
      capacity.scaling.observe(functionName),
    ]);
    const others = leases.filter((lease) => isAsking(lease, capacity.clock.nowSeconds()) && !isOperators(lease));
    if (others.length === 0) return { found: true };
    const [first] = others;
    const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
    return { seen: `lease of ${first?.owner}${more}, ${describe(observed)}` };
  });
}

const down: Run<Options> = async (session, options) => {
  const functionName = session.functionName(options.function);
  const { dryRun } = session.settings;
  const capacity = await session.capacity();
  await capacity.demand(functionName);
  if (options.drain !== undefined && !dryRun) await drained(session, capacity, functionName, options.drain);
  const { leases } = await capacity.demand(functionName);
  const released = leases.filter((lease) => isAsking(lease, capacity.clock.nowSeconds()) && isOperators(lease));
  // All before the first reconcile, so that capacity goes in one step.
  for (const { owner } of released) await capacity.table.release(functionName, owner, NO_GRACE);
  const { desired } = await capacity.requests.reconcile(functionName);
  const waited = options.wait === true && !dryRun;
  if (waited) await untilSettled(capacity, functionName, { seconds: options.timeout, progress: session.progress });
  const what = released.length === 1 ? "1 lease" : `${released.length} leases`;
  return {
    json: {
      functionName,
      released: released.map(({ owner }) => owner),
      desired: desired.config,
      ...(waited && { settled: true }),
    },
    lines: [`${functionName}: ${what} released, now ${format(desired.config)}${waited ? ", settled" : ""}`],
  };
};
