import { describe, expect, it } from "@jest/globals";
import { InitError } from "../../../local/lambda/executionEnvironment.ts";
import { ManagedFunction } from "../../../local/lambda/managedFunction.ts";
import { Placement } from "../../../local/lambda/placement.ts";
import {
  capacityProviderSpec,
  eventLog,
  ManualClock,
  managedSpec,
  SimulatedEnvironment,
  settle,
} from "../../support/lambda/simulation.ts";

const LAUNCH_SECONDS = 20;
const brokenCode = () => Promise.reject(new InitError("RuntimeInitError", '{"errorType":"SyntaxError"}'));

function setUp(initialScalingConfig?: { min: number; max: number }, shared: { placement?: Placement } = {}) {
  const clock = new ManualClock();
  const log = eventLog();
  const placement = shared.placement ?? new Placement(capacityProviderSpec());
  const environments: SimulatedEnvironment[] = [];
  const world = { start: (): Promise<void> => Promise.resolve() };
  const target = new ManagedFunction({
    spec: managedSpec(initialScalingConfig === undefined ? {} : { initialScalingConfig }),
    placement,
    launchSeconds: LAUNCH_SECONDS,
    quietSeconds: 60,
    clock,
    report: log.report,
    create: () => {
      const environment = new SimulatedEnvironment(() => world.start());
      environments.push(environment);
      return environment;
    },
  });
  let requests = 0;
  /** The answer, or the code of the error. */
  const invoke = () =>
    target.invoke({ payload: "{}", requestId: `request-${++requests}`, traceHeader: "" }).then(
      ({ payload, functionError }) => ({ payload, functionError }),
      (error) => error.code,
    );
  target.start();
  return { target, clock, log, placement, environments, world, invoke };
}

async function active(initialScalingConfig = { min: 2, max: 4 }) {
  const set = setUp(initialScalingConfig);
  await set.clock.advance(LAUNCH_SECONDS);
  expect(set.target.state).toBe("Active");
  return set;
}

describe("the first publish", () => {
  it("is pending until AWS's default of three environments is up, and lets the maximum be what the vCPUs carry", async () => {
    const { target, clock, invoke } = setUp();

    expect(target.state).toBe("Pending");
    expect(target.scaling()).toEqual({ requested: { min: 3, max: 12 }, applied: { max: 12 } });
    expect(await invoke()).toBe("ResourceNotReadyException");

    await clock.advance(LAUNCH_SECONDS - 1);
    expect(target.state).toBe("Pending");

    await clock.advance(1);
    expect(target.state).toBe("Active");
    expect(target.scaling()).toEqual({ applied: { min: 3, max: 12 } });
  });

  it("refuses another scaling config meanwhile", () => {
    const { target } = setUp();

    expect(() => target.putScaling({ min: 1, max: 1 })).toThrow(/currently in the following state: Pending/);
  });

  it("fails when the capacity provider has no room for the minimum, and gives back what it took", async () => {
    const { target, clock, log, placement } = setUp({ min: 13, max: 13 });

    await target.published;
    await clock.advance(LAUNCH_SECONDS);

    expect(target.state).toBe("Failed");
    expect(target.stateReason?.code).toBe("CapacityProviderScalingLimitExceeded");
    expect(log.events).toContainEqual(expect.objectContaining({ kind: "launch-blocked", maxVCpus: 12, vCpus: 1 }));
    expect(placement.take(12)).toBe(true);
    expect(() => target.putScaling({ min: 1, max: 1 })).toThrow(/state: Failed/);
  });

  it("fails once when the code cannot be initialised", async () => {
    const { target, clock, world, environments, log } = setUp({ min: 2, max: 2 });
    world.start = brokenCode;

    await clock.advance(3_600);

    expect(log.states()).toEqual(["Pending -> Failed"]);
    expect(target.stateReason).toEqual({
      code: "FunctionError.RuntimeInitError",
      message: '{"errorType":"SyntaxError"}',
    });
    expect(environments).toHaveLength(1);
  });

  it("with 0/0 is deactivated at once and starts nothing", async () => {
    const { target, clock, environments } = setUp({ min: 0, max: 0 });

    await target.published;
    await clock.advance(600);

    expect(target.state).toBe("Deactivated");
    expect(target.scaling()).toEqual({ applied: { min: 0, max: 0 } });
    expect(environments).toHaveLength(0);
  });
});

