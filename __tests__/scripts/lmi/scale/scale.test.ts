// The scale commands as an operator runs them, against npm start: one system for all, each test leaves it at 0/0.
import { GetFunctionScalingConfigCommand, LambdaClient, PutFunctionScalingConfigCommand } from "@aws-sdk/client-lambda";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { ulid } from "ulid";
import { systemClock } from "../../../../app/shared/clock.ts";
import { type Capacity, openCapacity } from "../../../../scripts/lmi/capacity.ts";
import { createClients } from "../../../../scripts/lmi/clients.ts";
import { operatorOfArn } from "../../../../scripts/lmi/operator.ts";
import { statusOf } from "../../../../scripts/lmi/scale/statusOf.ts";
import { untilSettled } from "../../../../scripts/lmi/waiting.ts";
import { lmi, lmiJson } from "../../../support/lmi/lmiCommand.ts";
import { discard, eventually, type LocalRun, startLocal, temporaryFolder } from "../../../support/local/system.ts";

const PROCESSOR = "dev-video-processor";
const OF = { FunctionName: PROCESSOR, Qualifier: "$LATEST.PUBLISHED" };
const ZERO = { min: 0, max: 0 };
const OWNER = expect.stringMatching(/^operator:tester:[0-9A-Z]{26}$/);

let folder: string;
let run: LocalRun | undefined;
let endpoint: string;
let lambda: LambdaClient;
let capacity: Capacity;

/** Looks again soon: launching takes a second here. */
const fastClock = { ...systemClock, sleep: (ms: number) => systemClock.sleep(ms / 5) };

const scale = (...args: string[]) => lmi(["scale", ...args], { AWS_ENDPOINT_URL: endpoint });
const scaleJson = (...args: string[]) => lmiJson(["scale", ...args], { AWS_ENDPOINT_URL: endpoint });

/** The command as another operator runs it. */
const scaleAs = (operator: string, ...args: string[]) =>
  lmi(["scale", ...args], { AWS_ENDPOINT_URL: endpoint, LMI_OPERATOR: operator });

/** What `lmi scale status` is made of, without the time that a process takes. */
const status = () => statusOf(capacity, PROCESSOR, Date.now());

async function backToZero() {
  await capacity.table.resume(PROCESSOR, new Date().toISOString());
  for (const { owner } of (await capacity.demand(PROCESSOR)).leases) await capacity.table.release(PROCESSOR, owner, 0);
  const progress = { show: () => {}, clear: () => {} };
  await untilSettled({ ...capacity, clock: fastClock }, PROCESSOR, { seconds: 30, progress });
}

beforeAll(async () => {
  folder = temporaryFolder();
  run = await startLocal(folder, ["--launch-seconds", "1", "--tick-once"]);
  endpoint = run.awsUrl;
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  const at = { endpoint, region: "us-east-1", credentials };
  lambda = new LambdaClient(at);
  const settings = { ...at, environment: "dev", json: false, dryRun: false, operator: "operator:test" };
  const clients = createClients(settings);
  capacity = await openCapacity({ settings, tableName: "dev-video-capacity", clients, warn: () => {} });
  await backToZero(); // every function starts with three environments
});

afterAll(async () => {
  lambda.destroy();
  await discard(run, folder);
});

afterEach(backToZero, 60_000);

