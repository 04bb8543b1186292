import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { type FunctionSpec, LambdaServiceError, LocalLambda } from "../../../local/lambda/service.ts";
import { ECHO_HANDLER, handlerFolder, isAlive, until } from "../../support/lambda/processes.ts";
import {
  ACCOUNT,
  capacityProviderSpec,
  eventLog,
  functionSpec,
  managedSpec,
  REGION,
} from "../../support/lambda/simulation.ts";

const folder = handlerFolder(ECHO_HANDLER);
const running: LocalLambda[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((lambda) => lambda.stop()));
});
afterAll(() => folder.remove());

function video(scaling: { min: number; max: number }, changes: Partial<FunctionSpec> = {}): FunctionSpec {
  return managedSpec({ initialScalingConfig: scaling, maxConcurrency: 4 }, { ...folder, ...changes });
}

async function started(...functions: FunctionSpec[]) {
  const log = eventLog();
  const lambda = new LocalLambda(functions, [capacityProviderSpec()], {
    launchSeconds: 0.05,
    workersPerEnvironment: 2,
    region: REGION,
    accountId: ACCOUNT,
    extraEnvironment: {},
    report: log.report,
    retrySeconds: [0.05, 0.05],
  });
  running.push(lambda);
  lambda.start();
  await lambda.ready();
  const invoke = async (name: string, event: object = {}) => {
    const result = await lambda.invoke(name, JSON.stringify(event), "RequestResponse");
    return { ...result, value: JSON.parse(result.payload) };
  };
  return { lambda, log, invoke };
}