describe("a change of the scaling config", () => {
  it("shows what is requested until it is applied", async () => {
    const { target, clock, log } = await active();

    target.putScaling({ min: 4, max: 6 });
    expect(target.scaling()).toEqual({ requested: { min: 4, max: 6 }, applied: { min: 2, max: 6 } });
    expect(target.state).toBe("Active");

    await clock.advance(LAUNCH_SECONDS);
    expect(target.scaling()).toEqual({ applied: { min: 4, max: 6 } });
    expect(log.events).toContainEqual({
      kind: "scaling-requested",
      function: "video",
      from: { min: 2, max: 4 },
      to: { min: 4, max: 6 },
    });
    expect(log.events).toContainEqual({ kind: "scaling-settled", function: "video", config: { min: 4, max: 6 } });
  });

  it("lets the surplus finish its work before it goes", async () => {
    const { target, environments, invoke } = await active();
    const answers = [invoke(), invoke()];

    target.putScaling({ min: 1, max: 1 });
    await settle();
    expect(target.scaling()).toEqual({ requested: { min: 1, max: 1 }, applied: { min: 1, max: 2 } });

    for (const environment of environments) environment.finish();
    await settle();
    expect(target.scaling()).toEqual({ applied: { min: 1, max: 1 } });
    expect(environments.filter(({ stopped }) => stopped)).toHaveLength(1);
    expect(await Promise.all(answers)).toEqual([{ payload: '"done"' }, { payload: '"done"' }]);
  });

  it("stays unsettled above the vCPU cap, and is settled when another function makes room", async () => {
    const placement = new Placement(capacityProviderSpec({ maxVCpus: 5 }));
    const other = setUp({ min: 3, max: 3 }, { placement });
    const { target, clock, log } = setUp({ min: 2, max: 2 }, { placement });
    await Promise.all([clock.advance(LAUNCH_SECONDS), other.clock.advance(LAUNCH_SECONDS)]);

    target.putScaling({ min: 4, max: 4 });
    await clock.advance(600);
    expect(target.scaling()).toEqual({ requested: { min: 4, max: 4 }, applied: { min: 2, max: 4 } });
    expect(log.events.filter(({ kind }) => kind === "launch-blocked")).toHaveLength(1);

    other.target.putScaling({ min: 1, max: 1 });
    await settle();
    await clock.advance(LAUNCH_SECONDS);
    expect(target.scaling()).toEqual({ applied: { min: 4, max: 4 } });
  });
});

describe("0/0", () => {
  it("waits for what runs, accepts nothing new, and ends deactivated", async () => {
    const { target, environments, invoke, log } = await active();
    const running = invoke();

    target.putScaling({ min: 0, max: 0 });
    await settle();
    expect(target.state).toBe("Deactivating");
    expect(target.scaling()).toEqual({ requested: { min: 0, max: 0 }, applied: { min: 2, max: 4 } });
    expect(await invoke()).toBe("ResourceNotReadyException");

    for (const environment of environments) environment.finish();
    await settle();
    expect(await running).toEqual({ payload: '"done"' });
    expect(target.state).toBe("Deactivated");
    expect(target.scaling()).toEqual({ applied: { min: 0, max: 0 } });
    expect(log.states()).toEqual(["Pending -> Active", "Active -> Deactivating", "Deactivating -> Deactivated"]);
  });

  it("does not wait longer than the function's timeout", async () => {
    const { target, clock, invoke } = await active();
    const running = invoke();

    target.putScaling({ min: 0, max: 0 });
    await clock.advance(30);

    expect(target.state).toBe("Deactivated");
    expect(await running).toMatchObject({ functionError: "Unhandled" });
  });

  it("is never ended by traffic", async () => {
    const { target, clock, environments, invoke } = await active();
    target.putScaling({ min: 0, max: 0 });
    await settle();

    for (let second = 0; second < 300; second++) {
      expect(await invoke()).toBe("ResourceNotReadyException");
      await clock.advance(1);
    }

    expect(target.state).toBe("Deactivated");
    expect(environments).toHaveLength(2);
  });

  it("ends by another config: pending, then active", async () => {
    const { target, clock, log } = setUp({ min: 0, max: 0 });

    expect(target.putScaling({ min: 1, max: 3 })).toBe("Pending");
    expect(target.scaling()).toEqual({ requested: { min: 1, max: 3 }, applied: { max: 3 } });

    await clock.advance(LAUNCH_SECONDS);
    expect(target.scaling()).toEqual({ applied: { min: 1, max: 3 } });
    expect(log.states()).toEqual(["Pending -> Deactivated", "Deactivated -> Pending", "Pending -> Active"]);
  });

  it("can be taken back while it is under way, and keeps the environments that still work", async () => {
    const { target, clock, environments, invoke } = await active();
    const running = invoke();
    target.putScaling({ min: 0, max: 0 });
    await settle();

    expect(target.putScaling({ min: 2, max: 2 })).toBe("Pending");
    await clock.advance(LAUNCH_SECONDS);

    expect(target.state).toBe("Active");
    expect(target.scaling()).toEqual({ applied: { min: 2, max: 2 } });
    expect(environments.filter(({ stopped }) => !stopped)).toHaveLength(2);
    for (const environment of environments) environment.finish();
    expect(await running).toEqual({ payload: '"done"' });
  });

  it("during a launch cancels it", async () => {
    const { target, clock, environments } = setUp({ min: 0, max: 0 });
    target.putScaling({ min: 2, max: 2 });
    await clock.advance(LAUNCH_SECONDS - 1);

    expect(target.putScaling({ min: 0, max: 0 })).toBe("Deactivated");
    await clock.advance(600);

    expect(target.state).toBe("Deactivated");
    expect(environments).toHaveLength(0);
  });
});

