// The REST calls of the Lambda API that the project uses, with AWS's paths, status codes and errors.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html

import type { IncomingMessage, ServerResponse } from "node:http";
import { describeCapacityProvider, describeFunction } from "./descriptions.ts";
import { LambdaServiceError } from "./errors.ts";
import type { Registry } from "./registry.ts";
import { errorReply, type Reply, readJson, send } from "./restMessages.ts";
import { parseScalingConfig } from "./scaling.ts";
import type { Answer } from "./timedInvocation.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const SYNCHRONOUS_LIMIT_BYTES = 6 * 1024 * 1024;
const ASYNCHRONOUS_LIMIT_BYTES = 1024 * 1024;
const SMALL_LIMIT_BYTES = 64 * 1024;
/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionScalingConfig.html */
const SCALING_QUALIFIER = /^(\$LATEST\.PUBLISHED|[0-9]+)$/;
/** Every Lambda path begins with the date of an API version. */
const LAMBDA_PATH = /^\/\d{4}-\d{2}-\d{2}\//;

/** What an invocation came to, with what AWS says about it in headers. */
export interface InvokeResult extends Answer {
  requestId: string;
  executedVersion: string;
}

/** Runs invocations for the control plane; both throw LambdaServiceError. */
export interface Invoker {
  invoke(name: string, payload: string, kind: "RequestResponse" | "Event"): Promise<InvokeResult>;
}

interface Call {
  method: string;
  /** Decoded segments behind the API version. */
  path: string[];
  query: URLSearchParams;
  request: IncomingMessage;
}

export class ControlPlane {
  readonly #registry: Registry;
  readonly #invoker: Invoker;
  readonly #startedAt = new Date().toISOString().replace("Z", "+0000");

  constructor(registry: Registry, invoker: Invoker) {
    this.#registry = registry;
    this.#invoker = invoker;
  }

  /** Answers a request of the Lambda API; false, without having touched it, for any other. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (!LAMBDA_PATH.test(url.pathname)) return false;
    let reply: Reply;
    try {
      const path = decodePath(url.pathname);
      reply = await this.#route({ method: request.method ?? "GET", path, query: url.searchParams, request });
    } catch (error) {
      reply = errorReply(error);
      request.resume();
    }
    send(response, reply);
    return true;
  }

  async #route(call: Call): Promise<Reply> {
    const [version, collection, id, action] = call.path;
    const route = `${call.method} ${version}/${collection}${id === undefined ? "" : "/*"}${action === undefined ? "" : `/${action}`}`;
    const name = id ?? "";
    if (call.path.length <= 4) {
      switch (route) {
        case "POST 2015-03-31/functions/*/invocations":
          return this.#invoke(name, call);
        case "GET 2015-03-31/functions/*":
          return this.#getFunction(name, call);
        case "GET 2015-03-31/functions/*/configuration":
          return { status: 200, body: this.#configuration(name, call) };
        case "PUT 2025-11-30/functions/*/function-scaling-config":
          return this.#putScaling(name, call);
        case "GET 2025-11-30/functions/*/function-scaling-config":
          return this.#getScaling(name, call);
        case "GET 2025-11-30/capacity-providers":
          return this.#listCapacityProviders();
        case "GET 2025-11-30/capacity-providers/*":
          return this.#getCapacityProvider(name);
        case "GET 2025-11-30/capacity-providers/*/function-versions":
          return this.#listVersions(name);
      }
    }
    throw new LambdaServiceError(
      "NotImplementedException",
      `local Lambda: ${call.method} /${call.path.join("/")} is not simulated; see local/lambda/controlPlane.ts for what is`,
    );
  }

  async #invoke(name: string, call: Call): Promise<Reply> {
    const kind = call.request.headers["x-amz-invocation-type"] ?? "RequestResponse";
    if (kind !== "RequestResponse" && kind !== "Event" && kind !== "DryRun")
      throw new LambdaServiceError(
        "InvalidParameterValueException",
        `InvocationType: must be RequestResponse, Event or DryRun, got ${kind}`,
      );
    const target = this.#registry.findInvocable(name, call.query.get("Qualifier") ?? undefined);
    const limitBytes = kind === "Event" ? ASYNCHRONOUS_LIMIT_BYTES : SYNCHRONOUS_LIMIT_BYTES;
    const { text: payload } = await readJson(call.request, limitBytes);
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

  #getFunction(name: string, call: Call): Reply {
    const Configuration = this.#configuration(name, call);
    return { status: 200, body: { Configuration, Code: { RepositoryType: "S3", Location: "" } } };
  }

  #configuration(name: string, call: Call): Record<string, unknown> {
    const { target, qualifier } = this.#registry.find(name, call.query.get("Qualifier") ?? undefined);
    const { spec } = target;
    const version = qualifier ?? "$LATEST";
    const provider = spec.managed && this.#registry.findCapacityProvider(spec.managed.capacityProviderName).spec;
    const invocable = spec.managed === undefined || version !== "$LATEST";
    const status = invocable ? target : { state: "ActiveNonInvocable" as const, stateReason: undefined };
    return describeFunction(spec, version, status, provider, this.#startedAt);
  }

  async #putScaling(name: string, call: Call): Promise<Reply> {
    const target = this.#findScaled(name, call);
    const { value } = await readJson(call.request, SMALL_LIMIT_BYTES);
    return { status: 202, body: { FunctionState: target.putScaling(parseScalingConfig(value, target.mostThatFit)) } };
  }

  #getScaling(name: string, call: Call): Reply {
    const target = this.#findScaled(name, call);
    const { requested, applied } = target.scaling();
    const shape = (config: { min?: number; max?: number }) => ({
      MinExecutionEnvironments: config.min,
      MaxExecutionEnvironments: config.max,
    });
    return {
      status: 200,
      body: {
        FunctionArn: target.qualifiedArn,
        AppliedFunctionScalingConfig: shape(applied),
        ...(requested === undefined ? {} : { RequestedFunctionScalingConfig: shape(requested) }),
      },
    };
  }

  #findScaled(name: string, call: Call) {
    const qualifier = call.query.get("Qualifier") ?? "";
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

  #getCapacityProvider(name: string): Reply {
    const { spec } = this.#registry.findCapacityProvider(name);
    return { status: 200, body: { CapacityProvider: describeCapacityProvider(spec, this.#startedAt) } };
  }

  #listCapacityProviders(): Reply {
    const CapacityProviders = [...this.#registry.capacityProviders.values()].map(({ spec }) =>
      describeCapacityProvider(spec, this.#startedAt),
    );
    return { status: 200, body: { CapacityProviders } };
  }

  #listVersions(name: string): Reply {
    const { spec } = this.#registry.findCapacityProvider(name);
    const FunctionVersions = [...this.#registry.functions.values()]
      .filter((target) => target.spec.managed?.capacityProviderName === spec.name)
      .map((target) => ({ FunctionArn: target.qualifiedArn, State: target.state }));
    return { status: 200, body: { CapacityProviderArn: spec.arn, FunctionVersions } };
  }
}

function decodePath(pathname: string): string[] {
  try {
    return pathname.slice(1).replace(/\/$/, "").split("/").map(decodeURIComponent);
  } catch (error) {
    throw new LambdaServiceError("InvalidParameterValueException", `path: ${(error as Error).message}`);
  }
}
