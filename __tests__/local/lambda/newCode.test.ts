import { describe, expect, it } from "@jest/globals";
import { shareConcurrency } from "../../../local/lambda/concurrency.ts";
import { InitError } from "../../../local/lambda/executionEnvironment.ts";
import { ManagedFunction } from "../../../local/lambda/managedFunction.ts";
import { publishCode } from "../../../local/lambda/newCode.ts";
import { OnDemandFunction } from "../../../local/lambda/onDemandFunction.ts";
import { Placement } from "../../../local/lambda/placement.ts";
import {
  capacityProviderSpec,
  functionSpec,
  ManualClock,
  managedSpec,
  SimulatedEnvironment,
  settle,
} from "../../support/lambda/simulation.ts";

const NEW = { folder: "/new", bytes: 7, sha256: "new", modifiedAt: 1 };

/** Environments by the code that they were made with. */
function setUp(kind: "managed" | "ordinary") {
  const clock = new ManualClock();
  const made: { environment: SimulatedEnvironment; folder: string }[] = [];
  const world = { start: (): Promise<void> => Promise.resolve() };
  const create = () => {
    const environment = new SimulatedEnvironment(() => world.start());
    made.push({ environment, folder: target.spec.codeFolder });
    return environment;
  };
  const common = { clock, report: () => {}, create };
  const target =
    kind === "managed"
      ? new ManagedFunction({
          ...common,
          spec: managedSpec({ initialScalingConfig: { min: 2, max: 2 } }),
          placement: new Placement(capacityProviderSpec({ maxVCpus: 2 })),
          launchSeconds: 0,
          quietSeconds: 60,
        })
      : new OnDemandFunction({
          ...common,
          spec: functionSpec(),
          concurrency: shareConcurrency([functionSpec()])(functionSpec()),
        });
  let requests = 0;
  return {
    target,
    clock,
    made,
    world,
    invoke: () => target.invoke({ payload: "{}", requestId: `request-${++requests}`, traceHeader: "" }),
    running: () => made.filter(({ environment }) => !environment.stopped).map(({ folder }) => folder),
  };
}

describe.each(["managed", "ordinary"] as const)("new code of a function on %s instances", (kind) => {
  it("takes the next invocation; what runs ends on the old one", async () => {
    const { target, clock, made, invoke, running } = setUp(kind);
    target.start();
    await clock.advance(1);
    const before = invoke();
    await clock.advance(1);
    const old = made.find(({ environment }) => environment.inFlight > 0);

    expect(await publishCode(target, NEW)).toEqual({ name: "video" });
    const after = invoke();
    await clock.advance(1);
    const taken = made.filter(({ environment }) => environment.inFlight > 0).map(({ folder }) => folder);
    expect(taken).toEqual(["/nowhere", "/new"]);
    expect(old?.environment.stopped).toBe(false);

    old?.environment.finish('"old"');
    for (const { environment, folder } of made) if (folder === "/new") environment.finish('"new"');
    expect([(await before).payload, (await after).payload]).toEqual(['"old"', '"new"']);
    await clock.advance(1);
    await settle();
    expect(new Set(running())).toEqual(new Set(["/new"]));
    expect(target.spec.details.code).toEqual({ bytes: 7, sha256: "new" });
  });

  it("changes nothing when it does not start", async () => {
    const { target, clock, made, world, invoke } = setUp(kind);
    target.start();
    await clock.advance(1);
    const first = invoke();
    await clock.advance(1);
    world.start = () => Promise.reject(new InitError("RuntimeInitError", '{"errorType":"SyntaxError"}'));

    expect(await publishCode(target, NEW)).toEqual({ name: "video", failure: '{"errorType":"SyntaxError"}' });
    expect(target.spec.codeFolder).toBe("/nowhere");
    expect(target.spec.details.code.sha256).not.toBe("new");
    for (const { environment } of made) environment.finish();
    expect((await first).payload).toBe('"done"');
    const second = invoke();
    await clock.advance(1);
    for (const { environment } of made) environment.finish();
    expect((await second).payload).toBe('"done"');
  });
});

it("of a function that is deactivated is what its next environments have", async () => {
  const { target, made } = setUp("managed");

  expect(await publishCode(target, NEW)).toEqual({ name: "video" });
  expect([target.spec.codeFolder, made]).toEqual(["/new", []]);
});