describe("a managed function with real processes", () => {
  it("serves from its minimum of environments, and grows when they are full", async () => {
    const { lambda, log, invoke } = await started(video({ min: 2, max: 3 }));
    expect(lambda.observe("video")).toMatchObject({ state: "Active", applied: { min: 2, max: 3 } });

    const results = await Promise.allSettled(Array.from({ length: 10 }, () => invoke("video", { ms: 500 })));

    const answered = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(answered).toHaveLength(8);
    expect(new Set(answered.map(({ value }) => value.pid)).size).toBe(2);
    expect(answered[0]).toMatchObject({ executedVersion: "$LATEST.PUBLISHED" });
    expect(answered[0]?.value.arn).toMatch(/:function:video:\$LATEST\.PUBLISHED$/);
    expect(refused.map(({ code, statusCode }) => [code, statusCode])).toEqual([
      ["TooManyRequestsException", 429],
      ["TooManyRequestsException", 429],
    ]);
    await until("a third environment", () => lambda.observe("video").environments.length === 3);
    expect(log.events.filter(({ kind }) => kind === "environment-launching")).toHaveLength(3);
  });

  it("answers at the timeout, and keeps the slot until the code is done", async () => {
    const { lambda, invoke } = await started(video({ min: 1, max: 1 }, { timeoutSeconds: 1 }));

    const { requestId, functionError, value } = await invoke("video", { ms: 2_000 });

    expect(functionError).toBe("Unhandled");
    expect(value).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(lambda.observe("video").environments[0]?.inFlight).toBe(1);
    await until("the slot is free", () => lambda.observe("video").environments[0]?.inFlight === 0);
  });

  it("replaces an environment that is killed, whose callers get Runtime.ExitError", async () => {
    const { lambda, log, invoke } = await started(video({ min: 1, max: 1 }));
    const [first] = lambda.observe("video").environments;
    const pid = first?.pid ?? 0;
    const callers = [invoke("video", { ms: 5_000 }), invoke("video", { ms: 5_000 })];
    await until("both run", () => lambda.observe("video").environments[0]?.inFlight === 2);

    process.kill(pid, "SIGKILL");

    for (const { functionError, value, requestId } of await Promise.all(callers)) {
      expect(functionError).toBe("Unhandled");
      expect(value).toEqual({
        errorType: "Runtime.ExitError",
        errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: SIGKILL`,
      });
    }
    await until("another is ready", () => log.events.filter(({ kind }) => kind === "environment-ready").length === 2);
    expect((await invoke("video")).value.pid).not.toBe(pid);
  });

  it("replaces an environment whose process is stopped, ten seconds after an invocation timed out in it", async () => {
    const { lambda, log, invoke } = await started(video({ min: 1, max: 1 }, { timeoutSeconds: 1 }));
    const { pid } = (await invoke("video")).value;
    lambda.interventions.signal("video", { count: 1 }, "SIGSTOP");
    const state = () => execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" });
    await until("it is stopped", () => state().startsWith("T"));

    expect((await invoke("video")).value.errorType).toBe("Sandbox.Timedout");

    await until(
      "another is ready",
      () => log.events.filter(({ kind }) => kind === "environment-ready").length === 2,
      25,
    );
    expect(isAlive(pid)).toBe(false);
    expect((await invoke("video")).value.pid).not.toBe(pid);
    const lost = log.events.find(({ kind }) => kind === "environment-lost");
    expect(lost).toMatchObject({ environment: 1, reason: "no sign of life for 10 s after an invocation timed out" });
  });
});

describe("the local Lambda", () => {
  it("fails the publish of broken code, with the reason", async () => {
    const broken = handlerFolder("import './missing.mjs';");
    const { lambda, log } = await started(video({ min: 1, max: 1 }, broken));

    expect(lambda.observe("video")).toMatchObject({ state: "Failed" });
    expect(log.events).toContainEqual(
      expect.objectContaining({
        kind: "state-changed",
        to: "Failed",
        reason: expect.stringContaining("RuntimeInitError"),
      }),
    );
    expect(readFileSync(broken.logFile, "utf8")).toContain("missing.mjs");
    broken.remove();
  });

  it("runs an asynchronous invocation again when it fails, and then gives up", async () => {
    const { lambda, log } = await started({ ...functionSpec({ name: "scaler" }), ...folder });

    const { payload, requestId } = await lambda.invoke("scaler", '{"fail":"always"}', "Event");

    expect(payload).toBe("");
    await until("it is given up", () => log.events.some(({ kind }) => kind === "event-discarded"));
    expect(log.events.filter(({ kind }) => kind === "event-retried")).toHaveLength(2);
    expect(log.events).toContainEqual(
      expect.objectContaining({ kind: "event-discarded", requestId, reason: expect.stringContaining("always") }),
    );
  });

  it("kills an ordinary function's environment at the timeout", async () => {
    const { lambda, invoke } = await started({ ...functionSpec({ name: "scaler", timeoutSeconds: 1 }), ...folder });
    const { pid } = (await invoke("scaler")).value;

    expect((await invoke("scaler", { block: 60_000 })).value.errorType).toBe("Sandbox.Timedout");

    await until("its process is gone", () => !isAlive(pid));
    expect((await invoke("scaler")).value.pid).not.toBe(pid);
    expect(lambda.observe("scaler").state).toBe("Active");
  });

  it("leaves no process behind when it stops, and refuses what comes after", async () => {
    const { lambda, invoke } = await started(video({ min: 2, max: 2 }), {
      ...functionSpec({ name: "scaler" }),
      ...folder,
    });
    await invoke("scaler");
    const pids = ["video", "scaler"].flatMap((name) => lambda.observe(name).environments.map(({ pid }) => pid));
    const cutOff = invoke("video", { ms: 10_000 });

    await lambda.stop();

    expect(pids).toHaveLength(3);
    expect(pids.filter(isAlive)).toEqual([]);
    expect((await cutOff).value.errorType).toBe("Runtime.ExitError");
    await expect(invoke("video")).rejects.toThrow(LambdaServiceError);
    await expect(invoke("scaler")).rejects.toThrow(LambdaServiceError);
  });

  it("names the capacity provider that a function asks for and that does not exist", () => {
    const options = { launchSeconds: 0, workersPerEnvironment: 1, region: REGION, accountId: ACCOUNT };
    const build = () =>
      new LocalLambda([video({ min: 1, max: 1 })], [], { ...options, extraEnvironment: {}, report: () => {} });

    expect(build).toThrow('function "video": capacity provider must be one of none, got "video"');
  });
});
