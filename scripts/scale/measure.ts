// node scripts/scale/measure.ts: plays a steady load at each rate in virtual time, and keeps what it took for docs/scale.md.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SimulatedService } from "./deployment.ts";
import { simulateService } from "./simulatedSystem.ts";

export const MEASURED_FILE = fileURLToPath(new URL("measured.json", import.meta.url));

/** What one rate took, per minute of load unless said otherwise. */
export interface Measured {
  readonly videosPerMinute: number;
  readonly minutes: number;
  readonly failed: number;
  readonly medianWaitSeconds: number;
  readonly executions: number;
  /** In the fullest 10 s. */
  readonly mostExecutions: number;
  readonly transitionsPerVideo: number;
  readonly controlPlaneCalls: number;
  /** In the fullest second. */
  readonly mostControlPlaneCalls: number;
  readonly scaler: number;
  readonly dispatcher: number;
  /** Write and read units, by table and index. */
  readonly written: Readonly<Record<string, number>>;
  readonly read: Readonly<Record<string, number>>;
  /** Bytes. */
  readonly largestItems: Readonly<Record<string, number>>;
}

/** The rates, and for how many minutes each is played. */
export const RATES: readonly (readonly [videosPerMinute: number, minutes: number])[] = [
  [1, 60],
  [100, 10],
  [10_000, 1],
];

/** Instances take 90 s to launch; a video takes 5 s. */
export const MEASURED_SERVICE: SimulatedService = {
  lease: { min: 1, max: 128 },
  perEnvironment: 16,
  videoSeconds: 5,
  timeoutSeconds: 300,
  settleSeconds: 900,
  graceSeconds: 120,
  launchSeconds: 90,
};

const round = (value: number) => Math.round(value * 100) / 100;
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

export async function measure(videosPerMinute: number, minutes: number): Promise<Measured> {
  const steps = Math.min(videosPerMinute, 60);
  const arrivals = Array.from({ length: minutes * steps }, (_, index) => ({
    after: 1 + (index * 60) / steps,
    videos: Math.round((videosPerMinute * (index + 1)) / steps) - Math.round((videosPerMinute * index) / steps),
  }));
  const simulated = await simulateService(MEASURED_SERVICE, arrivals, 6 * 3_600);
  const { served, executions, controlPlane, tables, invocations } = simulated;
  const perMinute = (value = 0) => round(value / minutes);
  const units = (by: ReadonlyMap<string, number>) =>
    Object.fromEntries(
      [...by].toSorted(([a], [b]) => a.localeCompare(b)).map(([key, value]) => [key, perMinute(value)]),
    );
  const waits = served.map(({ waited }) => waited).toSorted((a, b) => a - b);
  const within = executions.map(
    ({ at }) => executions.filter((other) => other.at >= at && other.at < at + 10_000).length,
  );
  return {
    videosPerMinute,
    minutes,
    failed: served.filter(({ status }) => status !== "completed").length,
    medianWaitSeconds: round(waits[Math.floor(waits.length / 2)] ?? 0),
    executions: perMinute(executions.length),
    mostExecutions: Math.max(0, ...within),
    transitionsPerVideo: round(simulated.transitions / served.length),
    controlPlaneCalls: perMinute(sum(controlPlane.bySecond.values())),
    mostControlPlaneCalls: Math.max(0, ...controlPlane.bySecond.values()),
    scaler: perMinute(invocations.get("scaler")),
    dispatcher: perMinute(invocations.get("dispatcher")),
    written: units(tables.written),
    read: units(tables.read),
    largestItems: simulated.largestItems,
  };
}

if (import.meta.main) {
  const measured: Measured[] = [];
  for (const [videosPerMinute, minutes] of RATES) {
    const started = performance.now();
    measured.push(await measure(videosPerMinute, minutes));
    console.error(
      `${videosPerMinute} videos a minute for ${minutes} min: ${((performance.now() - started) / 1000).toFixed(0)} s`,
    );
  }
  writeFileSync(MEASURED_FILE, `${JSON.stringify(measured, null, 2)}\n`);
}
