// A function of Lambda Managed Instances: its states, its scaling config as requested and as applied, and where invocations go.
// Level-triggered: whatever happens ends in `#reconcile`, which compares what there is with what is asked for.

import { Backoff } from "./backoff.ts";
import type { Cancel, Clock } from "./clock.ts";
import { EnvironmentPool } from "./environmentPool.ts";
import { LambdaServiceError, notReady, throttled } from "./errors.ts";
import type { FunctionState, Report } from "./events.ts";
import type { Environment, InitError } from "./executionEnvironment.ts";
import type { FunctionSpec, ManagedSpec } from "./functionSpec.ts";
import type { Placement } from "./placement.ts";
import type { ScalingConfig } from "./scaling.ts";
import { appliedConfig, canShrink, decideScaling, defaultScalingConfig, isSettled, isZero } from "./scaling.ts";
import { ThrottleReport } from "./throttleReport.ts";
import { type Answer, invokeInTime } from "./timedInvocation.ts";

export interface ManagedFunctionSettings {
  spec: FunctionSpec & { managed: ManagedSpec };
  placement: Placement;
  /** From a launch decision to the start of the process: what AWS needs for an instance. */
  launchSeconds: number;
  /** Without saturation for so long, one environment above the minimum goes. */
  quietSeconds: number;
  clock: Clock;
  report: Report;
  create(): Environment;
}

export class ManagedFunction {
  readonly spec: FunctionSpec & { managed: ManagedSpec };
  readonly qualifiedArn: string;
  readonly #settings: ManagedFunctionSettings;
  readonly #pool: EnvironmentPool;
  readonly #published = Promise.withResolvers<void>();
  readonly #throttles: ThrottleReport;
  readonly #backoff: Backoff;
  #state: FunctionState = "Pending";
  #stateReason: { code: string; message: string } | undefined;
  #publishing = true;
  #requested: ScalingConfig | undefined;
  #applied: Partial<ScalingConfig> = {};
  #target: ScalingConfig;
  #throttled = false;
  #blocked = false;
  #cancelQuiet: Cancel | undefined;
  #stopped = false;

