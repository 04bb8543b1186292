// lmi scale hold: freezes a function at a scaling config, or keeps it from going below, with an end, an owner and a reason.

import type { Command } from "commander";
import { type Hold, MAX_HOLD_SECONDS } from "../../../app/capacity/hold.ts";
import { isLive } from "../../../app/capacity/lease.ts";
import { isWhole } from "../../../app/capacity/observed.ts";
import { format, type ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import { FailedError, UsageError } from "../../cliError.ts";
import type { Capacity } from "../capacity.ts";
import { formatDuration } from "../duration.ts";
import { instantOrDuration } from "../instant.ts";
import { refuseAboveLimit } from "../limit.ts";
import { configOf, environments, reason, withDryRun, withExample, withFunction } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";
import { effectOf } from "./effect.ts";

interface Options {
  readonly min?: number;
  readonly max?: number;
  readonly asIs?: boolean;
  readonly neverDown?: boolean;
  readonly force?: boolean;
  readonly until: string;
  readonly reason: string;
  readonly function: string;
}

export function addHold(scale: Command): void {
  const command = scale
    .command("hold")
    .description("freeze at a scaling config: until its end nothing else counts")
    .option("--min <n>", "execution environments at least", environments("--min"))
    .option("--max <n>", "execution environments at most", environments("--max"))
    .option("--as-is", "instead: at what is applied now")
    .option("--never-down", "what is asked for counts on above it; without --min and --max: above what is applied now")
    .option("--force", "also in the place of another operator's hold")
    .requiredOption(
      "--until <time>",
      `an instant, or a duration from now on; ${formatDuration(MAX_HOLD_SECONDS)} at most`,
    )
    .requiredOption("--reason <text>", "why, for the history and for others on duty", reason);
  withFunction(withDryRun(command)).action(inSession<Options>(hold));
  withExample(
    command,
    'lmi scale hold --min 0 --max 0 --until 2h --reason "database migration"',
    'lmi scale hold --min 5 --max 5 --until 2026-12-01T20:00:00Z --reason "load test"',
    'lmi scale hold --as-is --until 1h --reason "incident 42"',
    'lmi scale hold --never-down --until 4h --reason "launch"',
  );
}

/** Undefined for what is applied. @throws UsageError when the options do not go together */
function givenConfig({ min, max, asIs, neverDown }: Options): ScalingConfig | undefined {
  if (asIs && neverDown) throw new UsageError("--as-is: not together with --never-down, got both");
  if (min === undefined && max === undefined) {
    if (asIs || neverDown) return undefined;
    throw new UsageError("--min and --max: must be given, or --as-is, or --never-down, got none");
  }
  if (asIs) throw new UsageError("--as-is: not together with --min and --max, got both");
  if (min === undefined || max === undefined) throw new UsageError("--min and --max: must be given together, got one");
  return configOf({ min, max });
}

/** @throws FailedError while Lambda says only one of the two fields */
async function appliedConfig({ scaling }: Capacity, functionName: string): Promise<ScalingConfig> {
  const { applied } = await scaling.observe(functionName);
  if (isWhole(applied)) return applied;
  throw new FailedError(`${functionName}: Lambda does not say what is applied; --min and --max say what to hold`);
}

const holdText = ({ config, owner, liveUntil, reason: why, neverDown }: Hold): string =>
  `held at ${format(config)}${neverDown ? " or more" : ""} by ${owner} until ${utc(liveUntil * 1000)} (${why})`;

const hold: Run<Options> = async (session, options) => {
  const functionName = session.functionName(options.function);
  const given = givenConfig(options);
  const now = Date.now();
  const liveUntil = Math.floor(instantOrDuration("--until", options.until, now) / 1000);
  const seconds = liveUntil - now / 1000;
  if (seconds <= 0 || seconds > MAX_HOLD_SECONDS) {
    throw new UsageError(
      `--until: must be in the future and within ${formatDuration(MAX_HOLD_SECONDS)}, got ${options.until}`,
    );
  }
  const owner = await session.operator();
  const capacity = await session.capacity(owner);
  const { declaration, hold: before } = await capacity.demand(functionName);
  const config = given ?? (await appliedConfig(capacity, functionName));
  await refuseAboveLimit(declaration, config, session.clients.lambda);
  if (before && isLive(before, now / 1000)) {
    const held = `${functionName}: ${holdText(before)}`;
    if (before.owner !== owner && !options.force) throw new FailedError(`${held}; --force replaces it`);
    session.warn(`${held} is replaced`);
  }
  const since = new Date(now).toISOString();
  const { neverDown = false } = options;
  await capacity.table.hold(functionName, { owner, config, reason: options.reason, since, liveUntil, neverDown });
  const reconciled = await capacity.requests.reconcile(functionName);
  const until = utc(liveUntil * 1000);
  const at = `${format(config)}${neverDown ? " or more" : ""}`;
  return {
    effect: effectOf(reconciled),
    json: { functionName, owner, config, until, reason: options.reason, neverDown },
    lines: [`${functionName}: held at ${at} until ${until}; lmi scale resume ends it`],
  };
};
