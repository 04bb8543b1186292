// lmi batch start: a run now, outside of any window.

import { type Command, Option } from "commander";
import { ulid } from "ulid";
import { combine, format, within } from "../../../app/capacity/scalingConfig.ts";
import { configOf } from "../../../app/capacity/window.ts";
import { createRuns } from "../../../app/videos/runs.ts";
import { duration, formatDuration } from "../duration.ts";
import { wholeNumber, withDryRun, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";
import { deployedWorkflow } from "./deployed.ts";

interface Options {
  readonly maxVideos?: number;
  readonly for: number;
}

const LONGEST_SECONDS = 24 * 60 * 60;
const DEFAULT_SECONDS = 8 * 60 * 60;

export function addStart(batch: Command): void {
  const command = batch
    .command("start")
    .description("process what waits for a window now, with the capacity of the largest declared window")
    .option("--max-videos <n>", "how many at most", wholeNumber("--max-videos", [1, 10_000_000]))
    .addOption(
      new Option("--for <duration>", `for how long videos are claimed, ${formatDuration(LONGEST_SECONDS)} at most`)
        .argParser(duration("--for", [60, LONGEST_SECONDS]))
        .default(DEFAULT_SECONDS, formatDuration(DEFAULT_SECONDS)),
    );
  withDryRun(command).action(inSession<Options>(start));
  withExample(command, "lmi batch start --max-videos 1000 --for 2h");
}

const start: Run<Options> = async (session, options) => {
  const capacity = await session.capacity();
  const { declaration } = await capacity.demand(session.names.processor);
  const { windows, limit } = declaration;
  // Without a window nobody said how much a batch may have: one environment at least, as many as fit at most.
  const asked = windows.length > 0 ? combine(windows.map(configOf)) : { min: 1, max: limit };
  const config = within(limit, asked);
  const { stateMachineArn, perEnvironment } = await deployedWorkflow(session);
  const { clock } = capacity;
  const until = clock.nowSeconds() + options.for;
  const name = `manual-${ulid().toLowerCase()}`;
  const { maxVideos } = options;
  const runs = createRuns(await session.clients.stepFunctions(), { stateMachineArn, clock });
  await runs.start({ name, queue: "window", config, claimUntil: until, maxVideos });
  const concurrency = config.max * perEnvironment;
  return {
    json: { name, config, until: utc(until * 1000), concurrency, maxVideos: maxVideos ?? null },
    lines: [`${name}: started with ${format(config)}, ${concurrency} videos at once, until ${utc(until * 1000)}`],
  };
};
