// lmi scale hold: freezes a function at a scaling config, with an end, an owner and a reason.

import type { Command } from "commander";
import { MAX_HOLD_SECONDS } from "../../../app/capacity/hold.ts";
import { format } from "../../../app/capacity/scalingConfig.ts";
import { UsageError } from "../../cliError.ts";
import { formatDuration } from "../duration.ts";
import { instantOrDuration } from "../instant.ts";
import { refuseAboveLimit } from "../limit.ts";
import { configOf, withConfig, withDryRun, withExample, withFunction } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";

interface Options {
  readonly min: number;
  readonly max: number;
  readonly until: string;
  readonly reason: string;
  readonly function: string;
}

export function addHold(scale: Command): void {
  const command = scale
    .command("hold")
    .description("freeze at a scaling config: until its end nothing else counts")
    .requiredOption(
      "--until <time>",
      `an instant, or a duration from now on; ${formatDuration(MAX_HOLD_SECONDS)} at most`,
    )
    .requiredOption("--reason <text>", "why, for whoever wonders");
  withConfig(withFunction(withDryRun(command))).action(inSession<Options>(hold));
  withExample(
    command,
    'lmi scale hold --min 0 --max 0 --until 2h --reason "database migration"',
    'lmi scale hold --min 5 --max 5 --until 2026-12-01T20:00:00Z --reason "load test"',
  );
}

const hold: Run<Options> = async (session, options) => {
  const functionName = session.functionName(options.function);
  const config = configOf(options);
  if (options.reason.trim() === "") throw new UsageError("--reason: must say why, got nothing");
  const now = Date.now();
  const liveUntil = Math.floor(instantOrDuration("--until", options.until, now) / 1000);
  const seconds = liveUntil - now / 1000;
  if (seconds <= 0 || seconds > MAX_HOLD_SECONDS) {
    throw new UsageError(
      `--until: must be in the future and within ${formatDuration(MAX_HOLD_SECONDS)}, got ${options.until}`,
    );
  }
  const capacity = await session.capacity();
  const { declaration, hold: before } = await capacity.demand(functionName);
  await refuseAboveLimit(declaration, config, session.clients.lambda);
  if (before) {
    session.warn(
      `${functionName}: replaces the hold at ${format(before.config)} of ${before.owner} until ${utc(before.liveUntil * 1000)} (${before.reason})`,
    );
  }
  const owner = session.settings.operator;
  const since = new Date(now).toISOString();
  await capacity.table.hold(functionName, { owner, config, reason: options.reason, since, liveUntil });
  await capacity.requests.reconcile(functionName);
  const until = utc(liveUntil * 1000);
  return {
    json: { functionName, owner, config, until, reason: options.reason },
    lines: [`${functionName}: held at ${format(config)} until ${until}; lmi scale resume ends it`],
  };
};
