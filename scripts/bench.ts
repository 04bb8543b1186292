// npm run bench: the figures that have targets, measured on this machine. Compare runs on one machine only.
import { spawnSync } from "node:child_process";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { simulatedEngine } from "../app/processor/engines/simulated.ts";

const RUNS = 5;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function row(what: string, figure: string, target: string) {
  console.log(`${what.padEnd(52)}${figure.padStart(12)}   ${target}`);
}

function timed(command: string, args: readonly string[]): number {
  const times = Array.from({ length: RUNS + 1 }, () => {
    const started = performance.now();
    const { status } = spawnSync(command, args, { stdio: "ignore" });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${status}`);
    return performance.now() - started;
  });
  return median(times.slice(1)); // the first one warms up
}

/** How long the event loop waits while sixteen videos are processed at once in one worker. */
async function eventLoopDelay() {
  const engine = simulatedEngine({ cpuMilliseconds: 200 });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const never = new AbortController().signal;
  delay.enable();
  await Promise.all(
    Array.from({ length: 16 }, (_, index) =>
      engine.process(
        { id: `video-${index}`, sourceUrl: "s3://bucket/video.mp4" },
        { signal: never, progress: () => {} },
      ),
    ),
  );
  delay.disable();
  return { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
}

row("npm run synth, warm, median of 5", `${(timed("npm", ["run", "-s", "synth"]) / 1000).toFixed(2)} s`, "under 2 s");
const { p99, max } = await eventLoopDelay();
row("event loop delay, 16 videos in one worker, p99", `${p99.toFixed(1)} ms`, "under 20 ms");
row("event loop delay, 16 videos in one worker, worst", `${max.toFixed(1)} ms`, "");
