// AWS Lambda on one machine: functions of Lambda Managed Instances and ordinary ones, run by AWS's own runtime client in local
// processes, behind the calls of the Lambda API that the project uses.

import { randomUUID } from "node:crypto";
import type { AwsService } from "../aws/call.ts";
import { Disk } from "../disk.ts";
import type { Credentials } from "../iam/sessions.ts";
import { keptAt } from "../logs/levels.ts";
import { LogWriter } from "../logs/logWriter.ts";
import { handedOn } from "../trace.ts";
import { AsyncInvocations, type EventBounds, type Loss } from "./asyncInvocations.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Concurrency, shareConcurrency } from "./concurrency.ts";
import { ControlPlane, type InvokeResult } from "./controlPlane.ts";
import { environmentVariables, executedVersion } from "./environmentVariables.ts";
import type { FunctionState, LambdaEvent } from "./events.ts";
import { type Environment, ExecutionEnvironment, RUNTIME_FOLDER } from "./executionEnvironment.ts";
import type { CapacityProviderSpec, FunctionSpec } from "./functionSpec.ts";
import { Interventions } from "./interventions.ts";
import { ManagedFunction } from "./managedFunction.ts";
import { type Measured, measured } from "./measured.ts";
import { type NewCode, type Published, publishCode } from "./newCode.ts";
import { OnDemandFunction } from "./onDemandFunction.ts";
import { Placement } from "./placement.ts";
import { type LocalFunction, Registry } from "./registry.ts";
import type { ScalingConfig } from "./scaling.ts";
import { type ShownFunction, type ShownProvider, shownFunctions, shownProviders } from "./shown.ts";

export type { InvokeResult } from "./controlPlane.ts";
export { LambdaServiceError } from "./errors.ts";
export type { FunctionState, LambdaEvent } from "./events.ts";
export type { CapacityProviderSpec, FunctionSpec, ManagedSpec } from "./functionSpec.ts";
export { isScalingConfig, type ScalingConfig } from "./scaling.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html */
const MANAGED_INIT_SECONDS = { least: 130, most: 900 };
/** AWS gives 10 s, and the function's timeout for a second try; this is that second try's part, and room for a slow machine. */
const ON_DEMAND_INIT_SECONDS = 30;

const ANYBODY: Credentials = { accessKeyId: "local", secretAccessKey: "local", sessionToken: "local" };

export interface LambdaOptions {
  /** From a launch decision to the start of an environment's process. */
  launchSeconds: number;
  /** Worker threads of a managed function's environment (AWS_LAMBDA_NODEJS_WORKER_COUNT). */
  workersPerEnvironment: number;
  region: string;
  accountId: string;
  /** What a function's processes call AWS with. @default nobody's in particular */
  credentials?: (spec: FunctionSpec) => Credentials;
  /** Variables for every function, for example AWS_ENDPOINT_URL. */
  extraEnvironment: Record<string, string>;
  report(event: LambdaEvent): void;
  /** Quiet time before one environment above the minimum goes. @default 60 */
  quietSeconds?: number;
  /** Waits before the second and third attempt of a failed asynchronous invocation. @default [60, 120], as on AWS */
  retrySeconds?: readonly number[];
  /** Of a function's events. @default as on AWS */
  eventBounds?(functionName: string): EventBounds | undefined;
  /** Where programs are found that a handler spawns. @default PATH of this process */
  searchPath?: string;
  /** @default the machine's time */
  clock?: Clock;
  /** Told of each invocation that has ended, or was throttled. @default nothing */
  measured?(measured: Measured): void;
  /** Told of an event that is given up. @default nothing */
  lost?(event: { readonly name: string; readonly arn: string; readonly payload: string }, loss: Loss): void;
  /** Told of each line that a function has logged. @param at milliseconds since the epoch @default nothing */
  logged?(logGroup: string, message: string, at: number): void;
  /** Where logs are written. @default never full */
  disk?: Disk;
  /** Told of what goes wrong where nobody waits: a log that cannot be written. @default console.error */
  onError?: (error: unknown) => void;
}

/** What a function looks like now. */
export interface Observation {
  state: FunctionState;
  /** Absent when settled, and for ordinary functions. */
  requested?: ScalingConfig;
  applied?: Partial<ScalingConfig>;
  environments: { pid: number; inFlight: number }[];
}

export class LocalLambda {
  /** For faults on demand. */
  readonly interventions: Interventions;
  readonly #options: LambdaOptions;
  readonly #clock: Clock;
  readonly #registry: Registry;
  readonly #controlPlane: ControlPlane;
  readonly #async: AsyncInvocations;