  constructor(settings: ManagedFunctionSettings) {
    const { spec, placement, clock, report, launchSeconds, create } = settings;
    this.#settings = settings;
    this.spec = spec;
    this.qualifiedArn = `${spec.arn}:$LATEST.PUBLISHED`;
    this.#target = spec.managed.initialScalingConfig ?? defaultScalingConfig(this.mostThatFit);
    this.#backoff = new Backoff(clock);
    this.#throttles = new ThrottleReport(spec.name, clock, report);
    this.#pool = new EnvironmentPool({
      functionName: spec.name,
      slotsPerEnvironment: spec.managed.maxConcurrency,
      vCpusPerEnvironment: spec.managed.vCpus,
      launchSeconds,
      drainSeconds: spec.timeoutSeconds,
      clock,
      placement,
      report,
      create,
      launched: (failure) => this.#launched(failure),
    });
    placement.onRelease(() => this.#reconcile());
  }

  get state(): FunctionState {
    return this.#state;
  }

  get stateReason(): { code: string; message: string } | undefined {
    return this.#stateReason;
  }

  /** Resolves when the first publish has ended, well or not. */
  get published(): Promise<void> {
    return this.#published.promise;
  }

  /** How many environments of this function the whole capacity provider carries. */
  get mostThatFit(): number {
    return this.#settings.placement.mostThatFit(this.spec.managed.vCpus);
  }

  /** Publishes the function with its initial scaling config. */
  start(): void {
    this.#requested = this.#target;
    if (isZero(this.#target)) this.#publishEnded();
    this.#reconcile();
  }

  /** What GetFunctionScalingConfig shows; `requested` is absent once the config is settled. */
  scaling(): { requested?: ScalingConfig; applied: Partial<ScalingConfig> } {
    return { applied: this.#applied, ...(this.#requested === undefined ? {} : { requested: this.#requested }) };
  }

  /**
   * Asks for another scaling config.
   *
   * @throws LambdaServiceError ResourceConflictException during the first publish, and after it failed
   */
  putScaling(config: ScalingConfig): FunctionState {
    if (this.#publishing || this.#state === "Failed")
      throw new LambdaServiceError(
        "ResourceConflictException",
        `The operation cannot be performed at this time. The function is currently in the following state: ${this.#state}`,
      );
    this.#settings.report({
      kind: "scaling-requested",
      function: this.spec.name,
      from: this.#requested ?? this.#applied,
      to: config,
    });
    this.#target = config;
    this.#requested = config;
    this.#blocked = false;
    this.#reconcile();
    return this.#state;
  }

  /**
   * Runs one invocation in the environment with the most free slots.
   *
   * @throws LambdaServiceError ResourceNotReadyException, or TooManyRequestsException when no slot is free
   */
  async invoke(payload: string, requestId: string): Promise<Answer> {
    const { clock, report } = this.#settings;
    const { name, timeoutSeconds } = this.spec;
    const accepts = this.#state === "Active" || (this.#state === "Pending" && this.#pool.view(false).ready > 0);
    if (!accepts || this.#stopped) throw notReady(name, this.#state);
    const environment = this.#pool.pick();
    if (environment === undefined) {
      this.#throttled = true;
      this.#throttles.count();
      this.#reconcile();
      throw throttled(name);
    }
    const invocation = { requestId, payload, functionArn: this.qualifiedArn, timeoutSeconds };
    const answer = invokeInTime(environment, invocation, clock, {
      timedOut: () => report({ kind: "timed-out", function: name, requestId, timeoutSeconds }),
      released: () => {
        this.#pool.sweep();
        this.#reconcile();
      },
    });
    this.#reconcile();
    return answer;
  }

  processes(): { pid: number; inFlight: number }[] {
    return this.#pool.processes();
  }

  /** Ends every process without waiting for invocations. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#backoff.stop();
    this.#cancelQuiet?.();
    await this.#pool.stopAll();
    this.#publishEnded();
  }

  #launched(failure: InitError | undefined): void {
    if (failure === undefined) {
      this.#backoff.succeeded();
      this.#throttled = false;
      this.#reconcile();
    } else if (this.#publishing) {
      this.#publishFailed(`FunctionError.${failure.code}`, failure.payload);
    } else {
      this.#backoff.failed(() => this.#reconcile());
    }
  }

  #reconcile(): void {
    if (this.#stopped || this.#state === "Failed") return;
    if (isZero(this.#target)) this.#deactivate();
    else this.#converge(this.#target);
  }

  #deactivate(): void {
    this.#cancelQuiet?.();
    this.#cancelQuiet = undefined;
    if (this.#pool.size > 0) {
      this.#enter("Deactivating");
      this.#pool.leave(this.#pool.size);
    }
    if (this.#pool.size > 0) return;
    this.#throttled = false;
    this.#applied = { ...this.#target };
    this.#enter("Deactivated");
    this.#settle();
  }

  #converge(target: ScalingConfig): void {
    if (this.#state === "Deactivating" || this.#state === "Deactivated") {
      this.#enter("Pending");
      this.#pool.stay(target.max);
    }
    const decision = decideScaling(this.#pool.view(this.#throttled), target);
    this.#pool.leave(decision.leave);
    if (!this.#backoff.active && !this.#launch(decision.launch)) return;

    const view = this.#pool.view(this.#throttled);
    if (view.launching + view.ready >= target.max) this.#throttled = false;
    if (this.#requested !== undefined) this.#applied = appliedConfig(view, target);
    if (this.#state === "Pending" && view.ready >= target.min) this.#enter("Active");
    if (isSettled(view, target)) this.#settle();
    this.#watchQuiet(canShrink(view, target));
  }

  /** Launches as many as there is room for; false when that ended the publish. */
  #launch(count: number): boolean {
    for (let launched = 0; launched < count; launched++) {
      if (this.#pool.launch()) {
        this.#blocked = false;
        continue;
      }
      const { placement, report } = this.#settings;
      const { name: capacityProvider, maxVCpus } = placement.spec;
      const { vCpus } = this.spec.managed;
      if (!this.#blocked)
        report({ kind: "launch-blocked", function: this.spec.name, capacityProvider, vCpus, maxVCpus });
      this.#blocked = true;
      if (!this.#publishing) return true;
      this.#publishFailed(
        "CapacityProviderScalingLimitExceeded",
        `capacity provider ${capacityProvider}: ${maxVCpus} vCPUs have no room for one more environment of ${vCpus}`,
      );
      return false;
    }
    return true;
  }

  /** One environment goes each time that the quiet period has passed. */
  #watchQuiet(quiet: boolean): void {
    if (!quiet) {
      this.#cancelQuiet?.();
      this.#cancelQuiet = undefined;
    } else if (this.#cancelQuiet === undefined) {
      this.#cancelQuiet = this.#settings.clock.after(this.#settings.quietSeconds * 1_000, () => {
        this.#cancelQuiet = undefined;
        this.#pool.leave(1);
        this.#reconcile();
      });
    }
  }

  #settle(): void {
    if (this.#state === "Active") this.#publishEnded();
    if (this.#requested === undefined) return;
    this.#settings.report({ kind: "scaling-settled", function: this.spec.name, config: this.#requested });
    this.#requested = undefined;
  }

  #publishFailed(code: string, message: string): void {
    this.#stateReason = { code, message };
    this.#enter("Failed", `${code}: ${message}`);
    this.#pool.leave(this.#pool.size);
    this.#publishEnded();
  }

  #publishEnded(): void {
    this.#publishing = false;
    this.#published.resolve();
  }

  #enter(to: FunctionState, reason?: string): void {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.#settings.report({
      kind: "state-changed",
      function: this.spec.name,
      from,
      to,
      ...(reason === undefined ? {} : { reason }),
    });
  }
}
