// Lambda in virtual time: the local run's own functions on managed instances and on ordinary Lambda, whose environments answer
// without processes; and its control plane for the SDK, with every call counted by second.
import {
  GetFunctionCommand,
  GetFunctionScalingConfigCommand,
  type LambdaClient,
  PutFunctionScalingConfigCommand,
} from "@aws-sdk/client-lambda";
import type { Clock } from "../../local/lambda/clock.ts";
import { Concurrency } from "../../local/lambda/concurrency.ts";
import type { Environment, EnvironmentExit } from "../../local/lambda/executionEnvironment.ts";
import type { FunctionSpec } from "../../local/lambda/functionSpec.ts";
import { ManagedFunction } from "../../local/lambda/managedFunction.ts";
import { OnDemandFunction } from "../../local/lambda/onDemandFunction.ts";
import { Placement } from "../../local/lambda/placement.ts";
import type { Invocation, Outcome } from "../../local/lambda/runtimeApi.ts";

/** A function's code: takes its event, gives its answer, or fails by throwing. */
export type Handler = (event: unknown, requestId: string, deadline: number) => Promise<unknown>;

/** An execution environment whose code runs in this process. */
class InProcessEnvironment implements Environment {
  readonly logTail = undefined;
  readonly pid = 1;
  readonly exited: Promise<EnvironmentExit>;
  readonly #exit = Promise.withResolvers<EnvironmentExit>();
  readonly #handler: Handler;
  #inFlight = 0;

  constructor(handler: Handler) {
    this.#handler = handler;
    this.exited = this.#exit.promise;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  async start(): Promise<void> {}

  async invoke({ payload, requestId, deadlineMilliseconds }: Invocation): Promise<Outcome> {
    this.#inFlight += 1;
    try {
      const answer = await this.#handler(JSON.parse(payload), requestId, deadlineMilliseconds);
      return { kind: "response", payload: JSON.stringify(answer ?? null) };
    } catch (error) {
      const { name, message } = error as Error;
      return { kind: "error", payload: JSON.stringify({ errorType: name, errorMessage: message }) };
    } finally {
      this.#inFlight -= 1;
    }
  }

  withdraw(): void {}

  async signOfLife(): Promise<void> {}

  tellTime(): void {}

  signal(): void {}

  async stop(): Promise<void> {
    this.#exit.resolve({ reason: "stopped", unanswered: this.#inFlight });
  }
}

const CLOCK: Clock = {
  now: () => Date.now(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};

const spec = (name: string, timeoutSeconds: number): FunctionSpec => ({
  name,
  arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  handler: "index.handler",
  codeFolder: "/",
  runtime: "nodejs24.x",
  role: "arn:aws:iam::000000000000:role/simulated",
  environment: {},
  timeoutSeconds,
  memoryMib: 2048,
  logGroup: "",
  logLevels: { application: "INFO", system: "INFO" },
  logFile: "",
  isTraced: false,
  details: {
    description: "",
    architecture: "arm64",
    ephemeralStorageMib: 512,
    layers: [],
    tags: {},
    code: { bytes: 0, sha256: "" },
    modifiedAt: 0,
    revisionId: "",
    permissions: [],
  },
});

export interface ManagedSize {
  readonly timeoutSeconds: number;
  readonly maxConcurrency: number;
  readonly vCpus: number;
  readonly maxVCpus: number;
  readonly launchSeconds: number;
}

/** On managed instances, deactivated at first. */
export function managedFunction(name: string, size: ManagedSize, handler: Handler): ManagedFunction {
  const { timeoutSeconds, maxConcurrency, vCpus, maxVCpus, launchSeconds } = size;
  const provider = {
    name: "provider",
    arn: "arn:aws:lambda:us-east-1:000000000000:capacity-provider:provider",
    maxVCpus,
    scalingMode: "Auto" as const,
    architecture: "arm64",
    subnetIds: [],
    securityGroupIds: [],
    operatorRoleArn: "arn:aws:iam::000000000000:role/operator",
    modifiedAt: 0,
  };
  const managed = {
    capacityProviderName: provider.name,
    vCpus,
    maxConcurrency,
    memoryGibPerVCpu: 2,
    initialScalingConfig: { min: 0, max: 0 },
  };
  const created = new ManagedFunction({
    spec: { ...spec(name, timeoutSeconds), managed },
    placement: new Placement(provider),
    launchSeconds,
    quietSeconds: 60,
    clock: CLOCK,
    report: () => {},
    create: () => new InProcessEnvironment(handler),
  });
  created.start();
  return created;
}

/** On ordinary Lambda. @param concurrency invocations at once */
export const ordinaryFunction = (name: string, timeoutSeconds: number, concurrency: number, handler: Handler) =>
  new OnDemandFunction({
    spec: spec(name, timeoutSeconds),
    clock: CLOCK,
    report: () => {},
    create: () => new InProcessEnvironment(handler),
    concurrency: new Concurrency(concurrency, "ReservedFunctionConcurrentInvocationLimitExceeded"),
    mostEnvironments: concurrency,
  });

/** Calls of the control plane by operation, and how many there were in each second. */
export interface ControlPlaneUse {
  readonly byOperation: Map<string, number>;
  readonly bySecond: Map<number, number>;
}

/** The SDK's client as far as the scaler uses it. */
export function controlPlane(target: ManagedFunction): { client: LambdaClient; use: ControlPlaneUse } {
  const use: ControlPlaneUse = { byOperation: new Map(), bySecond: new Map() };
  const shape = (config: { min?: number; max?: number } | undefined) =>
    config && { MinExecutionEnvironments: config.min, MaxExecutionEnvironments: config.max };

  async function send(command: object): Promise<object> {
    const operation = command.constructor.name.replace(/Command$/, "");
    const second = Math.floor(Date.now() / 1000);
    use.byOperation.set(operation, (use.byOperation.get(operation) ?? 0) + 1);
    use.bySecond.set(second, (use.bySecond.get(second) ?? 0) + 1);
    if (command instanceof GetFunctionCommand) return { Configuration: { State: target.state } };
    if (command instanceof GetFunctionScalingConfigCommand) {
      const { requested, applied } = target.scaling();
      return { AppliedFunctionScalingConfig: shape(applied), RequestedFunctionScalingConfig: shape(requested) };
    }
    if (command instanceof PutFunctionScalingConfigCommand) {
      const { MinExecutionEnvironments: min = 3, MaxExecutionEnvironments: max = min } =
        command.input.FunctionScalingConfig ?? {};
      return { FunctionState: target.putScaling({ min, max }) };
    }
    throw new Error(`${operation}: not simulated`);
  }

  return { client: { send } as unknown as LambdaClient, use };
}
