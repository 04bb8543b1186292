// lmi scale up: takes an operator's lease.

import type { Command } from "commander";
import { ulid } from "ulid";
import { isLive, MAX_LEASE_SECONDS } from "../../../app/capacity/lease.ts";
import { lastPut } from "../../../app/capacity/observed.ts";
import { covers, format } from "../../../app/capacity/scalingConfig.ts";
import { FailedError, UsageError } from "../../cliError.ts";
import { duration, formatDuration } from "../duration.ts";
import { refuseAboveLimit } from "../limit.ts";
import { configOf, reason, withConfig, withDryRun, withExample, withFunction, withWait } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";
import { waitFor } from "../waiting.ts";
import { effectOf } from "./effect.ts";

interface Options {
  readonly min: number;
  readonly max: number;
  readonly for: number;
  readonly reason?: string;
  readonly wait?: boolean;
  readonly timeout: number;
  readonly function: string;
}

export function addUp(scale: Command): void {
  const command = scale
    .command("up")
    .description("take a lease: capacity until it ends or is released")
    .requiredOption(
      "--for <duration>",
      `how long, ${formatDuration(MAX_LEASE_SECONDS)} at most`,
      duration("--for", [60, MAX_LEASE_SECONDS]),
    )
    .option("--reason <text>", "why, for the history", reason);
  withConfig(withFunction(withWait(withDryRun(command)))).action(inSession<Options>(up));
  withExample(command, 'lmi scale up --min 2 --max 10 --for 2h --reason "backlog of monday" --wait');
}

const up: Run<Options> = async (session, options) => {
  const functionName = session.functionName(options.function);
  const config = configOf(options);
  if (config.max === 0) throw new UsageError("--max: must be at least 1, got 0; lmi scale down releases leases");
  const operator = await session.operator();
  const capacity = await session.capacity(operator);
  const { clock, requests } = capacity;
  const { declaration, hold } = await capacity.demand(functionName);
  await refuse();
  const owner = `${operator}:${ulid()}`;
  const before = session.settings.dryRun ? lastPut(await capacity.scaling.observe(functionName)) : undefined;
  const { settleBy, since } = await requests.acquire({
    functionName,
    owner,
    config,
    seconds: options.for,
    settleSeconds: options.timeout,
    reason: options.reason,
  });
  // A round may have been a moment ago; without --wait nothing else would begin the next one before the tick.
  const reconciled = await requests.reconcile(functionName);
  const { leases } = await capacity.demand(functionName);
  const until = leases.find((lease) => lease.owner === owner)?.liveUntil ?? clock.nowSeconds();
  const kept = `${functionName}: its lease asks on for ${format(config)} until ${utc(until * 1000)}, lmi scale down releases it`;
  const settled =
    options.wait && !session.settings.dryRun ? await session.wait(kept, () => settle(settleBy)) : undefined;
  const took = `${functionName}: ${format(config)} for ${formatDuration(options.for)}, until ${utc(until * 1000)}`;
  return {
    effect: effectOf(reconciled, before),
    json: { functionName, owner, config, until: utc(until * 1000), ...(options.wait && { settled: true }) },
    lines: [settled === undefined ? took : `${took}; settled, ${settled}`],
  };

  async function refuse(): Promise<void> {
    await refuseAboveLimit(declaration, config, session.clients.lambda);
    if (!hold || hold.neverDown || !isLive(hold, clock.nowSeconds()) || covers(hold.config, config)) return;
    const held = `${functionName}: held at ${format(hold.config)} by ${hold.owner} until ${utc(hold.liveUntil * 1000)} (${hold.reason})`;
    if (options.wait && hold.liveUntil > clock.nowSeconds() + options.timeout) {
      throw new FailedError(`${held}; capacity cannot come before, lmi scale resume ends the hold`);
    }
    session.warn(`${held}; the lease counts only after it`);
  }

  async function settle(settleBy: number): Promise<string> {
    const waiting = { seconds: options.timeout + 60, progress: session.progress, sleep: clock.sleep };
    return waitFor<string>(`${functionName} to settle`, waiting, async () => {
      const { settled, seen } = await requests.check({ functionName, owner, since, settleBy });
      return settled ? { found: seen } : { seen };
    }).catch((error) => {
      const asks = `its lease asks on until ${utc(until * 1000)}, lmi scale down releases it`;
      throw error instanceof Error && error.name === "CapacityUnavailable"
        ? new FailedError(`${error.message}; ${asks}`, { cause: error })
        : error;
    });
  }
};
