import { describe, expect, it } from "@jest/globals";
import { Concurrency, shareConcurrency } from "../../../local/lambda/concurrency.ts";
import { LambdaServiceError } from "../../../local/lambda/errors.ts";
import { InitError } from "../../../local/lambda/executionEnvironment.ts";
import type { FunctionSpec } from "../../../local/lambda/functionSpec.ts";
import { OnDemandFunction } from "../../../local/lambda/onDemandFunction.ts";
import { eventLog, functionSpec, ManualClock, SimulatedEnvironment, settle } from "../../support/lambda/simulation.ts";

function setUp(
  spec: Partial<FunctionSpec> = {},
  concurrency = new Concurrency(4, "ConcurrentInvocationLimitExceeded"),
) {
  const clock = new ManualClock();
  const log = eventLog();
  const environments: SimulatedEnvironment[] = [];
  const world = { start: (): Promise<void> => Promise.resolve() };
  const target = new OnDemandFunction({
    spec: functionSpec(spec),
    clock,
    report: log.report,
    concurrency,
    ...(spec.reservedConcurrency === undefined && { mostEnvironments: 2 }),
    create: () => {
      const environment = new SimulatedEnvironment(() => world.start());
      environments.push(environment);
      return environment;
    },
  });
  let requests = 0;
  const outcome = () => target.invoke({ payload: "{}", requestId: `request-${++requests}`, traceHeader: "" });
  const invoke = () => outcome().catch((error) => error.code);
  return { target, clock, log, environments, world, outcome, invoke };
}

describe("an ordinary function", () => {
  it("runs one invocation in each environment, lets others wait for one, and throttles when as many run as may", async () => {
    const { environments, invoke } = setUp();

    const answers = [invoke(), invoke()];
    await settle();
    answers.push(invoke(), invoke());
    expect(await invoke()).toBe("TooManyRequestsException");
    expect(environments.map(({ inFlight }) => inFlight)).toEqual([1, 1]);

    environments[0]?.finish('"first"');
    await settle();
    environments[0]?.finish('"second"');
    environments[1]?.finish('"third"');
    await settle();
    environments[0]?.finish('"fourth"');
    expect(await Promise.all(answers)).toEqual([
      { payload: '"first"' },
      { payload: '"third"' },
      { payload: '"second"' },
      { payload: '"fourth"' },
    ]);
    expect(environments).toHaveLength(2);
  });

  it("with reserved concurrency runs so many at once and throttles the next, whatever others do", async () => {
    const others = functionSpec({ name: "other" });
    const share = shareConcurrency([others, functionSpec({ reservedConcurrency: 3 })]);
    expect(share(others).limit).toBe(997);
    const { environments, outcome } = setUp(
      { reservedConcurrency: 3 },
      share(functionSpec({ reservedConcurrency: 3 })),
    );

    const running = [outcome(), outcome(), outcome()];
    await settle();
    expect(environments.map(({ inFlight }) => inFlight)).toEqual([1, 1, 1]);
    const refusal = await outcome().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LambdaServiceError);
    expect(refusal).toMatchObject({
      statusCode: 429,
      refusal: { members: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" } },
    });

    environments[0]?.finish();
    await running[0];
    const next = outcome();
    await settle();
    environments[0]?.finish();
    expect(await next).toEqual({ payload: '"done"' });
  });

  it("that has reserved nothing shares the rest of the account's 1,000, and lets hundreds wait for a process", async () => {
    const share = shareConcurrency([functionSpec(), functionSpec({ name: "other", reservedConcurrency: 900 })]);
    const { environments, invoke } = setUp({}, share(functionSpec()));
    const answers = Array.from({ length: 100 }, invoke);
    await settle();

    expect(await invoke()).toBe("TooManyRequestsException");
    expect(environments).toHaveLength(2);
    for (let round = 0; round < 50; round++) {
      for (const environment of environments) environment.finish();
      await settle();
    }
    expect(new Set((await Promise.all(answers)).map(({ payload }) => payload))).toEqual(new Set(['"done"']));
  });

  it("that has reserved 0 runs nothing", async () => {
    const share = shareConcurrency([functionSpec({ reservedConcurrency: 0 })]);
    const { environments, invoke } = setUp({ reservedConcurrency: 0 }, share(functionSpec({ reservedConcurrency: 0 })));

    expect(await invoke()).toBe("TooManyRequestsException");
    expect(environments).toHaveLength(0);
  });

  it("throttles what has waited for a process as long as an invocation may take", async () => {
    const { clock, environments, invoke } = setUp({ timeoutSeconds: 3_600 });
    const running = [invoke(), invoke()];
    await settle();
    const waiting = invoke();

    await clock.advance(900);

    expect(await waiting).toBe("TooManyRequestsException");
    for (const environment of environments) environment.finish();
    expect(await Promise.all(running)).toEqual([{ payload: '"done"' }, { payload: '"done"' }]);
  });

  it("loses its environment to a timeout, and starts another for the next invocation", async () => {
    const { clock, environments, invoke, target } = setUp();
    const late = invoke();
    await clock.advance(30);

    expect(JSON.parse((await late).payload).errorType).toBe("Sandbox.Timedout");
    expect(environments[0]?.stopped).toBe(true);
    expect(target.environments.processes()).toEqual([]);

    const next = invoke();
    await settle();
    environments[1]?.finish();
    expect(await next).toEqual({ payload: '"done"' });
  });

  it("stops an environment that has been idle for five minutes", async () => {
    const { clock, environments, invoke } = setUp();
    void invoke();
    await settle();
    environments[0]?.finish();

    await clock.advance(299);
    expect(environments[0]?.stopped).toBe(false);
    await clock.advance(1);
    expect(environments[0]?.stopped).toBe(true);
  });

  it("gives a failed initialisation to the invocation that waits longest, once for each", async () => {
    const { environments, invoke, world } = setUp();
    world.start = () => Promise.reject(new InitError("RuntimeInitError", '{"errorType":"SyntaxError"}'));

    const answers = await Promise.all([invoke(), invoke()]);

    expect(answers).toEqual([
      { payload: '{"errorType":"SyntaxError"}', functionError: "Unhandled" },
      { payload: '{"errorType":"SyntaxError"}', functionError: "Unhandled" },
    ]);
    expect(environments).toHaveLength(2);
  });

  it("answers Runtime.ExitError for an environment that dies, and serves those who wait from another", async () => {
    const { environments, invoke, log } = setUp();
    const first = [invoke(), invoke()];
    await settle();
    const waiting = invoke();

    environments[0]?.crash("exit status 1");
    await settle();
    environments[2]?.finish();
    environments[1]?.finish();

    expect(JSON.parse((await first[0]).payload).errorType).toBe("Runtime.ExitError");
    expect(await waiting).toEqual({ payload: '"done"' });
    expect(log.events).toContainEqual(expect.objectContaining({ kind: "environment-lost", inFlight: 1 }));
  });
});
