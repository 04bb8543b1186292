import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { systemClock } from "../../../local/lambda/clock.ts";
import { environmentVariables } from "../../../local/lambda/environmentVariables.ts";
import { ExecutionEnvironment, InitError, RUNTIME_FOLDER } from "../../../local/lambda/executionEnvironment.ts";
import type { FunctionSpec } from "../../../local/lambda/functionSpec.ts";
import { LogWriter } from "../../../local/logs/logWriter.ts";
import { ECHO_HANDLER, type HandlerFolder, handlerFolder, isAlive, until } from "../../support/lambda/processes.ts";
import { functionSpec, managedSpec } from "../../support/lambda/simulation.ts";

/** Far more than an invocation takes on a machine with other work. */
const DEADLINE_MILLISECONDS = 60_000;

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function folder(source: string): HandlerFolder {
  const made = handlerFolder(source);
  cleanUps.push(made.remove);
  return made;
}

function environment(
  spec: FunctionSpec,
  initSeconds = 20,
  workers = 2,
  clockSkew: () => number = () => 0,
): ExecutionEnvironment {
  const made = new ExecutionEnvironment({
    runtime: spec.runtime,
    handler: spec.handler,
    codeFolder: spec.codeFolder,
    log: new LogWriter({
      file: spec.logFile,
      stream: "local",
      now: Date.now,
      beforeWrite: () => {},
      onError: (error) => {
        throw error;
      },
    }),
    initSeconds,
    clock: systemClock,
    clockSkew,
    variables: (runtimeApi) =>
      environmentVariables(spec, {
        credentials: { accessKeyId: "key", secretAccessKey: "secret", sessionToken: "token" },
        region: "eu-west-1",
        runtimeApi,
        logStream: "local",
        runtimeFolder: RUNTIME_FOLDER,
        searchPath: "/usr/bin:/bin",
        workers,
        clockSkew: clockSkew(),
        extra: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
      }),
  });
  cleanUps.push(() => made.stop("now"));
  return made;
}

async function call(target: ExecutionEnvironment, event: object) {
  const outcome = await target.invoke({
    requestId: randomUUID(),
    payload: JSON.stringify(event),
    deadlineMilliseconds: Date.now() + DEADLINE_MILLISECONDS,
    traceHeader: "",
    functionArn: "arn:video",
  });
  return { ...outcome, value: outcome.kind === "lost" ? undefined : JSON.parse(outcome.payload) };
}

describe("an execution environment of a managed instance", () => {
  it("runs invocations at the same time in one process, and so lets module variables leak between them", async () => {
    const target = environment(managedSpec({ maxConcurrency: 16 }, folder(ECHO_HANDLER)));
    await target.start();
    const threads = new Set<number>();
    await until("both workers answer", async () => threads.add((await call(target, {})).value.threadId).size === 2);

    const MILLISECONDS = 1_000;
    const begin = Date.now();
    const results = await Promise.all(Array.from({ length: 16 }, () => call(target, { ms: MILLISECONDS })));

    expect(new Set(results.map(({ value }) => value.pid))).toEqual(new Set([target.pid]));
    expect(new Set(results.map(({ value }) => value.threadId)).size).toBe(2);
    expect(results.filter(({ value }) => value.leaked).length).toBeGreaterThanOrEqual(8);
    expect(Date.now() - begin).toBeLessThan(16 * MILLISECONDS);
    expect(target.inFlight).toBe(0);
  });

  it("logs in JSON with the request id, into the function's log file", async () => {
    const made = folder(`export const handler = async () => { console.log("seen"); };`);
    const target = environment(managedSpec({}, made));
    await target.start();

    await call(target, {});

    expect(JSON.parse(made.log().trim())).toMatchObject({
      level: "INFO",
      message: "seen",
      requestId: expect.any(String),
    });
  });
});

describe("an execution environment of an ordinary function", () => {
  it("runs one invocation after the other, with the deadline and the ARN that it was given", async () => {
    const target = environment({ ...functionSpec(), ...folder(ECHO_HANDLER) });
    await target.start();

    const results = await Promise.all(Array.from({ length: 8 }, () => call(target, { ms: 10 })));

    expect(results.filter(({ value }) => value.leaked)).toEqual([]);
    expect(results[0]?.value.arn).toBe("arn:video");
    expect(results[0]?.value.remaining).toBeGreaterThan(DEADLINE_MILLISECONDS / 2);
    expect(results[0]?.value.remaining).toBeLessThanOrEqual(DEADLINE_MILLISECONDS);
  });
});

