// lmi scale down: releases one's own leases, or other operators'; what workflows and windows ask for stays.

import type { Command } from "commander";
import { isLive, type Lease, MAX_LEASE_SECONDS } from "../../../app/capacity/lease.ts";
import { describe } from "../../../app/capacity/observed.ts";
import { format } from "../../../app/capacity/scalingConfig.ts";
import { UsageError } from "../../cliError.ts";
import type { Capacity } from "../capacity.ts";
import { duration } from "../duration.ts";
import { withDryRun, withExample, withFunction, withWait } from "../options.ts";
import { inSession, type Run, type Session } from "../session.ts";
import { untilSettled, waitFor } from "../waiting.ts";
import { effectOf } from "./effect.ts";

interface Options {
  readonly owner?: string;
  readonly all?: boolean;
  readonly drain?: number;
  readonly wait?: boolean;
  readonly timeout: number;
  readonly function: string;
}

export function addDown(scale: Command): void {
  const command = scale
    .command("down")
    .description("release your leases, or those of other operators")
    .option("--owner <name>", "those of this operator, or this one lease, as lmi scale status names it")
    .option("--all", "those of all operators")
    .option(
      "--drain <duration>",
      "first wait until no run has a lease, that long at most",
      duration("--drain", [1, MAX_LEASE_SECONDS]),
    );
  withFunction(withWait(withDryRun(command))).action(inSession<Options>(down));
  withExample(command, "lmi scale down --drain 15m --wait", "lmi scale down --owner assumed-role/Admin/ann");
}

/** An operator who goes down means now; capacity that stays is for runs. */
const NO_GRACE = 0;

const isAsking = (lease: Lease, now: number): boolean => isLive(lease, now) && !lease.isReleased;

const OPERATOR = "operator:";

const isOperators = ({ owner }: Lease): boolean => owner.startsWith(OPERATOR);

/** Whether a lease is the operator's, or the very one. */
const isOf = ({ owner }: Lease, name: string): boolean => owner === name || owner.startsWith(`${name}:`);

const leaseText = ({ owner, config, reason }: Lease): string =>
  `${format(config)} ${owner}${reason === undefined ? "" : `: ${reason}`}`;

/** Whose leases go; undefined for all operators'. @throws UsageError when both options are given */
async function nameOf(session: Session, { owner, all }: Options): Promise<string | undefined> {
  if (owner !== undefined && all) throw new UsageError("--owner: not together with --all, got both");
  if (owner === undefined) return all ? undefined : session.operator();
  return owner.startsWith(OPERATOR) ? owner : `${OPERATOR}${owner}`;
}

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
  const name = await nameOf(session, options);
  const capacity = await session.capacity(await session.operator());
  await capacity.demand(functionName);
  const { drain } = options;
  if (drain !== undefined && !dryRun) {
    const goesOn = `${functionName}: nothing was released; the leases go on`;
    await session.wait(goesOn, () => drained(session, capacity, functionName, drain));
  }
  const { leases } = await capacity.demand(functionName);
  const asking = leases.filter((lease) => isAsking(lease, capacity.clock.nowSeconds()) && isOperators(lease));
  const released = asking.filter((lease) => name === undefined || isOf(lease, name));
  const kept = asking.filter((lease) => !released.includes(lease));
  if (options.owner !== undefined && released.length === 0) {
    const others = kept.map(({ owner }) => owner).join(", ") || "none";
    throw new UsageError(
      `--owner: must have a lease on ${functionName}, got ${options.owner}; operators' leases: ${others}`,
    );
  }
  // All before the first reconcile, so that capacity goes in one step.
  for (const { owner } of released) await capacity.table.release(functionName, owner, NO_GRACE);
  const reconciled = await capacity.requests.reconcile(functionName);
  const { config } = reconciled.desired;
  const waited = options.wait === true && !dryRun;
  if (waited) {
    const goesOn = `${functionName}: released; it goes on to ${format(config)} by itself, lmi scale status shows when it is there`;
    await session.wait(goesOn, () =>
      untilSettled(capacity, functionName, { seconds: options.timeout, progress: session.progress }),
    );
  }
  const what = released.length === 1 ? "1 lease" : `${released.length} leases`;
  const others = kept.map((lease) => `  stays: ${leaseText(lease)}; --owner or --all releases it`);
  return {
    effect: [effectOf(reconciled), ...released.map((lease) => `releases ${leaseText(lease)}`)].join("\n"),
    json: {
      functionName,
      released: released.map(({ owner }) => owner),
      kept: kept.map(({ owner }) => owner),
      desired: config,
      ...(waited && { settled: true }),
    },
    lines: [
      `${functionName}: ${what} released, now ${format(config)}${waited ? ", settled" : ""}`,
      ...released.map((lease) => `  released: ${leaseText(lease)}`),
      ...others,
    ],
  };
};
