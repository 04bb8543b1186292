// The REST calls of the Lambda API that the project uses, with AWS's paths, status codes and errors.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html

import type { AwsCall, AwsReply, AwsService, Operation } from "../aws/call.ts";
import { describeCapacityProvider, describeFunction } from "./descriptions.ts";
import { LambdaServiceError } from "./errors.ts";
import type { Registry } from "./registry.ts";
import { jsonReply, pathOf, qualifierOf, readJson } from "./restMessages.ts";
import { parseScalingConfig } from "./scaling.ts";
import type { Answer } from "./timedInvocation.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ASYNCHRONOUS_LIMIT_BYTES = 1024 * 1024;
const SMALL_LIMIT_BYTES = 64 * 1024;
/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionScalingConfig.html */
const SCALING_QUALIFIER = /^(\$LATEST\.PUBLISHED|[0-9]+)$/;

/** What an invocation came to, with what AWS says about it in headers. */
export interface InvokeResult extends Answer {
  requestId: string;
  executedVersion: string;
}

/** Runs invocations for the control plane; both throw LambdaServiceError. */
export interface Invoker {
  invoke(name: string, payload: string, kind: "RequestResponse" | "Event"): Promise<InvokeResult>;
}

export class ControlPlane {
  readonly #registry: Registry;
  readonly #invoker: Invoker;
  readonly #startedAt = new Date().toISOString().replace("Z", "+0000");

  constructor(registry: Registry, invoker: Invoker) {
    this.#registry = registry;
    this.#invoker = invoker;
  }

  /** What is answered: each operation of the API by its name. */
  readonly operations: AwsService = new Map<string, Operation>([
    ["Invoke", (call) => this.#invoke(call)],
    ["GetFunction", async (call) => this.#getFunction(call)],
    ["GetFunctionConfiguration", async (call) => jsonReply(200, this.#configuration(call))],
    ["PutFunctionScalingConfig", async (call) => this.#putScaling(call)],
    ["GetFunctionScalingConfig", async (call) => this.#getScaling(call)],
    ["ListCapacityProviders", async () => this.#listCapacityProviders()],
    ["GetCapacityProvider", async (call) => this.#getCapacityProvider(call)],
    ["ListFunctionVersionsByCapacityProvider", async (call) => this.#listVersions(call)],
  ]);

  async #invoke(call: AwsCall): Promise<AwsReply> {
    const kind = call.headers["x-amz-invocation-type"] ?? "RequestResponse";
    if (kind !== "RequestResponse" && kind !== "Event" && kind !== "DryRun")
      throw new LambdaServiceError(
        "InvalidParameterValueException",
        `InvocationType: must be RequestResponse, Event or DryRun, got ${kind}`,
      );
    const target = this.#registry.findInvocable(pathOf(call, "FunctionName"), qualifierOf(call));
    const { text: payload } = readJson(call, kind === "Event" ? ASYNCHRONOUS_LIMIT_BYTES : undefined);
    if (kind === "DryRun") return { status: 204 };
    const result = await this.#invoker.invoke(target.qualifiedArn, payload, kind);
    const headers = { "x-amzn-RequestId": result.requestId };
    if (kind === "Event") return { status: 202, headers };
    return {
      status: 200,
      headers: {
        ...headers,
        "X-Amz-Executed-Version": result.executedVersion,
        ...(result.functionError === undefined ? {} : { "X-Amz-Function-Error": result.functionError }),
      },
      body: result.payload,
    };
  }

  #getFunction(call: AwsCall): AwsReply {
    const Configuration = this.#configuration(call);
    return jsonReply(200, { Configuration, Code: { RepositoryType: "S3", Location: "" } });
  }

  #configuration(call: AwsCall): Record<string, unknown> {
    const { target, qualifier } = this.#registry.find(pathOf(call, "FunctionName"), qualifierOf(call));
    const { spec } = target;
    const version = qualifier ?? "$LATEST";
    const provider = spec.managed && this.#registry.findCapacityProvider(spec.managed.capacityProviderName).spec;
    const invocable = spec.managed === undefined || version !== "$LATEST";
    const status = invocable ? target : { state: "ActiveNonInvocable" as const, stateReason: undefined };
    return describeFunction(spec, version, status, provider, this.#startedAt);
  }

  #putScaling(call: AwsCall): AwsReply {
    const target = this.#findScaled(call);
    const { value } = readJson(call, SMALL_LIMIT_BYTES);
    return jsonReply(202, { FunctionState: target.putScaling(parseScalingConfig(value, target.mostThatFit)) });
  }

  #getScaling(call: AwsCall): AwsReply {
    const target = this.#findScaled(call);
    const { requested, applied } = target.scaling();
    const shape = (config: { min?: number; max?: number }) => ({
      MinExecutionEnvironments: config.min,
      MaxExecutionEnvironments: config.max,
    });
    return jsonReply(200, {
      FunctionArn: target.qualifiedArn,
      AppliedFunctionScalingConfig: shape(applied),
      ...(requested === undefined ? {} : { RequestedFunctionScalingConfig: shape(requested) }),
    });
  }

  #findScaled(call: AwsCall) {
    const name = pathOf(call, "FunctionName");
    const qualifier = qualifierOf(call) ?? "";
    if (!SCALING_QUALIFIER.test(qualifier))
      throw new LambdaServiceError(
        "InvalidParameterValueException",
        `Qualifier: must match ${SCALING_QUALIFIER.source}, got ${JSON.stringify(qualifier)}`,
      );
    const { target } = this.#registry.find(name);
    if (!("putScaling" in target))
      throw new LambdaServiceError(
        "AccessDeniedException",
        `The function ${target.spec.name} has no capacity provider configuration`,
      );
    this.#registry.find(name, qualifier);
    return target;
  }

  #getCapacityProvider(call: AwsCall): AwsReply {
    const provider = this.#registry.findCapacityProvider(pathOf(call, "CapacityProviderName"));
    return jsonReply(200, { CapacityProvider: describeCapacityProvider(provider, this.#startedAt) });
  }

  #listCapacityProviders(): AwsReply {
    const CapacityProviders = [...this.#registry.capacityProviders.values()].map((provider) =>
      describeCapacityProvider(provider, this.#startedAt),
    );
    return jsonReply(200, { CapacityProviders });
  }

  #listVersions(call: AwsCall): AwsReply {
    const { spec } = this.#registry.findCapacityProvider(pathOf(call, "CapacityProviderName"));
    const FunctionVersions = [...this.#registry.functions.values()]
      .filter((target) => target.spec.managed?.capacityProviderName === spec.name)
      .map((target) => ({ FunctionArn: target.qualifiedArn, State: target.state }));
    return jsonReply(200, { CapacityProviderArn: spec.arn, FunctionVersions });
  }
}