  /** @throws Error when a function names a capacity provider that is not given */
  constructor(functions: FunctionSpec[], providers: CapacityProviderSpec[], options: LambdaOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const placements = new Map(providers.map((spec) => [spec.name, new Placement(spec)]));
    const concurrencyOf = shareConcurrency(functions);
    const built = new Map(functions.map((spec) => [spec.name, this.#build(spec, placements, concurrencyOf)]));
    this.#registry = new Registry(built, placements, options);
    this.interventions = new Interventions(this.#registry);
    this.#controlPlane = new ControlPlane(this.#registry, this);
    const { report, retrySeconds, eventBounds } = options;
    this.#async = new AsyncInvocations({
      clock: this.#clock,
      report,
      ...(retrySeconds && { retrySeconds }),
      ...(eventBounds && { settings: eventBounds }),
    });
  }

  /** Publishes every function. */
  start(): void {
    for (const target of this.#registry.functions.values()) target.start();
  }

  /** Resolves when every function's first publish has ended: Active, Failed, or Deactivated for an initial 0/0. */
  async ready(): Promise<void> {
    await Promise.all([...this.#registry.functions.values()].map((target) => target.published));
  }

  /**
   * Invokes a function by name, partial ARN or ARN. `Event` resolves when the invocation is accepted.
   * @param trace the X-Amzn-Trace-Id header that the caller hands on; none begins one
   * @throws LambdaServiceError 404 for an unknown function, 429 when busy, 502 when not ready
   */
  async invoke(
    nameOrArn: string,
    payload: string,
    kind: "RequestResponse" | "Event",
    trace?: string,
  ): Promise<InvokeResult> {
    const target = this.#registry.findInvocable(nameOrArn);
    const accepted = { requestId: randomUUID(), executedVersion: executedVersion(target.spec) };
    const { requestId } = accepted;
    const { name, arn, isTraced } = target.spec;
    const asked = { payload, requestId, traceHeader: handedOn(trace, isTraced) };
    const answered = async () => this.interventions.answer(name, requestId) ?? (await target.invoke(asked));
    const run = () => measured(name, answered, { clock: this.#clock, tell: this.#options.measured });
    if (kind === "RequestResponse") return { ...accepted, ...(await run()) };
    this.#async.accept(name, requestId, run, (loss) => this.#options.lost?.({ name, arn, payload }, loss));
    return { ...accepted, payload: "" };
  }

  /** The operations of the Lambda API, for the door. */
  get operations(): AwsService {
    return this.#controlPlane.operations;
  }

  /** @throws LambdaServiceError 404 for an unknown function */
  observe(nameOrArn: string): Observation {
    const { target } = this.#registry.find(nameOrArn);
    const scaling = "scaling" in target ? target.scaling() : {};
    return { state: target.state, ...scaling, environments: target.environments.processes() };
  }

  /** Publishes new code of every function whose code has this SHA-256 (base64). */
  publish(before: string, code: NewCode): Promise<Published[]> {
    const targets = [...this.#registry.functions.values()].filter(({ spec }) => spec.details.code.sha256 === before);
    return Promise.all(targets.map((target) => publishCode(target, code)));
  }

  /** Everything as it is now. */
  shown(): { functions: ShownFunction[]; providers: ShownProvider[] } {
    return { functions: shownFunctions(this.#registry), providers: shownProviders(this.#registry) };
  }

  /** Ends every process; what runs is cut off. Resolves when all are gone. */
  async stop(): Promise<void> {
    this.#async.stop();
    await Promise.all([...this.#registry.functions.values()].map((target) => target.stop()));
  }

  #build(
    spec: FunctionSpec,
    placements: ReadonlyMap<string, Placement>,
    concurrencyOf: (spec: FunctionSpec) => Concurrency,
  ): LocalFunction {
    const { launchSeconds, quietSeconds = 60, report } = this.#options;
    // What is published later has other code.
    const current = () => this.#registry.functions.get(spec.name)?.spec ?? spec;
    const shared = { clock: this.#clock, report, create: () => this.#createEnvironment(current()) };
    const { managed } = spec;
    if (managed === undefined) return new OnDemandFunction({ ...shared, spec, concurrency: concurrencyOf(spec) });
    const placement = placements.get(managed.capacityProviderName);
    if (placement === undefined)
      throw new Error(
        `function "${spec.name}": capacity provider must be one of ${[...placements.keys()].join(", ") || "none"}, got "${managed.capacityProviderName}"`,
      );
    return new ManagedFunction({ ...shared, spec: { ...spec, managed }, placement, launchSeconds, quietSeconds });
  }

  #createEnvironment(spec: FunctionSpec): Environment {
    const { region, extraEnvironment, workersPerEnvironment, searchPath, credentials = () => ANYBODY } = this.#options;
    const { disk = new Disk(), onError = console.error } = this.#options;
    const version = executedVersion(spec);
    const date = new Date(this.#clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${date}/[${version}]${randomUUID().replaceAll("-", "")}`;
    const { least, most } = MANAGED_INIT_SECONDS;
    return new ExecutionEnvironment({
      runtime: spec.runtime,
      handler: spec.handler,
      codeFolder: spec.codeFolder,
      log: new LogWriter({
        file: spec.logFile,
        stream: logStream,
        now: () => this.#clock.now(),
        beforeWrite: disk.beforeWrite,
        keeps: keptAt(spec.logLevels.application),
        onLine: (message, at) => this.#options.logged?.(spec.logGroup, message, at),
        onError,
      }),
      clock: this.#clock,
      clockSkew: () => this.interventions.clockSkew(spec.name),
      initSeconds:
        spec.managed === undefined
          ? Math.max(ON_DEMAND_INIT_SECONDS, spec.timeoutSeconds)
          : Math.min(most, Math.max(least, spec.timeoutSeconds)),
      variables: (runtimeApi) =>
        environmentVariables(spec, {
          region,
          credentials: credentials(spec),
          runtimeApi,
          logStream,
          runtimeFolder: RUNTIME_FOLDER,
          searchPath: searchPath ?? process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
          workers: workersPerEnvironment,
          clockSkew: this.interventions.clockSkew(spec.name),
          extra: extraEnvironment,
        }),
    });
  }
}