describe("traffic", () => {
  it("goes to the environment with most free slots", async () => {
    const { environments, invoke } = await active();

    void invoke();
    void invoke();
    void invoke();
    await settle();

    expect(environments.map(({ inFlight }) => inFlight).sort()).toEqual([1, 2]);
  });

  it("is throttled when every slot is taken, which adds one environment at a time up to the maximum", async () => {
    const { target, clock, environments, invoke, log } = await active();
    for (let slot = 0; slot < 4; slot++) void invoke();

    expect(await invoke()).toBe("TooManyRequestsException");
    expect(await invoke()).toBe("TooManyRequestsException");
    await clock.advance(LAUNCH_SECONDS);
    expect(environments).toHaveLength(3);

    void invoke();
    void invoke();
    expect(await invoke()).toBe("TooManyRequestsException");
    await clock.advance(LAUNCH_SECONDS);
    expect(environments).toHaveLength(4);

    void invoke();
    void invoke();
    expect(await invoke()).toBe("TooManyRequestsException");
    await clock.advance(10 * LAUNCH_SECONDS);
    expect(environments).toHaveLength(4);
    expect(target.scaling()).toEqual({ applied: { min: 2, max: 4 } });
    const throttles = log.events.flatMap((event) => (event.kind === "throttled" ? [event.count] : []));
    expect(throttles.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it("that has gone lets one environment go each quiet period, down to the minimum", async () => {
    const { clock, environments, invoke, target } = await active({ min: 1, max: 3 });
    for (let wave = 0; wave < 2; wave++) {
      for (let slot = 0; slot < 6; slot++) void invoke();
      await clock.advance(LAUNCH_SECONDS);
    }
    expect(target.environments.processes()).toHaveLength(3);

    for (const environment of environments) environment.finish();
    await settle();
    await clock.advance(59);
    expect(target.environments.processes()).toHaveLength(3);
    await clock.advance(1);
    expect(target.environments.processes()).toHaveLength(2);
    await clock.advance(600);
    expect(target.environments.processes()).toHaveLength(1);
  });
});

describe("an environment that dies", () => {
  it("fails what it ran with Runtime.ExitError, and is replaced after the launch delay", async () => {
    const { clock, environments, invoke, target, log } = await active();
    const running = invoke();
    await settle();

    environments.find(({ inFlight }) => inFlight > 0)?.crash("signal: SIGKILL");
    const answer = await running;
    expect(answer.functionError).toBe("Unhandled");
    expect(JSON.parse(answer.payload)).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: "RequestId: request-1 Error: Runtime exited with error: signal: SIGKILL",
    });
    expect(log.events).toContainEqual(expect.objectContaining({ kind: "environment-lost", inFlight: 1 }));
    await settle();
    expect(target.environments.processes()).toHaveLength(1);

    await clock.advance(LAUNCH_SECONDS);
    expect(target.environments.processes()).toHaveLength(2);
  });

  it("while its successors cannot start is replaced ever more slowly", async () => {
    const { clock, environments, world, target } = await active({ min: 1, max: 1 });
    world.start = brokenCode;
    environments[0]?.crash("exit status 1");
    await settle();

    await clock.advance(3_600);
    expect(target.state).toBe("Active");
    expect(environments.length).toBeGreaterThan(10);
    expect(environments.length).toBeLessThan(60);

    world.start = () => Promise.resolve();
    await clock.advance(60 + LAUNCH_SECONDS);
    expect(target.environments.processes()).toHaveLength(1);
  });
});

describe("a timeout", () => {
  it("answers the caller, and keeps the slot until the code posts", async () => {
    const { clock, environments, invoke, target, log } = await active({ min: 1, max: 1 });
    const late = invoke();
    await clock.advance(30);

    expect(JSON.parse((await late).payload)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: "RequestId: request-1 Error: Task timed out after 30.00 seconds",
    });
    expect(log.events).toContainEqual(expect.objectContaining({ kind: "timed-out", timeoutSeconds: 30 }));
    expect(target.environments.processes()).toEqual([{ pid: 1, inFlight: 1 }]);
    void invoke();
    expect(await invoke()).toBe("TooManyRequestsException");

    await clock.advance(2);
    environments[0]?.finish();
    await settle();
    expect(target.environments.processes()).toEqual([{ pid: 1, inFlight: 0 }]);
    expect(log.events).toContainEqual(expect.objectContaining({ kind: "released-late", seconds: 2 }));
  });
});

