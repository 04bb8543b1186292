// The promises about load, in virtual time: the real code and definition, the launch of real instances.
import { describe, expect, it } from "@jest/globals";
import type { SimulatedService } from "../../../scripts/scale/deployment.ts";
import { mishapsFrom } from "../../../scripts/scale/mishaps.ts";
import { type Arrival, type Simulated, simulateService } from "../../../scripts/scale/simulatedSystem.ts";
import { SEED } from "../../support/seed.ts";

const LAUNCH_SECONDS = 90;
const SERVICE: SimulatedService = {
  lease: { min: 1, max: 32 },
  perEnvironment: 8,
  videoSeconds: 5,
  timeoutSeconds: 300,
  settleSeconds: 900,
  graceSeconds: 60,
  launchSeconds: LAUNCH_SECONDS,
};
const OVERFLOW: SimulatedService = { ...SERVICE, overflow: { maxConcurrency: 10, upTo: 20 } };
const HOUR = 3_600;

const every = (seconds: number, videos: number): Arrival[] =>
  Array.from({ length: seconds }, (_, index) => ({ after: index + 1, videos }));

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const waits = ({ served }: Simulated) => served.map(({ waited }) => waited);
const most = (values: Iterable<number>) => Math.max(0, ...values);
const failed = ({ served }: Simulated) => served.filter(({ status }) => status !== "completed").length;

/** The most executions that were started in any ten seconds. */
const inTenSeconds = ({ executions }: Simulated) =>
  most(executions.map(({ at }) => executions.filter((other) => other.at >= at && other.at < at + 10_000).length));

describe("a system whose instances take 90 s to launch", () => {
  it.each([
    ["3 videos a second for 5 minutes", every(300, 3), SERVICE],
    ["500 videos within 5 s", every(5, 100), SERVICE],
    // Each run asks for a little more, and the limit is far: capacity that is on its way must get there all the same.
    ["a video a second for 2 minutes", every(120, 1), { ...SERVICE, lease: { min: 1, max: 128 }, perEnvironment: 16 }],
  ])("completes %s: none fails, few runs, few calls of the control plane", async (_what, arrivals, service) => {
    const simulated = await simulateService(service, arrivals, 4 * HOUR);

    const { controlPlane, seconds, twice } = simulated;
    expect({ failed: failed(simulated), twice }).toEqual({ failed: 0, twice: [] });
    expect(median(waits(simulated))).toBeLessThanOrEqual(LAUNCH_SECONDS + 10);
    expect(inTenSeconds(simulated)).toBeLessThanOrEqual(3);
    const calls = [...controlPlane.bySecond.values()];
    expect(most(calls)).toBeLessThanOrEqual(15);
    expect(calls.reduce((sum, count) => sum + count, 0) / seconds).toBeLessThanOrEqual(1);
  });
});

describe("with overflow", () => {
  it("one video starts within 5 s, and the scaling config is left alone", async () => {
    const simulated = await simulateService(OVERFLOW, [{ after: 1, videos: 1 }], HOUR);

    expect(waits(simulated)[0]).toBeLessThanOrEqual(5);
    expect(simulated.served.map(({ ranOn }) => ranOn)).toEqual(["overflow"]);
    expect(simulated.controlPlane.byOperation.get("PutFunctionScalingConfig")).toBeUndefined();
  });

  it("of 200 at once the first begin at once on ordinary Lambda, and the rest on managed instances, each once", async () => {
    const long = { ...OVERFLOW, videoSeconds: 30 };

    const simulated = await simulateService(long, [{ after: 1, videos: 200 }], 2 * HOUR);

    const on = (where: string) => simulated.served.filter(({ ranOn }) => ranOn === where);
    expect({ failed: failed(simulated), twice: simulated.twice }).toEqual({ failed: 0, twice: [] });
    expect(on("overflow").filter(({ waited }) => waited <= 5)).toHaveLength(10);
    expect(on("managed").length).toBeGreaterThan(on("overflow").length);
    expect(on("managed").every(({ waited }) => waited >= LAUNCH_SECONDS)).toBe(true);
  });
});

describe("whatever dies on the way", () => {
  // 106 kills an attempt outside of any run, after which all is at rest until a sweep.
  const seeds = [1, 2, 3, 4, 106, SEED];

  it.each(seeds)("every video ends, and no two engines work on one at once: seed %i", async (seed) => {
    const small = { lease: { min: 1, max: 4 }, perEnvironment: 4, videoSeconds: 30, timeoutSeconds: 120 };
    const overflow = seed % 2 === 0 ? { overflow: { maxConcurrency: 3, upTo: 4 } } : {};
    const arrivals = Array.from({ length: 8 }, (_, index) => ({ after: index * 20 + 1, videos: 1 + (seed % 5) }));

    const simulated = await simulateService(
      { ...SERVICE, ...small, ...overflow },
      arrivals,
      6 * HOUR,
      mishapsFrom(seed, small.videoSeconds),
    );

    expect({ failed: failed(simulated), twice: simulated.twice }).toEqual({ failed: 0, twice: [] });
  });
});
