import { describe, expect, it } from "@jest/globals";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import { type ControlCall, FakeLambda, lambdaError } from "../../support/app/lambda.ts";

function rig() {
  const lambda = new FakeLambda();
  lambda.hasSettled("processor", { min: 0, max: 0 });
  return { lambda, scaling: createLambdaScaling(lambda.client) };
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
    "is not tried again after %s: the next round does",
    async (name) => {
      const { lambda, scaling } = rig();
      const refusal = lambdaError(name);
      lambda.failNext("PutFunctionScalingConfig", refusal);

      await expect(scaling.put("processor", { min: 2, max: 4 })).rejects.toMatchObject({
        name: "ScalingRefused",
        message: `putting 2/4 on processor: ${name}`,
        cause: refusal,
      });

      expect(lambda.calls).toHaveLength(1);
    },
  );

  it.each(["InvalidParameterValueException", "ResourceNotFoundException", "AccessDeniedException"])(
    "fails at once with %s, which no retry gets over",
    async (name) => {
      const { lambda, scaling } = rig();
      const error = lambdaError(name);
      lambda.failNext("PutFunctionScalingConfig", error);

      await expect(scaling.put("processor", { min: 1, max: 1 })).rejects.toBe(error);

      expect(lambda.calls).toHaveLength(1);
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
    const scaling = createLambdaScaling(client);

    expect(await scaling.observe("processor")).toStrictEqual({ state: "Unknown" });
  });

  it("asks both questions of the published version", async () => {
    const { lambda, scaling } = rig();

    await scaling.observe("processor");

    const input = { FunctionName: "processor", Qualifier: "$LATEST.PUBLISHED" };
    expect(lambda.calls).toEqual([
      { call: "GetFunction", input },
      { call: "GetFunctionScalingConfig", input },
    ]);
  });

  it.each(["Pending", "Deactivating"])(
    "asks for the state only while it is %s on the way to what is known",
    async (state) => {
      const { lambda, scaling } = rig();
      lambda.has("processor", { requested: { min: 1, max: 4 }, state });

      expect(await scaling.observe("processor", { min: 1, max: 4 })).toEqual({ state, requested: { min: 1, max: 4 } });

      expect(lambda.calls.map(({ call }) => call)).toEqual(["GetFunction"]);
    },
  );

  it.each<[ControlCall, string]>([
    ["GetFunctionScalingConfig", "reading the scaling config of processor"],
    ["GetFunction", "reading the state of processor"],
  ])("is refused when %s is throttled", async (call, what) => {
    const { lambda, scaling } = rig();
    lambda.failNext(call, lambdaError("TooManyRequestsException"));

    await expect(scaling.observe("processor")).rejects.toMatchObject({
      name: "ScalingRefused",
      message: `${what}: TooManyRequestsException`,
    });
  });
});