describe.each([
  ["a managed", (made: HandlerFolder) => managedSpec({}, made)],
  ["an ordinary", (made: HandlerFolder) => ({ ...functionSpec(), ...made })],
])("the environment of %s function", (_, spec) => {
  it("gives back what the handler throws, and goes on", async () => {
    const target = environment(spec(folder(ECHO_HANDLER)));
    await target.start();

    const failure = await call(target, { fail: "too much" });

    expect(failure).toMatchObject({ kind: "error", value: { errorType: "RangeError", errorMessage: "too much" } });
    expect(await call(target, {})).toMatchObject({ kind: "response" });
  });

  it("replaces a response above 6 MB by AWS's error", async () => {
    const target = environment(spec(folder(ECHO_HANDLER)));
    await target.start();

    expect(await call(target, { size: 6 * 1024 * 1024 - 2 })).toMatchObject({ kind: "response" });
    expect(await call(target, { size: 7 * 1024 * 1024 })).toMatchObject({
      kind: "error",
      value: { errorType: "Function.ResponseSizeTooLarge" },
    });
  });

  it("sees AWS's variables, its own and those added for it, but none of this process", async () => {
    process.env.SECRET_OF_THE_PARENT = "leaked";
    const settings = spec(folder(ECHO_HANDLER));
    const target = environment({ ...settings, environment: { OWN: "1", AWS_REGION: "us-east-1" } });
    await target.start();

    const { env } = (await call(target, { env: true })).value;
    delete process.env.SECRET_OF_THE_PARENT;

    expect(env).toMatchObject({
      OWN: "1",
      AWS_REGION: "eu-west-1",
      TZ: ":UTC",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    });
    expect(env.AWS_LAMBDA_MAX_CONCURRENCY).toBe(settings.managed === undefined ? undefined : "2");
    expect(env.AWS_LAMBDA_FUNCTION_VERSION).toBe(settings.managed === undefined ? "$LATEST" : "$LATEST.PUBLISHED");
    const unexpected = Object.keys(env).filter(
      (name) => !/^(AWS_|_HANDLER$|_X_AMZN_TRACE_ID$|LAMBDA_|PATH$|LANG$|TZ$|HOME$|TMPDIR$|OWN$)/.test(name),
    );
    expect(unexpected).toEqual([]);
  });

  it("fails to start with the error of the module", async () => {
    const target = environment(spec(folder(`throw new TypeError("no configuration");`)));

    const failure = await target.start().catch((error) => error);

    expect(failure).toBeInstanceOf(InitError);
    expect(failure.code).toBe("RuntimeInitError");
    expect(JSON.parse(failure.payload)).toMatchObject({ errorType: "TypeError", errorMessage: "no configuration" });
    await target.exited;
  });

  it("fails to start in a folder that does not exist, and names it", async () => {
    const target = environment({ ...spec(folder(ECHO_HANDLER)), codeFolder: "/no/such/folder" });

    await expect(target.start()).rejects.toThrow("could not be started in /no/such/folder");
  });

  it("fails to start when the module takes longer than the initialisation may", async () => {
    const target = environment(spec(folder("await new Promise((resolve) => setTimeout(resolve, 60_000));")), 0.5);

    const failure = await target.start().catch((error) => error);

    expect(failure.code).toBe("InitTimeout");
    expect(isAlive(target.pid ?? 0)).toBe(false);
  });

  it("loses what it runs when its process is killed", async () => {
    const target = environment(spec(folder(ECHO_HANDLER)));
    await target.start();

    expect(await call(target, { exit: true })).toMatchObject({ kind: "lost", reason: "signal: SIGKILL" });
    expect(await target.exited).toEqual({ reason: "signal: SIGKILL", unanswered: 1 });
    expect(await call(target, {})).toMatchObject({ kind: "lost" });
  });

  it("stops within its bound although the code blocks, and ends what the handler spawned", async () => {
    const made = folder(`
      import { spawn } from "node:child_process";
      export const handler = async () => {
        process.on?.("SIGTERM", () => {});
        const { pid } = spawn("sleep", ["300"], { stdio: "ignore" });
        setTimeout(() => { for (;;); }, 50);
        return pid;
      };`);
    const target = environment(spec(made));
    await target.start();
    const { value: sleeper } = await call(target, {});

    await target.stop(); // its code would block for ever

    expect(isAlive(target.pid ?? 0)).toBe(false);
    await until("the handler's child is gone", () => !isAlive(sleeper));
  });

  it.each([
    ["idle", ""],
    ["blocked by its code", "setTimeout(() => { for (;;); }, 100);"],
  ])("does not outlive a parent that is killed while it is %s", async (__, code) => {
    const made = folder(`export const handler = async () => { ${code} return process.pid; };`);
    const program = join(made.codeFolder, "parent.ts");
    const source = (file: string) => JSON.stringify(new URL(`../../../local/lambda/${file}`, import.meta.url).href);
    writeFileSync(
      program,
      `import { ExecutionEnvironment, RUNTIME_FOLDER } from ${source("executionEnvironment.ts")};
       import { environmentVariables } from ${source("environmentVariables.ts")};
       import { systemClock } from ${source("clock.ts")};
       import { LogWriter } from ${source("../logs/logWriter.ts")};
       const spec = ${JSON.stringify(spec(made))};
       const log = new LogWriter({ file: spec.logFile, stream: "local", now: Date.now, beforeWrite() {}, onError: console.error });
       const environment = new ExecutionEnvironment({ ...spec, log, initSeconds: 20, clock: systemClock, clockSkew: () => 0,
         variables: (runtimeApi) => environmentVariables(spec, { region: "eu-west-1", runtimeApi, logStream: "local",
           runtimeFolder: RUNTIME_FOLDER, searchPath: "/usr/bin:/bin", workers: 1, clockSkew: 0, extra: {},
           credentials: { accessKeyId: "any", secretAccessKey: "any", sessionToken: "any" } }) });
       await environment.start();
       await environment.invoke({ requestId: "1", payload: "{}", deadlineMilliseconds: 0, functionArn: "arn", traceHeader: "" });
       setInterval(() => {}, 1_000);
       setTimeout(() => console.log(environment.pid), 300);`,
    );
    const parent = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
    cleanUps.push(() => parent.kill("SIGKILL"));
    const pid = Number(await new Promise((resolve) => parent.stdout.once("data", (data) => resolve(String(data)))));
    cleanUps.push(() => isAlive(pid) && process.kill(pid, "SIGKILL"));
    expect(isAlive(pid)).toBe(true);

    parent.kill("SIGKILL");

    await until("the environment is gone", () => !isAlive(pid));
  });
});

