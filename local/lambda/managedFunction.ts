// A function of Lambda Managed Instances: its states, its scaling config as requested and as applied, and where invocations go.
// Level-triggered: whatever happens ends in `#reconcile`, which compares what there is with what is asked for.
import { Backoff } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { EnvironmentPool } from "./environmentPool.ts";
import { conflict, notReady, throttled } from "./errors.ts";
import type { FunctionState, Report } from "./events.ts";
import type { Environment, InitError } from "./executionEnvironment.ts";
import type { FunctionSpec, ManagedSpec } from "./functionSpec.ts";
import { Launches } from "./launches.ts";
import { Lifecycle, type StateReason } from "./lifecycle.ts";
import type { Placement } from "./placement.ts";
import { QuietWatch } from "./quietWatch.ts";
import type { RunningEnvironments } from "./runningEnvironments.ts";
import {
  appliedConfig,
  canShrink,
  decideScaling,
  defaultScalingConfig,
  isSettled,
  isZero,
  type PoolView,
  type ScalingConfig,
} from "./scaling.ts";
import { ThrottleReport } from "./throttleReport.ts";
import { type Answer, type Asked, invokeInTime } from "./timedInvocation.ts";

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
  readonly environments: RunningEnvironments;
  readonly renew: () => Promise<InitError | undefined>;
  readonly #settings: ManagedFunctionSettings;
  readonly #pool: EnvironmentPool;
  readonly #lifecycle: Lifecycle;
  readonly #launches: Launches;
  readonly #throttles: ThrottleReport;
  readonly #backoff: Backoff;
  readonly #quiet: QuietWatch;
  #requested: ScalingConfig | undefined;
  #applied: Partial<ScalingConfig> = {};
  #target: ScalingConfig;
  #stopped = false;

  constructor(settings: ManagedFunctionSettings) {
    const { spec, placement, clock, report, launchSeconds, quietSeconds, create } = settings;
    this.#settings = settings;
    this.spec = spec;
    this.qualifiedArn = `${spec.arn}:$LATEST.PUBLISHED`;
    this.#target = spec.managed.initialScalingConfig ?? defaultScalingConfig(this.mostThatFit);
    this.#lifecycle = new Lifecycle(spec.name, report);
    this.#backoff = new Backoff(clock);
    this.#throttles = new ThrottleReport(spec.name, clock, report);
    this.#quiet = new QuietWatch(clock, quietSeconds, () => {
      this.#pool.leave(1);
      this.#reconcile();
    });
    const launching = { functionName: spec.name, vCpusPerEnvironment: spec.managed.vCpus, placement, report };
    this.#pool = new EnvironmentPool({
      ...launching,
      slotsPerEnvironment: spec.managed.maxConcurrency,
      launchSeconds,
      drainSeconds: spec.timeoutSeconds,
      clock,
      create,
      launched: (failure) => this.#launched(failure),
    });
    this.environments = this.#pool.environments;
    this.renew = () => this.#pool.renew();
    this.#launches = new Launches({ ...launching, pool: this.#pool });
    placement.onRelease(() => this.#reconcile());
  }

  get state(): FunctionState {
    return this.#lifecycle.state;
  }

  /** Why the publish failed, or why no environment comes although one is wanted. */
  get stateReason(): StateReason | undefined {
    const { failure } = this.#lifecycle;
    if (failure !== undefined || this.#stopped || isZero(this.#target)) return failure;
    return decideScaling(this.#view(), this.#target).launch > 0 ? this.#launches.obstacle : undefined;
  }

  /** Resolves when the first publish has ended, well or not. */
  get published(): Promise<void> {
    return this.#lifecycle.published;
  }

  /** How many environments of this function the whole capacity provider carries. */
  get mostThatFit(): number {
    return this.#settings.placement.mostThatFit(this.spec.managed.vCpus);
  }

  /** Publishes the function with the scaling config that it has: at first the initial one. */
  start(): void {
    this.#lifecycle.publish();
    this.#requested = this.#target;
    this.#applied = {};
    if (isZero(this.#target)) this.#lifecycle.publishEnded();
    this.#reconcile();
  }

  /** Lets the publish fail; what runs ends its work. */
  failPublish(reason: StateReason): void {
    this.#lifecycle.publishFailed(reason);
    this.#pool.leave(this.#pool.size);
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
    if (this.#lifecycle.publishing || this.state === "Failed") throw conflict(this.state);
    this.#settings.report({
      kind: "scaling-requested",
      function: this.spec.name,
      from: this.#requested ?? this.#applied,
      to: config,
    });
    this.#target = config;
    this.#requested = config;
    this.#launches.tryAnew();
    this.#reconcile();
    return this.state;
  }

  /**
   * Runs one invocation in the environment with the most free slots.
   *
   * @throws LambdaServiceError ResourceNotReadyException, or TooManyRequestsException when no slot is free
   */
  async invoke(asked: Asked): Promise<Answer> {
    const { clock, report } = this.#settings;
    const { name, timeoutSeconds } = this.spec;
    const accepts = this.state === "Active" || (this.state === "Pending" && this.#pool.view(false).ready > 0);
    if (!accepts || this.#stopped) throw notReady(name, this.state);
    const environment = this.#pool.pick();
    if (environment === undefined) {
      this.#throttles.count();
      this.#reconcile();
      throw throttled(name);
    }
    const told = { function: name, requestId: asked.requestId };
    const answer = invokeInTime(environment, { ...asked, functionArn: this.qualifiedArn, timeoutSeconds }, clock, {
      timedOut: () => {
        report({ kind: "timed-out", ...told, timeoutSeconds });
        this.#pool.examine(environment);
      },
      released: (seconds) => {
        if (seconds !== undefined) report({ kind: "released-late", ...told, seconds });
        this.#pool.sweep();
        this.#reconcile();
      },
    });
    this.#reconcile();
    return answer;
  }

  /** Ends every process without waiting for invocations. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#backoff.stop();
    this.#quiet.stop();
    await this.#pool.stopAll();
    this.#lifecycle.publishEnded();
  }

  #launched(failure: InitError | undefined): void {
    if (failure === undefined) {
      this.#backoff.succeeded();
      this.#throttles.forget();
      this.#reconcile();
    } else if (this.#lifecycle.publishing) {
      this.failPublish({ code: `FunctionError.${failure.code}`, message: failure.payload });
    } else {
      this.#backoff.failed(() => this.#reconcile());
    }
  }

  #reconcile(): void {
    if (this.#stopped || this.state === "Failed") return;
    if (isZero(this.#target)) this.#deactivate();
    else this.#converge(this.#target);
  }

  #deactivate(): void {
    this.#quiet.stop();
    if (this.#pool.size > 0) {
      this.#lifecycle.enter("Deactivating");
      this.#pool.leave(this.#pool.size);
    }
    if (this.#pool.size > 0) return;
    this.#throttles.forget();
    this.#applied = { ...this.#target };
    this.#lifecycle.enter("Deactivated");
    this.#settle();
  }

  #converge(target: ScalingConfig): void {
    if (this.state === "Deactivating" || this.state === "Deactivated") {
      this.#lifecycle.enter("Pending");
      this.#pool.stay(target.max);
    }
    const decision = decideScaling(this.#view(), target);
    this.#pool.leave(decision.leave);
    const obstacle = this.#backoff.active ? undefined : this.#launches.begin(decision.launch);
    if (obstacle !== undefined && this.#lifecycle.publishing) {
      this.failPublish(obstacle);
      return;
    }
    const view = this.#view();
    if (view.launching + view.ready >= target.max) this.#throttles.forget();
    if (this.#requested !== undefined) this.#applied = appliedConfig(view, target);
    if (this.state === "Pending" && view.ready >= target.min) this.#lifecycle.enter("Active");
    if (isSettled(view, target)) this.#settle();
    this.#quiet.see(canShrink(view, target));
  }

  /** What was turned away counts as saturation until an environment has come up, or for the quiet period. */
  #view(): PoolView {
    return this.#pool.view(this.#throttles.within(this.#settings.quietSeconds));
  }

  #settle(): void {
    if (this.state === "Active") this.#lifecycle.publishEnded();
    if (this.#requested === undefined) return;
    this.#settings.report({ kind: "scaling-settled", function: this.spec.name, config: this.#requested });
    this.#requested = undefined;
  }
}
