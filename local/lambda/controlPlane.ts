// The Lambda API, with AWS's status codes and errors: invocations and scaling configs; the rest is in operations/.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html

import type { AwsCall, AwsReply, AwsService, Operation } from "../aws/call.ts";
import { traceIn } from "../trace.ts";
import { LambdaServiceError } from "./errors.ts";
import { capacityProviderReads } from "./operations/capacityProviders.ts";
import { refusedChanges } from "./operations/changes.ts";
import { functionReads } from "./operations/functions.ts";
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
  invoke(name: string, payload: string, kind: "RequestResponse" | "Event", trace?: string): Promise<InvokeResult>;
}

export class ControlPlane {
  readonly #registry: Registry;
  readonly #invoker: Invoker;

  constructor(registry: Registry, invoker: Invoker) {
    this.#registry = registry;
    this.#invoker = invoker;
  }

  /** What is answered: each operation of the API by its name. */
  get operations(): AwsService {
    return new Map([
      ...this.#own,
      ...functionReads(this.#registry),
      ...capacityProviderReads(this.#registry),
      ...refusedChanges(this.#registry),
    ]);
  }

  readonly #own: readonly [string, Operation][] = [
    ["Invoke", (call) => this.#invoke(call)],
    ["PutFunctionScalingConfig", async (call) => this.#putScaling(call)],
    ["GetFunctionScalingConfig", async (call) => this.#getScaling(call)],
  ];

  async #invoke(call: AwsCall): Promise<AwsReply> {
    const kind = call.headers["x-amz-invocation-type"] ?? "RequestResponse";
    if (kind !== "RequestResponse" && kind !== "Event" && kind !== "DryRun")
      throw new LambdaServiceError(
        "InvalidParameterValueException",
        `InvocationType: must be RequestResponse, Event or DryRun, got ${kind}`,
      );
    const target = this.#registry.findInvocable(pathOf(call, "FunctionName"), qualifierOf(call));
    const { text: payload } = readJson(call, kind === "Event" ? ASYNCHRONOUS_LIMIT_BYTES : undefined);
    const withTail = tailAsked(call, target.spec.managed !== undefined);
    if (kind === "DryRun") return { status: 204 };
    const result = await this.#invoker.invoke(target.qualifiedArn, payload, kind, traceIn(call.headers));
    const headers = { "x-amzn-RequestId": result.requestId };
    if (kind === "Event") return { status: 202, headers };
    return {
      status: 200,
      headers: {
        ...headers,
        "X-Amz-Executed-Version": result.executedVersion,
        ...(result.functionError === undefined ? {} : { "X-Amz-Function-Error": result.functionError }),
        ...(withTail && result.logTail && { "X-Amz-Log-Result": result.logTail.toString("base64") }),
      },
      body: result.payload,
    };
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
}

/** Whether the answer is to carry the tail of the log. @throws LambdaServiceError InvalidParameterValueException */
function tailAsked({ headers }: AwsCall, isManaged: boolean): boolean {
  const logType = headers["x-amz-log-type"] ?? "None";
  if (logType !== "None" && logType !== "Tail")
    throw new LambdaServiceError("InvalidParameterValueException", `LogType: must be None or Tail, got ${logType}`);
  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html: invocations share their environment's log.
  if (logType === "Tail" && isManaged)
    throw new LambdaServiceError(
      "InvalidParameterValueException",
      "LogType: Tail is not supported for functions on managed instances",
    );
  return logType === "Tail";
}