describe("another time than the machine's", () => {
  const SKEW = 3_600_000;
  const TIME_HANDLER = `
    const atStart = Date.now();
    export const handler = async (event, context) => ({
      atStart, now: Date.now(), constructed: new Date().getTime(), text: new Date(Date()).getTime(), given: new Date(7).getTime(),
      isDate: new Date() instanceof Date, utc: Date.UTC(1970, 0, 1), remaining: context.getRemainingTimeInMillis(),
    });`;
  /** In hours, as a whole number. */
  const ahead = (milliseconds: number) => Math.round((milliseconds - Date.now()) / SKEW) + 0;

  it.each([
    ["managed", () => managedSpec({ maxConcurrency: 4 }, folder(TIME_HANDLER))],
    ["ordinary", () => functionSpec(folder(TIME_HANDLER))],
  ])("is seen by a new %s environment from its first line on, in every way that Date tells it", async (_, spec) => {
    const target = environment(spec(), 20, 2, () => SKEW);
    await target.start();

    const { value } = await call(target, {});

    expect([value.atStart, value.now, value.constructed, value.text].map(ahead)).toEqual([1, 1, 1, 1]);
    expect(value).toMatchObject({ given: 7, isDate: true, utc: 0 });
    expect(value.remaining).toBeGreaterThan(0);
    expect(value.remaining).toBeLessThanOrEqual(DEADLINE_MILLISECONDS);
  });

  it("comes and goes while an environment runs, in all its worker threads", async () => {
    let skew = 0;
    const target = environment(managedSpec({ maxConcurrency: 4 }, folder(TIME_HANDLER)), 20, 2, () => skew);
    await target.start();
    const seen = async () => {
      target.tellTime();
      await target.signOfLife();
      return Promise.all([1, 2, 3, 4].map(async () => ahead((await call(target, {})).value.now)));
    };

    expect(await seen()).toEqual([0, 0, 0, 0]);
    skew = SKEW;
    expect(await seen()).toEqual([1, 1, 1, 1]);
    skew = 0;
    expect(await seen()).toEqual([0, 0, 0, 0]);
  });
});

describe("a sign of life", () => {
  it("comes from a process that waits or works, not from one that is stopped, and again when that goes on", async () => {
    const target = environment(managedSpec({ maxConcurrency: 4 }, folder(ECHO_HANDLER)));
    await target.start();
    const working = call(target, { ms: 1_000 });
    await target.signOfLife();

    target.signal("SIGSTOP");
    // The other thread's poll may be on its way.
    await new Promise((resolve) => setTimeout(resolve, 200));
    let alive = false;
    const sign = target.signOfLife().then(() => {
      alive = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(alive).toBe(false);
    target.signal("SIGCONT");
    await sign;
    expect((await working).kind).toBe("response");
  });

  it("is not needed for a signal that ends the process, whose reason is the one given", async () => {
    const target = environment(managedSpec({ maxConcurrency: 4 }, folder(ECHO_HANDLER)));
    await target.start();
    target.signal("SIGSTOP");

    target.signal("SIGKILL", "no sign of life");

    expect((await target.exited).reason).toBe("no sign of life");
  });
});
