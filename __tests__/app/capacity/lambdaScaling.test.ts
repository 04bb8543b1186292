import { describe, expect, it } from "@jest/globals";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import { ManualClock } from "../../support/appClock.ts";
import { type ControlCall, FakeLambda, lambdaError } from "../../support/appLambda.ts";

/** The longest delays before attempts 2 to 6, in milliseconds. */
const LONGEST = [400, 800, 1_600, 3_000, 3_000];

function rig({ random = () => 1 }: { random?: () => number } = {}) {
  const lambda = new FakeLambda();
  const clock = new ManualClock();
  lambda.hasSettled("processor", { min: 0, max: 0 });
  return { lambda, clock, scaling: createLambdaScaling(lambda.client, { clock, random }) };
}

describe("putting a scaling config", () => {
  it("sends both fields for the published version", async () => {
    const { lambda, scaling } = rig();

    await scaling.put("processor", { min: 0, max: 0 });

    expect(lambda.calls).toEqual([
      {
        call: "PutFunctionScalingConfig",
        input: {
          FunctionName: "processor",
          Qualifier: "$LATEST.PUBLISHED",
          FunctionScalingConfig: { MinExecutionEnvironments: 0, MaxExecutionEnvironments: 0 },
        },
      },
    ]);
  });

  it.each(["ResourceConflictException", "TooManyRequestsException", "ThrottlingException"])(
    "is tried again after %s until it is taken",
    async (name) => {
      const { lambda, clock, scaling } = rig();
      lambda.failNext("PutFunctionScalingConfig", ...Array.from({ length: 5 }, () => lambdaError(name)));

      await scaling.put("processor", { min: 2, max: 4 });

      expect(lambda.puts).toEqual(["processor 2/4"]);
      expect(clock.slept).toEqual(LONGEST);
    },
  );

  it("is given up after six attempts, naming what was put and why not", async () => {
    const { lambda, clock, scaling } = rig();
    const refusals = Array.from({ length: 6 }, () => lambdaError("ResourceConflictException"));
    lambda.failNext("PutFunctionScalingConfig", ...refusals);

    const put = scaling.put("processor", { min: 2, max: 4 });

    await expect(put).rejects.toMatchObject({
      name: "ScalingRefused",
      message: "putting 2/4 on processor: ResourceConflictException in each of 6 attempts",
      cause: refusals[5],
    });
    expect(lambda.calls).toHaveLength(6);
    expect(clock.slept).toHaveLength(5);
    expect(lambda.puts).toEqual([]);
  });

  it.each([
    [0, [0, 0, 0, 0, 0]],
    [0.5, [200, 400, 800, 1_500, 1_500]],
    [1, LONGEST],
  ])("waits between attempts by chance, up to a bound that doubles to 3 s: chance %d", async (chance, delays) => {
    const { lambda, clock, scaling } = rig({ random: () => chance });
    lambda.failNext(
      "PutFunctionScalingConfig",
      ...Array.from({ length: 5 }, () => lambdaError("TooManyRequestsException")),
    );

    await scaling.put("processor", { min: 1, max: 1 });

    expect(clock.slept).toEqual(delays);
  });

  it.each(["InvalidParameterValueException", "ResourceNotFoundException", "AccessDeniedException"])(
    "fails at once with %s, which no retry gets over",
    async (name) => {
      const { lambda, clock, scaling } = rig();
      const error = lambdaError(name);
      lambda.failNext("PutFunctionScalingConfig", error);

      await expect(scaling.put("processor", { min: 1, max: 1 })).rejects.toBe(error);

      expect(lambda.calls).toHaveLength(1);
      expect(clock.slept).toEqual([]);
    },
  );
});

describe("observing a function", () => {
  it("gives what is requested, applied and its state in our own terms, and nothing else of the response", async () => {
    const { lambda, scaling } = rig();
    lambda.has("processor", {
      requested: { min: 1, max: 4 },
      applied: { min: 0, max: 0 },
      state: "Pending",
      stateReason: "Creating",
    });

    expect(await scaling.observe("processor")).toEqual({
      requested: { min: 1, max: 4 },
      applied: { min: 0, max: 0 },
      state: "Pending",
      stateReason: "Creating",
    });
  });

  it.each([
    ["only a min, as when nothing was ever put", { applied: { min: 3 }, state: "Active" }],
    ["only a max", { applied: { max: 4 }, state: "Active" }],
    ["a request alone", { requested: { min: 1, max: 2 }, state: "Pending" }],
    ["nothing", { state: "Active" }],
  ])("keeps a partial response partial: %s", async (_what, state) => {
    const { lambda, scaling } = rig();
    lambda.has("processor", state);

    expect(await scaling.observe("processor")).toStrictEqual(state);
  });

  it("calls a state that Lambda leaves out Unknown", async () => {
    const client = { send: async () => ({ $metadata: {} }) } as unknown as FakeLambda["client"];
    const scaling = createLambdaScaling(client, { clock: new ManualClock() });

    expect(await scaling.observe("processor")).toStrictEqual({ state: "Unknown" });
  });

  it("asks both questions of the published version", async () => {
    const { lambda, scaling } = rig();

    await scaling.observe("processor");

    const input = { FunctionName: "processor", Qualifier: "$LATEST.PUBLISHED" };
    expect(lambda.calls).toEqual([
      { call: "GetFunctionScalingConfig", input },
      { call: "GetFunctionConfiguration", input },
    ]);
  });

  it.each<[ControlCall, string]>([
    ["GetFunctionScalingConfig", "reading the scaling config of processor"],
    ["GetFunctionConfiguration", "reading the state of processor"],
  ])("is given up when %s is throttled six times", async (call, what) => {
    const { lambda, scaling } = rig();
    lambda.failNext(call, ...Array.from({ length: 6 }, () => lambdaError("TooManyRequestsException")));

    await expect(scaling.observe("processor")).rejects.toMatchObject({
      name: "ScalingRefused",
      message: `${what}: TooManyRequestsException in each of 6 attempts`,
    });
  });
});
