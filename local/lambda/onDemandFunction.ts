// An ordinary function: one invocation at a time in each execution environment, environments as traffic needs them.

import type { Cancel, Clock } from "./clock.ts";
import { notReady, throttled } from "./errors.ts";
import type { FunctionState, Report } from "./events.ts";
import { type Environment, type EnvironmentExit, InitError } from "./executionEnvironment.ts";
import type { FunctionSpec } from "./functionSpec.ts";
import { ThrottleReport } from "./throttleReport.ts";
import { type Answer, invokeInTime } from "./timedInvocation.ts";

/** As many environments as run at once; invocations beyond them wait. */
const MOST_ENVIRONMENTS = 4;
/** As many invocations as wait; those beyond are throttled. */
const LONGEST_QUEUE = 100;
const IDLE_SECONDS = 300;

export interface OnDemandFunctionSettings {
  spec: FunctionSpec;
  clock: Clock;
  report: Report;
  create(): Environment;
  /** @default 4 */
  mostEnvironments?: number;
  /** @default 100 */
  longestQueue?: number;
}

interface Waiting {
  payload: string;
  requestId: string;
  answer(answer: Answer | Promise<Answer>): void;
  fail(error: Error): void;
}

interface Member {
  number: number;
  environment: Environment;
  phase: "starting" | "idle" | "busy" | "stopping";
  cancelIdle: Cancel;
}

export class OnDemandFunction {
  readonly spec: FunctionSpec;
  readonly qualifiedArn: string;
  readonly state: FunctionState = "Active";
  readonly stateReason: undefined;
  readonly published = Promise.resolve();
  readonly #settings: OnDemandFunctionSettings;
  readonly #throttles: ThrottleReport;
  readonly #members = new Set<Member>();
  #queue: Waiting[] = [];
  #lastNumber = 0;
  #stopped = false;

  constructor(settings: OnDemandFunctionSettings) {
    this.#settings = settings;
    this.spec = settings.spec;
    this.qualifiedArn = settings.spec.arn;
    this.#throttles = new ThrottleReport(settings.spec.name, settings.clock, settings.report);
  }

  /** Nothing runs before the first invocation. */
  start(): void {}

  /**
   * Runs one invocation, after those that wait already.
   *
   * @throws LambdaServiceError TooManyRequestsException when the queue is full
   */
  async invoke(payload: string, requestId: string): Promise<Answer> {
    if (this.#stopped) throw notReady(this.spec.name, "Inactive");
    if (this.#queue.length >= (this.#settings.longestQueue ?? LONGEST_QUEUE)) {
      this.#throttles.count();
      throw throttled(this.spec.name);
    }
    return new Promise((answer, fail) => {
      this.#queue.push({ payload, requestId, answer, fail });
      this.#serve();
    });
  }

  processes(): { pid: number; inFlight: number }[] {
    return [...this.#members].flatMap(({ environment }) =>
      environment.pid === undefined ? [] : [{ pid: environment.pid, inFlight: environment.inFlight }],
    );
  }

  /** Ends every process without waiting for invocations. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { fail } of this.#queue) fail(notReady(this.spec.name, "Inactive"));
    this.#queue = [];
    await Promise.all([...this.#members].map((member) => this.#end(member, "gracefully")));
  }

  #serve(): void {
    for (const member of this.#inPhase("idle")) {
      const waiting = this.#queue.shift();
      if (waiting === undefined) return;
      waiting.answer(this.#run(member, waiting));
    }
    const most = this.#settings.mostEnvironments ?? MOST_ENVIRONMENTS;
    while (this.#inPhase("starting").length < this.#queue.length && this.#members.size < most) void this.#startOne();
  }

  #run(member: Member, { payload, requestId }: Waiting): Promise<Answer> {
    const { clock, report } = this.#settings;
    const { name, timeoutSeconds } = this.spec;
    member.phase = "busy";
    member.cancelIdle();
    const invocation = { requestId, payload, functionArn: this.qualifiedArn, timeoutSeconds };
    return invokeInTime(member.environment, invocation, clock, {
      timedOut: () => {
        report({ kind: "timed-out", function: name, requestId, timeoutSeconds });
        // As on AWS, the code does not survive its timeout here.
        void this.#end(member, "now");
      },
      released: () => {
        if (member.phase === "busy") this.#rest(member);
        this.#serve();
      },
    });
  }

  #rest(member: Member): void {
    member.phase = "idle";
    member.cancelIdle = this.#settings.clock.after(IDLE_SECONDS * 1_000, () => void this.#end(member, "gracefully"));
  }

  async #startOne(): Promise<void> {
    const { clock, report, create } = this.#settings;
    const environment = create();
    this.#lastNumber += 1;
    const member: Member = { number: this.#lastNumber, environment, phase: "starting", cancelIdle: () => {} };
    this.#members.add(member);
    const subject = { function: this.spec.name, environment: member.number };
    report({ kind: "environment-launching", ...subject });
    environment.exited.then((exit) => this.#gone(member, exit));
    const began = clock.now();
    try {
      await environment.start();
    } catch (error) {
      this.#members.delete(member);
      if (member.phase === "stopping") return;
      const payload = error instanceof InitError ? error.payload : JSON.stringify({ errorMessage: String(error) });
      report({ kind: "environment-failed", ...subject, reason: payload });
      // The one that waits longest gets the failure for its answer; the others cause a new start each.
      this.#queue.shift()?.answer({ payload, functionError: "Unhandled" });
      this.#serve();
      return;
    }
    if (member.phase !== "starting") return;
    const pid = environment.pid ?? 0;
    report({ kind: "environment-ready", ...subject, pid, initMilliseconds: clock.now() - began });
    this.#rest(member);
    this.#serve();
  }

  #gone(member: Member, exit: EnvironmentExit): void {
    if (member.phase === "starting") return;
    this.#members.delete(member);
    member.cancelIdle();
    const gone = { function: this.spec.name, environment: member.number, pid: member.environment.pid ?? 0 };
    if (member.phase === "stopping") this.#settings.report({ kind: "environment-stopped", ...gone });
    else this.#settings.report({ kind: "environment-lost", ...gone, inFlight: exit.unanswered, reason: exit.reason });
    member.phase = "stopping";
    this.#serve();
  }

  async #end(member: Member, how: "gracefully" | "now"): Promise<void> {
    member.phase = "stopping";
    member.cancelIdle();
    await member.environment.stop(how);
  }

  #inPhase(phase: Member["phase"]): Member[] {
    return [...this.#members].filter((member) => member.phase === phase);
  }
}