describe("an environment whose process is stopped", () => {
  it("is declared dead ten seconds after an invocation timed out in it, gets none meanwhile, and is replaced", async () => {
    const { clock, environments, invoke, log, target } = await active({ min: 2, max: 2 });
    target.environments.signal({ environments: [1] }, "SIGSTOP");
    const late = invoke();
    await clock.advance(30);
    expect(JSON.parse((await late).payload).errorType).toBe("Sandbox.Timedout");

    const others = [invoke(), invoke()];
    expect(environments.map(({ inFlight }) => inFlight)).toEqual([1, 2]);
    expect(await invoke()).toBe("TooManyRequestsException");
    environments[1]?.finish();
    await clock.advance(10);
    expect(log.events).toContainEqual({
      kind: "environment-lost",
      function: "video",
      environment: 1,
      pid: 1,
      inFlight: 1,
      reason: "no sign of life for 10 s after an invocation timed out",
    });
    expect(await Promise.all(others)).toEqual([{ payload: '"done"' }, { payload: '"done"' }]);

    await clock.advance(LAUNCH_SECONDS);
    expect(environments).toHaveLength(3);
    expect(target.environments.processes()).toHaveLength(2);
  });

  it("that lives, and only has an invocation that goes on after its timeout, keeps its slot and stays", async () => {
    const { clock, environments, invoke, log } = await active({ min: 1, max: 1 });
    const late = invoke();
    await clock.advance(30);
    await late;
    const next = invoke();

    await clock.advance(20);

    expect(environments.map(({ inFlight }) => inFlight)).toEqual([2]);
    expect(log.events.filter(({ kind }) => kind === "environment-lost")).toEqual([]);
    environments[0]?.finish();
    expect(await next).toEqual({ payload: '"done"' });
  });
});

describe("interference", () => {
  it("a publish that is made to fail refuses scaling and invocations until the function is published anew", async () => {
    const { clock, target, log, invoke } = await active({ min: 2, max: 4 });

    target.failPublish({ code: "InsufficientCapacity", message: "none left" });
    await settle();
    expect(target.state).toBe("Failed");
    expect(target.stateReason).toEqual({ code: "InsufficientCapacity", message: "none left" });
    expect(() => target.putScaling({ min: 1, max: 1 })).toThrow(/state: Failed/);
    expect(await invoke()).toBe("ResourceNotReadyException");
    expect(target.environments.processes()).toEqual([]);

    target.start();
    expect(() => target.putScaling({ min: 1, max: 1 })).toThrow(/state: Pending/);
    await clock.advance(LAUNCH_SECONDS);
    expect(log.states().slice(-3)).toEqual(["Active -> Failed", "Failed -> Pending", "Pending -> Active"]);
    expect(target.stateReason).toBeUndefined();
    expect(target.scaling()).toEqual({ applied: { min: 2, max: 4 } });
  });

  it("a lower vCPU cap stops growth and is the reason of the state for as long as more is wanted", async () => {
    const { clock, target, placement, environments } = await active({ min: 2, max: 4 });
    placement.cap(3);

    target.putScaling({ min: 4, max: 4 });
    await clock.advance(LAUNCH_SECONDS);
    expect(target.state).toBe("Active");
    expect(target.stateReason).toEqual({
      code: "CapacityProviderScalingLimitExceeded",
      message: "capacity provider video: 3 vCPUs have no room for one more environment of 1",
    });
    expect(target.scaling()).toEqual({ requested: { min: 4, max: 4 }, applied: { min: 3, max: 4 } });

    placement.cap(undefined);
    await clock.advance(LAUNCH_SECONDS);
    expect(target.stateReason).toBeUndefined();
    expect(environments).toHaveLength(4);
    expect(target.scaling()).toEqual({ applied: { min: 4, max: 4 } });
  });

  it("throttles at the cap are its reason until it has been quiet", async () => {
    const { clock, target, placement, environments, invoke } = await active({ min: 1, max: 4 });
    placement.cap(1);
    const running = [invoke(), invoke()];
    expect(await invoke()).toBe("TooManyRequestsException");
    expect(target.stateReason?.code).toBe("CapacityProviderScalingLimitExceeded");

    environments[0]?.finish();
    await Promise.all(running);
    await clock.advance(60);
    expect(target.stateReason).toBeUndefined();
  });
});
