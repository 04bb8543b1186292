// lmi deploy check as a pipeline runs it, against an endpoint that says what Lambda says after an apply.
import { LastUpdateStatusReasonCode, StateReasonCode } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { REMEDIES } from "../../../../scripts/lmi/deploy/remedies.ts";
import { serveVersions, type Versions, version } from "../../../support/lambda/versions.ts";
import { lmi } from "../../../support/lmi/lmiCommand.ts";

// An environment that no checkout configures: a function of a team's own in dev is looked at, too.
const API = "shop-video-api";
const PROCESSOR = "shop-video-processor";
const ON = "capacity provider provider-1 Active";

let aws: Versions;
const check = (...args: string[]) =>
  lmi(["deploy", "check", "--env", "shop", ...args], { AWS_ENDPOINT_URL: aws.endpoint });
const checkJson = async (...args: string[]) => {
  const { code, stdout, stderr } = await check("--json", ...args);
  expect(stderr).toBe("");
  return { code, ...JSON.parse(stdout) };
};
const has = (functionName: string, ...answers: ReturnType<typeof version>[]) =>
  aws.functions.set(functionName, answers);

beforeEach(async () => {
  aws = await serveVersions();
  aws.declared.push(PROCESSOR);
  has(API, version("Active"));
  has(PROCESSOR, version("Deactivated"));
});
afterEach(() => aws.close());

