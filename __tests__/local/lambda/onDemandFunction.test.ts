import { describe, expect, it } from "@jest/globals";
import { InitError } from "../../../local/lambda/executionEnvironment.ts";
import { OnDemandFunction } from "../../../local/lambda/onDemandFunction.ts";
import { eventLog, functionSpec, ManualClock, SimulatedEnvironment, settle } from "../../support/lambdaSimulation.ts";

function setUp() {
  const clock = new ManualClock();
  const log = eventLog();
  const environments: SimulatedEnvironment[] = [];
  const world = { start: (): Promise<void> => Promise.resolve() };
  const target = new OnDemandFunction({
    spec: functionSpec(),
    clock,
    report: log.report,
    mostEnvironments: 2,
    longestQueue: 2,
    create: () => {
      const environment = new SimulatedEnvironment(() => world.start());
      environments.push(environment);
      return environment;
    },
  });
  let requests = 0;
  const invoke = () => target.invoke("{}", `request-${++requests}`).catch((error) => error.code);
  return { target, clock, log, environments, world, invoke };
}

describe("an ordinary function", () => {
  it("runs one invocation in each environment, lets others wait, and throttles when the queue is full", async () => {
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

  it("loses its environment to a timeout, and starts another for the next invocation", async () => {
    const { clock, environments, invoke, target } = setUp();
    const late = invoke();
    await clock.advance(30);

    expect(JSON.parse((await late).payload).errorType).toBe("Sandbox.Timedout");
    expect(environments[0]?.stopped).toBe(true);
    expect(target.processes()).toEqual([]);

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