describe("lmi scale", () => {
  it("shows a function that nobody asks for", async () => {
    const { environment, at, functions } = await scaleJson("status", "--function", "processor");
    expect(environment).toBe("dev");
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(30_000);
    expect(functions).toHaveLength(1);
    expect(functions[0]).toEqual({
      functionName: PROCESSOR,
      baseline: ZERO,
      limit: 16,
      open: [],
      leases: [],
      hold: null,
      desired: ZERO,
      reasons: ["baseline"],
      requested: null,
      applied: ZERO,
      state: "Deactivated",
      stateReason: null,
      settled: true,
      conditions: ["Ready", "Active", "Held", "Unsettled", "Failed"].map((type) =>
        expect.objectContaining({ type, status: false }),
      ),
      next: {
        at: expect.stringMatching(/T03:00:00Z$/),
        timeZone: "UTC",
        desired: { min: 1, max: 4 },
        open: ["monthly"],
      },
      drift: null,
    });
  });

  it("sets with a warning, shows the drift, and undoes it with the next reconcile", async () => {
    const set = await scale("set", "--min", "1", "--max", "1", "--reason", "trying out");
    expect(set).toEqual({
      code: 0,
      stdout: "dev-video-processor: 0/0 → 1/1 requested\n",
      stderr:
        "dev-video-processor: the next reconcile puts 0/0 (baseline), within a minute where the tick is deployed; lmi scale up or hold lasts\n",
    });
    expect((await scaleJson("status", "--function", "processor")).functions[0]).toMatchObject({
      desired: ZERO,
      settled: false,
      drift: { found: { min: 1, max: 1 }, wanted: ZERO, by: "operator:tester" },
    });

    const { functions } = await scaleJson("reconcile");
    const ofProcessor = functions.filter(({ functionName }: { functionName: string }) => functionName === PROCESSOR);
    expect(ofProcessor).toMatchObject([{ put: { from: { min: 1, max: 1 }, to: ZERO } }]);
    expect((await status()).drift).toBeNull();
    const { changes } = await scaleJson("history", "--count", "2");
    expect(changes).toMatchObject([{ reasons: ["baseline"] }, { by: "operator:tester", reasons: ["trying out"] }]);
  });

  it("shows that someone else wrote, who did not record it", async () => {
    await lambda.send(
      new PutFunctionScalingConfigCommand({
        ...OF,
        FunctionScalingConfig: { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 3 },
      }),
    );
    expect((await status()).drift).toEqual({ found: { min: 1, max: 3 }, wanted: ZERO, by: null, recorded: ZERO });
  });

  it("goes up and waits, shows the lease, goes down and waits, and remembers who, when and what", async () => {
    const up = await scaleJson("up", "--min", "1", "--max", "2", "--for", "2h", "--reason", "backlog", "--wait");
    expect(up).toMatchObject({ functionName: PROCESSOR, owner: OWNER, config: { min: 1, max: 2 }, settled: true });

    const [busy] = (await scaleJson("status")).functions;
    expect(busy).toMatchObject({ applied: { min: 1, max: 2 }, state: "Active", settled: true, drift: null });
    expect(busy.leases).toMatchObject([{ owner: up.owner, until: up.until, reason: "backlog" }]);
    expect(busy.reasons).toEqual(["baseline", expect.stringContaining(`lease ${up.owner}`)]);

    const down = await scaleJson("down", "--wait");
    expect(down).toEqual({ functionName: PROCESSOR, released: [up.owner], kept: [], desired: ZERO, settled: true });
    expect(await status()).toMatchObject({ applied: ZERO, state: "Deactivated", settled: true, leases: [] });

    const { changes } = await scaleJson("history", "--count", "2");
    expect(changes).toMatchObject([
      { by: "operator:tester", from: { min: 1, max: 2 }, to: ZERO, reasons: ["baseline"] },
      {
        by: "operator:tester",
        from: ZERO,
        to: { min: 1, max: 2 },
        reasons: ["baseline", expect.stringContaining(`lease ${up.owner}`)],
      },
    ]);
  });

  it("fails with what was seen when capacity does not settle in time, and leaves the lease", async () => {
    const { code, stdout, stderr } = await scale(
      ...["up", "--min", "9", "--max", "9", "--for", "1h", "--wait", "--timeout", "1s"],
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^dev-video-processor: wanted 9\/9, .*; not settled in time; its lease asks on until \S+Z, lmi scale down releases it\n$/,
    );
    expect((await status()).leases).toHaveLength(1);
  });

  it("refuses what cannot fit, with the sum", async () => {
    const message =
      "--max: must be at most 16 for dev-video-processor, got 17 (17 × 2 vCPUs = 34, and its capacity provider carries 32)\n";
    const over = ["--min", "1", "--max", "17"];
    for (const command of [
      ["up", ...over, "--for", "1h"],
      ["set", ...over],
      ["hold", ...over, "--until", "1h", "--reason", "x"],
    ]) {
      expect(await scale(...command)).toEqual({ code: 2, stdout: "", stderr: message });
    }
    expect(await status()).toMatchObject({ leases: [], hold: null, desired: ZERO });
  });

  it("holds against a scale-up, says so, and gives way when resumed", async () => {
    const held = await scaleJson("hold", "--min", "0", "--max", "0", "--until", "1h", "--reason", "migration");
    expect(held).toMatchObject({ owner: "operator:tester", config: ZERO, reason: "migration" });

    const waiting = await scale("up", "--min", "1", "--max", "1", "--for", "1h", "--wait");
    expect(waiting.code).toBe(1);
    expect(waiting.stderr).toMatch(
      /^dev-video-processor: held at 0\/0 by operator:tester until \S+Z \(migration\); capacity cannot come before, lmi scale resume ends the hold\n$/,
    );
    expect((await status()).leases).toEqual([]);

    const up = await scale("up", "--min", "1", "--max", "1", "--for", "1h");
    expect(up).toMatchObject({ code: 0, stderr: expect.stringContaining("the lease counts only after it\n") });
    expect(await status()).toMatchObject({ desired: ZERO, hold: { until: held.until }, leases: [{ owner: OWNER }] });

    expect(await scaleJson("resume")).toEqual({
      functionName: PROCESSOR,
      ended: "operator:tester",
      desired: { min: 1, max: 1 },
    });
    expect(await scaleJson("resume")).toMatchObject({ ended: null });
  });

  it("deactivates what nothing would ever wake only when forced", async () => {
    const zero = ["set", "--function", "api", "--min", "0", "--max", "0"];
    const refused = await scale(...zero);
    expect(refused).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "dev-video-api: 0/0 deactivates it, and as it is not declared in table dev-video-capacity nothing would ever wake it; --force does it anyway\n",
    });
    const { calls } = await scaleJson(...zero, "--force", "--dry-run");
    expect(calls).toMatchObject([{ operation: "PutItem" }, { operation: "PutFunctionScalingConfig" }]);
  });

  it("drains: releases only when nobody else has a lease, and nothing when that takes too long", async () => {
    const other = `arn:aws:states:us-east-1:000000000000:execution:test:${ulid()}`;
    await scaleJson("up", "--min", "1", "--max", "1", "--for", "1h");
    await capacity.table.acquire(PROCESSOR, other, { min: 1, max: 1 }, 600);

    const late = await scale("down", "--drain", "1s");
    expect(late.code).toBe(1);
    expect(late.stderr).toMatch(
      new RegExp(`^${PROCESSOR} to drain, so nothing was released: not within 1s; lease of ${other}, .*\\n$`),
    );
    expect((await status()).leases).toHaveLength(2);

    const draining = scaleJson("down", "--drain", "30s");
    await capacity.table.release(PROCESSOR, other, 0);
    expect((await draining).released).toEqual([OWNER]);
  });

  it("leaves the leases of others alone when it goes down", async () => {
    const other = `arn:aws:states:us-east-1:000000000000:execution:test:${ulid()}`;
    await capacity.table.acquire(PROCESSOR, other, { min: 1, max: 1 }, 600);

    expect(await scaleJson("down")).toMatchObject({ released: [], desired: { min: 1, max: 1 } });
    await capacity.table.release(PROCESSOR, other, 0);
  });

  it("releases one's own leases, those of another operator by name, and all of them; and names them", async () => {
    const asked = ["up", "--min", "1", "--max", "1", "--for", "1h", "--reason", "night"];
    await scaleAs("ann", ...asked);
    await scaleAs("anna", ...asked);
    await scaleAs("ben", ...asked);
    const lines = ({ stdout }: { stdout: string }) =>
      stdout
        .replaceAll(/[0-9A-Z]{26}/g, "ID")
        .split("\n")
        .slice(0, -1);

    const [first, ...rest] = lines(await scaleAs("ann", "down"));
    expect([first, ...rest.toSorted()]).toEqual([
      `${PROCESSOR}: 1 lease released, now 1/1`,
      "  released: 1/1 operator:ann:ID: night",
      "  stays: 1/1 operator:anna:ID: night; --owner or --all releases it",
      "  stays: 1/1 operator:ben:ID: night; --owner or --all releases it",
    ]);
    const none = await scaleAs("ann", "down", "--owner", "an");
    expect(none).toMatchObject({ code: 2, stdout: "" });
    expect(none.stderr.replaceAll(/[0-9A-Z]{26}/g, "ID")).toMatch(
      /^--owner: must have a lease on dev-video-processor, got an; operators' leases: operator:(anna:ID, operator:ben|ben:ID, operator:anna):ID\n$/,
    );
    expect(await scaleJson("down", "--owner", "ben")).toMatchObject({
      released: [expect.stringMatching(/^operator:ben:/)],
      kept: [expect.stringMatching(/^operator:anna:/)],
    });
    expect(await scaleJson("down", "--all")).toMatchObject({
      released: [expect.stringMatching(/^operator:anna:/)],
      kept: [],
    });
    expect(await scale("down", "--all", "--owner", "ben")).toMatchObject({
      code: 2,
      stderr: "--owner: not together with --all, got both\n",
    });
  });

  it("replaces another operator's hold only when forced, and shows it first", async () => {
    const hold = ["hold", "--min", "0", "--max", "0", "--until", "1h", "--reason", "migration"];
    await scaleAs("ann", ...hold);

    const refused = await scaleAs("ben", ...hold);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /^dev-video-processor: held at 0\/0 by operator:ann until \S+Z \(migration\); --force replaces it\n$/,
    );
    expect((await status()).hold).toMatchObject({ owner: "operator:ann" });

    const forced = await scaleAs("ben", ...hold, "--force");
    expect(forced.code).toBe(0);
    expect(forced.stderr).toMatch(
      /^dev-video-processor: held at 0\/0 by operator:ann until \S+Z \(migration\) is replaced\n$/,
    );
    expect((await status()).hold).toMatchObject({ owner: "operator:ben" });
  });

  it("holds what is applied, or lets it only rise above that", async () => {
    await scale("up", "--min", "1", "--max", "1", "--for", "1h", "--wait");
    const until = ["--until", "1h", "--reason", "looking"];

    expect((await scale("hold", "--as-is", ...until)).stdout).toMatch(
      /: held at 1\/1 until \S+Z; lmi scale resume ends it\n$/,
    );
    await scale("down");
    expect(await status()).toMatchObject({ desired: { min: 1, max: 1 }, reasons: ["hold operator:tester: looking"] });

    expect((await scale("hold", "--never-down", ...until)).stdout).toContain(": held at 1/1 or more until ");
    expect((await scale("up", "--min", "1", "--max", "2", "--for", "1h")).stderr).toBe("");
    expect(await status()).toMatchObject({
      desired: { min: 1, max: 2 },
      hold: { neverDown: true },
      reasons: ["floor operator:tester: looking", "baseline", expect.stringMatching(/^lease /)],
    });
    await scale("down");
    expect(await status()).toMatchObject({ desired: { min: 1, max: 1 } });
    expect((await scale("status")).stdout).toContain("1/1 or more operator:tester since ");
  });

  it.each([
    [
      ["up", "--min", "9", "--max", "9", "--for", "1h", "--wait"],
      /: its lease asks on for 9\/9 until \S+Z, lmi scale down releases it\n$/,
    ],
    [["down", "--wait"], /: released; it goes on to 9\/9 by itself, lmi scale status shows when it is there\n$/],
    [["down", "--drain", "1h"], /: nothing was released; the leases go on\n$/],
  ])("says what goes on when it is ended while it waits: %j", async (args, told) => {
    const other = `arn:aws:states:us-east-1:000000000000:execution:test:${ulid()}`;
    if (args[0] === "down") await capacity.table.acquire(PROCESSOR, other, { min: 9, max: 9 }, 600);
    const ending = new AbortController();
    // On a terminal the first that it writes is what it waits for.
    const around = { terminal: 200, signal: ending.signal, written: () => ending.abort("SIGINT") };

    const { code, stdout, stderr } = await lmi(["scale", ...args], { AWS_ENDPOINT_URL: endpoint }, around);

    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toMatch(told);
  });

  it.each([
    ["up", "--min", "1", "--max", "1", "--for", "1h"],
    ["set", "--min", "1", "--max", "1"],
    ["hold", "--as-is", "--until", "1h"],
  ])("refuses an empty reason: %s", async (...command) => {
    expect(await scale(...command, "--reason", " ")).toEqual({
      code: 2,
      stdout: "",
      stderr: "--reason: must say why, got nothing\n",
    });
  });

  it.each<[string, string[], string[]]>([
    [
      "up",
      ["up", "--min", "1", "--max", "2", "--for", "1h", "--wait"],
      ["UpdateItem", "PutItem", "PutFunctionScalingConfig"],
    ],
    ["down", ["down", "--wait", "--drain", "1h"], []],
    ["set", ["set", "--min", "1", "--max", "2"], ["PutItem", "PutFunctionScalingConfig"]],
    [
      "hold",
      ["hold", "--min", "1", "--max", "2", "--until", "1h", "--reason", "x"],
      ["PutItem", "PutItem", "PutFunctionScalingConfig"],
    ],
    ["resume", ["resume"], []],
    ["reconcile", ["reconcile"], []],
  ])("%s: a dry run prints the exact calls and changes nothing", async (_what, command, operations) => {
    const { stdout } = await scale(...command, "--dry-run", "--json");
    const { dryRun, calls } = JSON.parse(stdout);
    expect(dryRun).toBe(true);
    expect(calls.map(({ operation }: { operation: string }) => operation)).toEqual(operations);
    if (operations.length > 0) {
      expect(calls.at(-1)).toEqual({
        service: "Lambda",
        operation: "PutFunctionScalingConfig",
        input: { ...OF, FunctionScalingConfig: { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 2 } },
      });
      expect(calls[0].input).toMatchObject({ TableName: "dev-video-capacity" });
      expect(JSON.stringify(calls[0].input)).toContain('{"S":"function#dev-video-processor"}');
    }

    expect(await status()).toMatchObject({ leases: [], hold: null, requested: null, applied: ZERO, drift: null });
    const { AppliedFunctionScalingConfig: applied } = await lambda.send(new GetFunctionScalingConfigCommand(OF));
    expect(applied).toEqual({ MinExecutionEnvironments: 0, MaxExecutionEnvironments: 0 });
  });

  it.each([
    [["set", "--min", "1", "--max", "2", "--reason", "trying out"], `${PROCESSOR}: 0/0 → 1/2, because trying out`],
    [
      ["hold", "--min", "1", "--max", "2", "--until", "1h", "--reason", "x"],
      `${PROCESSOR}: 0/0 → 1/2, because hold operator:tester: x`,
    ],
    [
      ["up", "--min", "1", "--max", "2", "--for", "1h"],
      `${PROCESSOR}: 0/0 → 1/2, because baseline, lease operator:tester:ID`,
    ],
    [["down"], `${PROCESSOR}: stays at 0/0, because baseline`],
    [["reconcile"], `${PROCESSOR}: stays at 0/0, because baseline`],
    [["resume"], `${PROCESSOR}: stays at 0/0, because baseline`],
  ])("says in a sentence what would change: %j", async (command, sentence) => {
    // A reconcile has a line for each function.
    const linesOf = (text: string) => text.replaceAll(/[0-9A-Z]{26}/g, "ID").split("\n");
    const { stdout } = await scale(...command, "--dry-run");
    expect(linesOf(stdout)).toContain(`would: ${sentence}`);
    const { effect } = JSON.parse((await scale(...command, "--dry-run", "--json")).stdout);
    expect(linesOf(effect)).toContain(sentence);
  });

  it.each<[string[], number, string]>([
    [
      ["status", "--function", "nope"],
      2,
      `function nope: not declared in table dev-video-capacity; declared: ${PROCESSOR}`,
    ],
    [
      ["up", "--function", "api", "--min", "1", "--max", "1", "--for", "1h"],
      2,
      "function dev-video-api: not declared in table dev-video-capacity; declared: dev-video-processor",
    ],
    [
      ["set", "--function", "nope", "--min", "1", "--max", "1"],
      1,
      "ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:000000000000:function:nope:$LATEST.PUBLISHED",
    ],
    [["status", "--env", "prod"], 1, 'table prod-video-capacity: not found; is environment "prod" deployed there?'],
  ])("%j exits %i in one line", async (args, code, message) => {
    const { stderr, ...ran } = await scale(...args);
    expect(ran).toEqual({ code, stdout: "" });
    expect([stderr.slice(0, message.length), stderr.split("\n").length]).toEqual([message, 2]);
  });

  it("answers about deployed windows as about those of a file", async () => {
    const deployed = { AWS_ENDPOINT_URL: endpoint };
    expect(await lmiJson(["window", "list"], deployed)).toMatchObject({
      baseline: ZERO,
      windows: [{ name: "monthly" }],
    });
    const { transitions } = await lmiJson(["window", "next", "--count", "1", "--from", "2027-01-01T00:00Z"], deployed);
    expect(transitions).toEqual([{ at: "2027-01-03T03:00:00Z", desired: { min: 1, max: 4 }, open: ["monthly"] }]);
    expect(await lmiJson(["window", "state", "--at", "2026-03-29T00:30:00Z"], deployed)).toEqual({
      at: "2026-03-29T00:30:00Z",
      desired: ZERO,
      open: [],
      tzdata: process.versions.tz,
    });
  });

  it("can ask AWS who the caller is", async () => {
    const credentials = { accessKeyId: "any", secretAccessKey: "any" };
    const { identity } = createClients({
      ...{ region: "us-east-1", endpoint, environment: "dev", json: false, dryRun: false },
      credentials,
    });

    expect(operatorOfArn(await identity())).toMatch(/^operator:\S+$/);
  });

  it("says so when the last reconcile read windows by other time zone data", async () => {
    const settings = { region: "us-east-1", endpoint, environment: "dev", json: false, dryRun: false };
    const documents = await createClients({
      ...settings,
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
    }).documents();
    await documents.send(
      new UpdateCommand({
        TableName: "dev-video-capacity",
        Key: { pk: `function#${PROCESSOR}`, sk: "observation" },
        UpdateExpression: "SET tzdata = :old",
        ExpressionAttributeValues: { ":old": "2019a" },
      }),
    );

    const { code, stderr } = await lmi(["window", "list"], { AWS_ENDPOINT_URL: endpoint });

    expect(code).toBe(0);
    expect(stderr).toBe(
      `time zone data: this machine has ${process.versions.tz}, the last reconcile of ${PROCESSOR} had 2019a; where a zone's rules changed between them, windows open there at other times than shown here\n`,
    );
  });

  it("says on stdout what it did, for people", async () => {
    const up = await scale("up", "--min", "1", "--max", "1", "--for", "90m");
    expect(up.stdout).toMatch(/^dev-video-processor: 1\/1 for 1h30m, until \S+Z\n$/);
    expect((await scale("status")).stdout).toMatch(/^dev-video-processor\n {2}state /);
    await eventually("the environment to come", 20, async () => ((await status()).settled ? true : undefined));
    expect((await scale("down", "--wait")).stdout).toMatch(
      /^dev-video-processor: 1 lease released, now 0\/0, settled\n {2}released: 1\/1 operator:tester:[0-9A-Z]{26}\n$/,
    );
    expect((await scale("history", "--count", "1")).stdout).toMatch(
      /^\S+Z {2}1\/1 → 0\/0 {2}operator:tester {2}baseline\n$/,
    );
  });
});
