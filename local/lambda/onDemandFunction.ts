// An ordinary function: one invocation at a time in each execution environment, environments as traffic needs them. As many run
// at once as on AWS; this machine has fewer processes for them, and those that have none yet wait for one.

import type { Cancel, Clock } from "./clock.ts";
import type { Concurrency } from "./concurrency.ts";
import { notReady, throttled } from "./errors.ts";
import type { FunctionState, Report } from "./events.ts";
import { type Environment, type EnvironmentExit, InitError } from "./executionEnvironment.ts";
import type { FunctionSpec } from "./functionSpec.ts";
import { RunningEnvironments } from "./runningEnvironments.ts";
import { ThrottleReport } from "./throttleReport.ts";
import { type Answer, type Asked, invokeInTime } from "./timedInvocation.ts";

/** As many processes as one function has here. */
const MOST_ENVIRONMENTS = 4;
/** With reserved concurrency one for each invocation at once, up to so many. */
const MOST_RESERVED_ENVIRONMENTS = 16;
/** After the longest synchronous invocation its caller is gone. https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const LONGEST_WAIT_SECONDS = 900;
const IDLE_SECONDS = 300;

export interface OnDemandFunctionSettings {
  spec: FunctionSpec;
  clock: Clock;
  report: Report;
  /** What the function's invocations count against. */
  concurrency: Concurrency;
  create(): Environment;
  /** @default 4, or the reserved concurrency up to 16 */
  mostEnvironments?: number;
}

interface Waiting {
  asked: Asked;
  cancelWait: Cancel;
  answer(answer: Answer | Promise<Answer>): void;
  fail(error: Error): void;
}

interface Member {
  number: number;
  environment: Environment;
  phase: "starting" | "idle" | "busy" | "stopping";
  cancelIdle: Cancel;
  /** Another one with newer code has come: it ends with what it runs. */
  isOld?: true;
}

export class OnDemandFunction {
  readonly spec: FunctionSpec;
  readonly qualifiedArn: string;
  readonly state: FunctionState = "Active";
  readonly stateReason: undefined;
  readonly published = Promise.resolve();
  readonly #settings: OnDemandFunctionSettings;
  readonly #throttles: ThrottleReport;
  readonly #mostEnvironments: number;
  readonly #members = new Set<Member>();
  readonly environments = new RunningEnvironments(this.#members);
  #queue: Waiting[] = [];
  #lastNumber = 0;
  #stopped = false;

  constructor(settings: OnDemandFunctionSettings) {
    this.#settings = settings;
    this.spec = settings.spec;
    this.qualifiedArn = settings.spec.arn;
    this.#throttles = new ThrottleReport(settings.spec.name, settings.clock, settings.report);
    const { reservedConcurrency = MOST_ENVIRONMENTS } = settings.spec;
    this.#mostEnvironments = settings.mostEnvironments ?? Math.min(MOST_RESERVED_ENVIRONMENTS, reservedConcurrency);
  }

  /** Nothing runs before the first invocation. */
  start(): void {}

  /**
   * Runs one invocation, after those that wait already.
   *
   * @throws LambdaServiceError TooManyRequestsException when as many run as may, or no process was free for 900 s
   */
  async invoke(asked: Asked): Promise<Answer> {
    if (this.#stopped) throw notReady(this.spec.name, "Inactive");
    const { concurrency } = this.#settings;
    if (!concurrency.take()) throw this.#throttle();
    try {
      return await new Promise<Answer>((answer, fail) => this.#enqueue({ asked, answer, fail }));
    } finally {
      concurrency.release();
    }
  }

  /** Ends every process without waiting for invocations. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { cancelWait, fail } of this.#queue.splice(0)) {
      cancelWait();
      fail(notReady(this.spec.name, "Inactive"));
    }
    await Promise.all([...this.#members].map((member) => this.#end(member, "gracefully")));
  }

  /** Lets an environment with the newest code start, and the others end with what they run. @returns why it did not start */
  readonly renew = async (): Promise<InitError | undefined> => {
    if (this.#members.size === 0) return undefined;
    const environment = this.#settings.create();
    try {
      await environment.start();
    } catch (error) {
      return error instanceof InitError ? error : new InitError("RuntimeInitError", String(error));
    }
    for (const member of this.#members) {
      member.isOld = true;
      if (member.phase === "idle") void this.#end(member, "gracefully");
    }
    this.#lastNumber += 1;
    const member: Member = { number: this.#lastNumber, environment, phase: "idle", cancelIdle: () => {} };
    this.#members.add(member);
    environment.exited.then((exit) => this.#gone(member, exit));
    this.#rest(member);
    this.#serve();
    return undefined;
  };

  #throttle(): Error {
    this.#throttles.count();
    return throttled(this.spec.name, this.#settings.concurrency.reason);
  }

  #enqueue(invocation: Omit<Waiting, "cancelWait">): void {
    const waiting: Waiting = {
      ...invocation,
      cancelWait: this.#settings.clock.after(LONGEST_WAIT_SECONDS * 1_000, () => {
        this.#queue = this.#queue.filter((one) => one !== waiting);
        waiting.fail(this.#throttle());
      }),
    };
    this.#queue.push(waiting);
    this.#serve();
  }

  #next(): Waiting | undefined {
    const waiting = this.#queue.shift();
    waiting?.cancelWait();
    return waiting;
  }

  #serve(): void {
    for (const member of this.#inPhase("idle")) {
      const waiting = this.#next();
      if (waiting === undefined) return;
      waiting.answer(this.#run(member, waiting));
    }
    const isRoom = () => this.#members.size < this.#mostEnvironments;
    while (this.#inPhase("starting").length < this.#queue.length && isRoom()) void this.#startOne();
  }

  #run(member: Member, { asked }: Waiting): Promise<Answer> {
    const { clock, report } = this.#settings;
    const { name, timeoutSeconds } = this.spec;
    member.phase = "busy";
    member.cancelIdle();
    const { requestId } = asked;
    const invocation = { ...asked, functionArn: this.qualifiedArn, timeoutSeconds };
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
    if (member.isOld) return void this.#end(member, "gracefully");
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
      this.#next()?.answer({ payload, functionError: "Unhandled" });
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