describe("lmi deploy check", () => {
  it("is content when versions are active, or deactivated because that is asked for; also the api, which is not declared", async () => {
    expect(await check()).toEqual({
      code: 0,
      stdout: `${API}: Active, ${ON}\n${PROCESSOR}: Deactivated, ${ON}\n`,
      stderr: "",
    });
    expect(aws.calls.toSorted()).toEqual([
      "GetCapacityProvider provider-1",
      `GetFunction ${API} $LATEST.PUBLISHED`,
      `GetFunction ${PROCESSOR} $LATEST.PUBLISHED`,
      "Query",
    ]);
  });

  it("looks at every function that is declared", async () => {
    aws.declared.push("shop-video-words");
    has("shop-video-words", version("Failed"));

    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain(`shop-video-words: Failed, ${ON}\n  see docs/runbook.md#a-version-failed\n`);
  });

  it("is content with a version that the local run cannot run", async () => {
    // As local/lambda/executionEnvironment.ts says it.
    const errorMessage = "python3.14 is deployed only: this machine runs Node.js";
    const StateReason = JSON.stringify({ errorType: "Runtime.DeployedOnly", errorMessage });
    has(PROCESSOR, version("Failed", { StateReasonCode: "FunctionError.RuntimeInitError", StateReason }));

    expect(await check()).toEqual({
      code: 0,
      stdout: `${API}: Active, ${ON}\n${PROCESSOR}: deployed only: its runtime does not run on this machine\n`,
      stderr: "",
    });
  });

  it("says why a version failed, in Lambda's words, and what to do", async () => {
    const reason = "MinimumExecutionEnvironments can't be provisioned because\nthe limit is reached.";
    has(PROCESSOR, version("Failed", { StateReasonCode: "CapacityProviderScalingLimitExceeded", StateReason: reason }));

    const { code, stdout, stderr } = await check();
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      `${API}: Active, ${ON}`,
      `${PROCESSOR}: Failed (CapacityProviderScalingLimitExceeded), ${ON}`,
      "  Lambda: MinimumExecutionEnvironments can't be provisioned because the limit is reached.",
      expect.stringMatching(
        /^ {2}do: .* another capacityProvider\.revision: .* stays stuck .* \(https:\/\/github\.com\/.*\)$/,
      ),
      "  see docs/runbook.md#a-version-failed",
      "",
    ]);
  });

  it("says what to do for each reason that Lambda documents", async () => {
    for (const code of REMEDIES.keys()) {
      aws.declared.push(`failed-${code}`);
      has(`failed-${code}`, version("Failed", { StateReasonCode: code }));
    }

    const { stdout } = await check();
    for (const [code, { remedy, source }] of REMEDIES) {
      expect(stdout).toContain(`failed-${code}: Failed (${code}), ${ON}\n  do: ${remedy} (${source})\n`);
    }
  });

  it("gives programs every field, and nothing of the function's code and variables", async () => {
    has(PROCESSOR, version("Failed", { StateReasonCode: "VcpuLimitExceeded", StateReason: "too many" }));

    const { code, ok, environment, functions } = await checkJson();
    expect({ code, ok, environment }).toEqual({ code: 1, ok: false, environment: "shop" });
    expect(functions[1]).toEqual({
      functionName: PROCESSOR,
      verdict: "failed",
      state: "Failed",
      stateReasonCode: "VcpuLimitExceeded",
      stateReason: "too many",
      lastUpdateStatus: "Successful",
      lastUpdateStatusReasonCode: null,
      lastUpdateStatusReason: null,
      capacityProvider: { name: "provider-1", state: "Active" },
      remedies: [{ code: "VcpuLimitExceeded", ...REMEDIES.get("VcpuLimitExceeded") }],
    });
    expect(JSON.stringify(functions)).not.toMatch(/hunter2|secret/);
  });

  it("prints a code that is not known as it is", async () => {
    has(PROCESSOR, version("Failed", { StateReasonCode: "TooManyMoons", StateReason: "three" }));

    const { stdout } = await check();
    expect(stdout).toContain(
      `${PROCESSOR}: Failed (TooManyMoons), ${ON}\n  Lambda: three\n  see docs/runbook.md#a-version-failed\n`,
    );
  });

  it.each([
    [
      "an update that failed on a version that still serves",
      { LastUpdateStatus: "Failed", LastUpdateStatusReasonCode: "InvalidSubnet", LastUpdateStatusReason: "gone" },
      `Active, last update Failed (InvalidSubnet), ${ON}\n  Lambda: gone\n  do: name private subnets`,
    ],
    ["a state that is not known", { State: "Dreaming" }, `Dreaming, ${ON}\n`],
    [
      "a function on no capacity provider that failed",
      { State: "Failed", CapacityProviderConfig: undefined },
      "Failed, on no capacity provider\n",
    ],
  ])("is not content with %s", async (_what, more, text) => {
    has(API, version("Active", more));

    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain(`${API}: ${text}`);
  });

  it("says that a function is not there, or was never published", async () => {
    aws.functions.delete(API);

    expect(await check()).toEqual({
      code: 1,
      stdout: `${API}: not there: no such function, or it was never published\n${PROCESSOR}: Deactivated, ${ON}\n`,
      stderr: "",
    });
  });

  it("is not content with a capacity provider that failed", async () => {
    aws.providers.set("provider-1", "Failed");

    const { code, functions } = await checkJson();
    expect(code).toBe(1);
    expect(functions.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["failed", "failed"]);
  });

  it("does without the capacity provider's state where it may not be read", async () => {
    aws.providers.clear();

    const { code, stdout } = await check();
    expect(code).toBe(0);
    expect(stdout).toContain(`${API}: Active, capacity provider provider-1 (its state may not be read)\n`);
  });

  it("takes Pending for not there when it is not to wait", async () => {
    has(API, version("Pending", { StateReasonCode: "Creating" }));

    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain(`${API}: Pending (Creating), ${ON}\n  do: wait: Lambda is making the version`);
  });

  it("waits until what is pending is there", async () => {
    has(API, version("Pending"), version("Active", { LastUpdateStatus: "InProgress" }), version("Active"));

    expect((await checkJson("--wait", "1m")).code).toBe(0);
    expect(aws.calls.filter((call) => call.startsWith(`GetFunction ${API}`))).toHaveLength(3);
  });

  it("stops waiting when its time is over, and says what is still pending", async () => {
    has(API, version("Pending"));

    const { code, stdout } = await check("--wait", "1s");
    expect(code).toBe(1);
    expect(stdout).toContain(`${API}: Pending, ${ON}\n`);
  });

  it("stops waiting at once when one has failed and none is pending", async () => {
    has(API, version("Failed"));

    expect((await check("--wait", "2h")).code).toBe(1);
  });

  it("ends when Lambda is silent", async () => {
    aws.silent = (call) => call.startsWith("GetFunction");

    const { code, stdout, stderr } = await check();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.trim().split("\n").at(-1)).toBe(`${aws.endpoint}: cannot be reached (timed out)`);
  });

  it.each(["0s", "3h", "soon"])("refuses to wait %s", async (wait) => {
    expect(await check("--wait", wait)).toEqual({
      code: 2,
      stdout: "",
      stderr: `--wait: must be a duration from 1s to 2h such as 90m, 2h or 1h30m, got ${wait}\n`,
    });
  });
});

describe("the remedies", () => {
  const codes = [...new Set([...Object.values(StateReasonCode), ...Object.values(LastUpdateStatusReasonCode)])];

  it("are for exactly the codes that Lambda documents", () => {
    expect([...REMEDIES.keys()].toSorted()).toEqual(codes.toSorted());
  });

  it.each(codes)("for %s fit in a line and name their source", (code) => {
    expect(REMEDIES.get(code)).toEqual({
      remedy: expect.stringMatching(/^[^\n]{10,200}$/),
      source: expect.stringMatching(/^https:\/\/(docs\.aws\.amazon\.com|github\.com)\/\S+$/),
    });
  });

  it("never advise to raise a cap in place", () => {
    const raising = [...REMEDIES.values()].filter(({ remedy }) => /maxVCpus/.test(remedy) && !/revision/.test(remedy));
    expect(raising).toEqual([]);
  });
});
