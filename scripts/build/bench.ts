// npm run bench: the figures that have targets, measured on this machine. Compare runs on one machine only.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { simulatedEngine } from "../../app/processor/engines/simulated.ts";
import { apiRows } from "./benchApi.ts";
import { consoleCpuShare } from "./benchConsole.ts";
import { benchLoad } from "./benchLoad.ts";
import { reviewRows } from "./benchReview.ts";
import { accountWith } from "./benchScan.ts";

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
        { attempt: 1, id: `video-${index}`, sourceUrl: "s3://bucket/video.mp4" },
        { signal: never, progress: () => {} },
      ),
    ),
  );
  delay.disable();
  return { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
}

/** The command as one file, and its heaviest pure answers. */
function lmi() {
  const folder = mkdtempSync(join(tmpdir(), "lmi-bench-"));
  const nightly = { name: "nightly", days: ["mon-fri"], from: "22:00", to: "06:00", timeZone: "Europe/Dublin" };
  const file = join(folder, "windows.json");
  writeFileSync(file, JSON.stringify({ baseline: { min: 0, max: 0 }, windows: [{ ...nightly, min: 2, max: 10 }] }));
  const account = join(folder, "account.json");
  writeFileSync(account, accountWith(2_000));
  const workload = "docs/examples/steady-api.json";
  const month = ["--days", "31", "--requests-per-month", "10B", "--duration-ms", "120", "--memory-mb", "256"];
  try {
    timed("npm", ["run", "-s", "build:cli"]);
    return {
      simulate: timed(process.execPath, ["dist/lmi.mjs", "cost", "simulate", ...month, "--every", "1d"]),
      scan: timed(process.execPath, ["dist/lmi.mjs", "cost", "scan", "--file", account]),
      compare: timed(process.execPath, ["dist/lmi.mjs", "cost", "compare", "--file", workload]),
      help: timed(process.execPath, ["dist/lmi.mjs", "--help"]),
      next: timed(process.execPath, ["dist/lmi.mjs", "window", "next", "--windows", file, "--count", "1000"]),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

row("npm run synth, warm, median of 5", `${(timed("npm", ["run", "-s", "synth"]) / 1000).toFixed(2)} s`, "under 2 s");
const { p99, max } = await eventLoopDelay();
row("event loop delay, 16 videos in one worker, p99", `${p99.toFixed(1)} ms`, "under 20 ms");
row("event loop delay, 16 videos in one worker, worst", `${max.toFixed(1)} ms`, "");
const { compare, help, next, scan, simulate } = lmi();
row("lmi --help, one file, median of 5", `${help.toFixed(0)} ms`, "under 200 ms");
row("lmi window next --count 1000, median of 5", `${next.toFixed(0)} ms`, "under 1 s");
reviewRows(row);
row("lmi cost simulate of a month, 10 B requests", `${(simulate / 1000).toFixed(2)} s`, "under 5 s");
row("lmi cost scan of 2,000 functions, two weeks", `${(scan / 1000).toFixed(2)} s`, "under 10 s");
row("lmi cost compare, from a file", `${(compare / 1000).toFixed(2)} s`, "under 1 s");
row("the console, 50 events a second, of a core", `${((await consoleCpuShare()) * 100).toFixed(1)} %`, "at most 2 %");
await apiRows(row);
const { ended, seconds, mostExecutions, controlPlane } = await benchLoad();
row("1,000 process calls within 5 s: completed", String(ended.completed ?? 0), "1000");
row("1,000 process calls within 5 s: until all ended", `${seconds.toFixed(0)} s`, "");
row("1,000 process calls within 5 s: executions in 10 s", String(mostExecutions), "at most 3");
row("1,000 process calls within 5 s: control plane", `${controlPlane.maxPerSecond}/s`, "at most 15/s");
row(
  "1,000 process calls within 5 s: control plane, mean",
  `${(controlPlane.calls / seconds).toFixed(2)}/s`,
  "at most 1/s",
);
