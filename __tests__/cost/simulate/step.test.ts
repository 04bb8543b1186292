import { describe, expect, it } from "@jest/globals";
import type { Model } from "../../../cost/simulate/model.ts";
import { type Minute, type State, settled, step } from "../../../cost/simulate/step.ts";

/** Round numbers: an environment takes 10 in flight, scaling wants one for every 5, an instance holds 2. */
const MODEL: Model = {
  invocations: 10,
  limitedBy: "concurrency",
  vCpusPerEnvironment: 1,
  cpuShare: 0.05,
  environmentsPerInvocation: 1 / 5,
  growthPerStep: 2 ** (1 / 5),
  launchSteps: 1,
  activationSteps: 2,
  scaleInSteps: 3,
  drainSteps: 2,
  environmentsPerInstance: 2,
  maxEnvironments: 100,
  instancesFor: (environments) => Math.max(Math.ceil(environments / 2), Math.min(environments, 3)),
};

const minute = (changed: Partial<Minute> = {}): Minute => ({
  arrivals: 600,
  demandInFlight: 10,
  config: { min: 3, max: 30 },
  ...changed,
});

/** After each minute: environments that took work, those on their way, instances that bill. */
function course(state: State, coming: readonly Minute[], model = MODEL) {
  let current = state;
  return coming.map((one) => {
    const { state: after, environments, launching, instances } = step(current, one, model);
    current = after;
    return [environments, launching, instances];
  });
}

const times = (count: number, one: Minute): Minute[] => Array.from({ length: count }, () => one);

describe("a simulated minute", () => {
  it("serves all that fits, and throttles the rest for the one reason that the model has", () => {
    const three = settled(minute(), MODEL);
    expect(step(three, minute({ demandInFlight: 30 }), MODEL)).toMatchObject({
      served: 600,
      throttled: 0,
      inFlight: 30,
    });
    expect(step(three, minute({ demandInFlight: 40 }), MODEL)).toMatchObject({
      served: 450, // 30 of 40
      throttled: 150,
      reason: "concurrency",
      inFlight: 30,
    });
  });

  it("begins as if the first minute had gone on for long", () => {
    const { ready, launching, grown, wanted, needed } = settled(minute({ demandInFlight: 41 }), MODEL);
    expect({ ready, launching, grown, wanted, needed }).toEqual({
      ready: 9, // 41 / 5 is 8.2
      launching: [0, 0],
      grown: 9,
      wanted: [9, 9, 9],
      needed: [5, 5],
    });
  });

  it("grows by a doubling in five minutes, which it sees a minute later, and launches before it serves", () => {
    const calm = settled(minute({ demandInFlight: 20 }), MODEL);
    // 4 environments on 3 instances, two of which have room for one more.
    expect(calm.ready).toBe(4);
    const busy = minute({ demandInFlight: 1_000 });
    expect(course(calm, times(8, busy))).toEqual([
      [4, 0, 3], // nothing was seen yet
      [4, 1, 3], // 4.59
      [5, 1, 3], // 5.28
      [6, 1, 4], // 6.06: the next needs a fourth instance, and more time
      [6, 1, 4], // 6.96
      [7, 1, 4], // 8: fits on the fourth instance
      [8, 2, 5], // 9.19
      [8, 3, 6], // 10.56
    ]);
  });

  it("never has more than twice the environments of five minutes ago", () => {
    const grown = course(settled(minute(), MODEL), times(30, minute({ demandInFlight: 1_000 })));
    const environments = grown.map(([ready = 0, launching = 0]) => ready + launching);
    environments.slice(5).forEach((count, index) => {
      expect(count).toBeLessThanOrEqual(2 * (environments[index] ?? 0));
    });
    expect(environments.at(-1)).toBe(30);
  });

  it("keeps environments until the need was lower for the whole time, and instances until they have drained", () => {
    const busy = settled(minute({ demandInFlight: 50 }), MODEL);
    expect(course(busy, times(7, minute({ demandInFlight: 15 })))).toEqual([
      [10, 0, 5],
      [10, 0, 5],
      [10, 0, 5], // three minutes of lower need have passed
      [3, 0, 5],
      [3, 0, 5], // two minutes of draining
      [3, 0, 3],
      [3, 0, 3],
    ]);
  });

  it("raises to a new min at once, without the limit of growth", () => {
    const raised = minute({ config: { min: 20, max: 30 } });
    expect(course(settled(minute(), MODEL), times(4, raised))).toEqual([
      [3, 17, 10], // 3 fit on the instances that run
      [6, 14, 10],
      [20, 0, 10],
      [20, 0, 10],
    ]);
  });

  it("cuts to a new max at once, what is on its way first", () => {
    const raised = step(settled(minute(), MODEL), minute({ config: { min: 20, max: 30 } }), MODEL);
    expect(course(raised.state, times(2, minute({ config: { min: 4, max: 4 } })))).toEqual([
      [4, 0, 10],
      [4, 0, 10],
    ]);
  });

  it("serves nothing at 0/0, and nothing until it is active again", () => {
    const off = minute({ config: { min: 0, max: 0 } });
    const deactivated = step(settled(minute(), MODEL), off, MODEL);
    expect(deactivated).toMatchObject({
      served: 0,
      throttled: 600,
      reason: "deactivated",
      environments: 0,
      inFlight: 0,
    });
    expect(course(deactivated.state, [off, off, ...times(3, minute())])).toEqual([
      [0, 0, 3],
      [0, 0, 0], // drained
      [0, 3, 3],
      [0, 3, 3],
      [3, 0, 3],
    ]);
    const launching = step(deactivated.state, minute(), MODEL);
    expect(launching).toMatchObject({ served: 0, throttled: 600, reason: "deactivated" });
  });

  it("does not know of a load that came while it was deactivated", () => {
    const off = minute({ config: { min: 0, max: 0 }, demandInFlight: 1_000 });
    const { state } = step(settled(off, MODEL), off, MODEL);
    expect(state.wanted).toEqual([0, 0, 0]);
  });

  it("stays under the vCPU cap, whatever max says", () => {
    const capped = { ...MODEL, maxEnvironments: 5 };
    const ended = course(settled(minute(), capped), times(20, minute({ demandInFlight: 1_000 })), capped).at(-1);
    expect(ended).toEqual([5, 0, 3]);
  });

  it("leaves the state that it was given as it was", () => {
    const state = settled(minute(), MODEL);
    const before = structuredClone(state);
    step(state, minute({ demandInFlight: 500, config: { min: 9, max: 30 } }), MODEL);
    expect(state).toEqual(before);
  });
});
