// The execution environments of one managed function: launching them within the capacity provider's cap, choosing one for an
// invocation, and letting them go when their work is done. When to do so is the function's decision.

import type { Cancel, Clock } from "./clock.ts";
import { endWhenIdle } from "./endWhenIdle.ts";
import type { Report } from "./events.ts";
import { type Environment, type EnvironmentExit, InitError } from "./executionEnvironment.ts";
import type { Placement } from "./placement.ts";
import { RunningEnvironments } from "./runningEnvironments.ts";
import type { PoolView } from "./scaling.ts";

/** An environment that is asked for a sign of life, and gives none for so long, is dead. */
const SILENCE_SECONDS = 10;

interface Member {
  number: number;
  /** `draining` takes no new invocations and leaves when the running ones are done. */
  phase: "launching" | "ready" | "draining" | "stopping";
  environment?: Environment;
  /** It was asked for a sign of life, and has not given one yet. */
  isSuspect: boolean;
  /** Of the wait that the phase is in: the launch delay, or the bound of draining. */
  cancelWait: Cancel;
}

export interface PoolSettings {
  functionName: string;
  slotsPerEnvironment: number;
  vCpusPerEnvironment: number;
  launchSeconds: number;
  /** Longest wait for running invocations before a leaving environment is stopped anyway. */
  drainSeconds: number;
  clock: Clock;
  placement: Placement;
  report: Report;
  create(): Environment;
  /** An environment came up, or failed to. (That one is gone shows as vCPUs that the placement releases.) */
  launched(failure?: InitError): void;
}

export class EnvironmentPool {
  readonly #settings: PoolSettings;
  readonly #members = new Set<Member>();
  readonly environments = new RunningEnvironments(this.#members);
  /** Those whose places others have taken; they end what they run. */
  readonly #replaced = new Set<Environment>();
  #lastNumber = 0;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
  }

  /** Everything that exists, whatever its phase. */
  get size(): number {
    return this.#members.size;
  }

  /** `throttled` is the function's to know. */
  view(throttled: boolean): PoolView {
    const ready = this.#inPhase("ready");
    const launching = this.#inPhase("launching").length;
    return {
      launching,
      ready: ready.length,
      leaving: this.#members.size - launching - ready.length,
      slotsPerEnvironment: this.#settings.slotsPerEnvironment,
      slotsTaken: ready.reduce((sum, member) => sum + inFlight(member), 0),
      throttled,
    };
  }

  /** The ready environment with the most free slots, if any has one; none that may be dead. */
  pick(): Environment | undefined {
    const sound = this.#inPhase("ready").filter(({ isSuspect }) => !isSuspect);
    const [idlest] = sound.sort((a, b) => inFlight(a) - inFlight(b));
    if (idlest === undefined || inFlight(idlest) >= this.#settings.slotsPerEnvironment) return undefined;
    return idlest.environment;
  }

  /** Begins the launch of one environment; false when the capacity provider has no room. */
  launch(): boolean {
    const { placement, vCpusPerEnvironment, launchSeconds, clock, report, functionName } = this.#settings;
    if (!placement.take(vCpusPerEnvironment)) return false;
    this.#lastNumber += 1;
    const member: Member = { number: this.#lastNumber, phase: "launching", isSuspect: false, cancelWait: () => {} };
    this.#members.add(member);
    report({ kind: "environment-launching", function: functionName, environment: member.number });
    member.cancelWait = clock.after(launchSeconds * 1_000, () => void this.#start(member));
    return true;
  }

  /** Asks an environment for a sign of life, and kills it when there is none: one that never answers holds its slots for ever. */
  examine(environment: Environment): void {
    const member = [...this.#members].find((one) => one.environment === environment);
    if (member === undefined || member.isSuspect || member.phase === "stopping") return;
    member.isSuspect = true;
    const cancel = this.#settings.clock.after(SILENCE_SECONDS * 1_000, () =>
      environment.signal("SIGKILL", `no sign of life for ${SILENCE_SECONDS} s after an invocation timed out`),
    );
    const isOver = () => {
      member.isSuspect = false;
      cancel();
    };
    void Promise.race([environment.signOfLife(), environment.exited]).then(isOver);
  }

  /** Lets environments go: those that are not up yet first, then those with the least to do. */
  leave(count: number): void {
    const launching = this.#inPhase("launching").reverse();
    const ready = this.#inPhase("ready").sort((a, b) => inFlight(a) - inFlight(b) || b.number - a.number);
    for (const member of [...launching, ...ready].slice(0, count)) this.#drain(member);
  }

  /** Takes draining environments back into service. */
  stay(count: number): number {
    const kept = this.#inPhase("draining").slice(0, Math.max(0, count));
    for (const member of kept) {
      member.cancelWait();
      member.phase = "ready";
    }
    return kept.length;
  }

  /** Stops those that have drained; called when an invocation has given its slot back. */
  sweep(): void {
    for (const member of this.#inPhase("draining")) if (inFlight(member) === 0) this.#stop(member);
  }

  /** Stops everything without waiting for invocations; resolves when every process is gone. */
  async stopAll(): Promise<void> {
    const all = [...[...this.#members].map(({ environment }) => environment), ...this.#replaced];
    for (const member of [...this.#members]) this.#stop(member);
    for (const environment of this.#replaced) void environment.stop();
    await Promise.all(all.map((environment) => environment?.exited));
  }

  /**
   * Lets new environments take the places of the ready ones once they have started.
   * @returns why one did not start; the first is tried alone, and if it does not start nothing changes
   */
  async renew(): Promise<InitError | undefined> {
    const [first, ...others] = this.#inPhase("ready");
    const failure = first && (await this.#replace(first));
    if (failure) return failure;
    return (await Promise.all(others.map((member) => this.#replace(member)))).find((one) => one !== undefined);
  }

  async #replace(member: Member): Promise<InitError | undefined> {
    const old = member.environment;
    const environment = this.#settings.create();
    try {
      await environment.start();
    } catch (error) {
      return error instanceof InitError ? error : new InitError("RuntimeInitError", String(error));
    }
    if (old === undefined || member.phase !== "ready" || member.environment !== old) {
      void environment.stop(); // its place is gone
      return undefined;
    }
    member.environment = environment;
    this.#follow(member, environment);
    this.#replaced.add(old);
    void old.exited.then(() => this.#replaced.delete(old));
    endWhenIdle(old, this.#settings);
    return undefined;
  }

  #follow(member: Member, environment: Environment): void {
    void environment.exited.then((exit) => {
      if (member.environment === environment) this.#gone(member, exit);
    });
  }

  async #start(member: Member): Promise<void> {
    const { clock, report, functionName, create, launched } = this.#settings;
    const began = clock.now();
    const environment = create();
    member.environment = environment;
    this.#follow(member, environment);
    try {
      await environment.start();
    } catch (error) {
      if (member.phase !== "launching") return;
      // Its exit is the same event, and says less.
      member.phase = "stopping";
      const failure = error instanceof InitError ? error : new InitError("RuntimeInitError", String(error));
      report({
        kind: "environment-failed",
        function: functionName,
        environment: member.number,
        reason: failure.payload,
      });
      // In this order, so that the room which it leaves is not taken again at once.
      launched(failure);
      this.#remove(member);
      return;
    }
    if (member.phase !== "launching") return;
    member.phase = "ready";
    report({
      kind: "environment-ready",
      function: functionName,
      environment: member.number,
      pid: environment.pid ?? 0,
      initMilliseconds: clock.now() - began,
    });
    launched();
  }

  #gone(member: Member, exit: EnvironmentExit): void {
    // A process that ends during its start is reported by the start.
    if (!this.#members.has(member) || member.phase === "launching") return;
    const { report, functionName } = this.#settings;
    const gone = { function: functionName, environment: member.number, pid: member.environment?.pid ?? 0 };
    if (member.phase === "stopping") report({ kind: "environment-stopped", ...gone });
    else report({ kind: "environment-lost", ...gone, inFlight: exit.unanswered, reason: exit.reason });
    this.#remove(member);
  }

  #drain(member: Member): void {
    if (member.phase === "launching" || inFlight(member) === 0) {
      this.#stop(member);
      return;
    }
    member.phase = "draining";
    member.cancelWait = this.#settings.clock.after(this.#settings.drainSeconds * 1_000, () => this.#stop(member));
  }

  #stop(member: Member): void {
    if (member.phase === "stopping") return;
    member.phase = "stopping";
    member.cancelWait();
    if (member.environment === undefined) this.#remove(member);
    else void member.environment.stop();
  }

  /** The vCPUs are free once the process is gone. */
  #remove(member: Member): void {
    member.cancelWait();
    if (this.#members.delete(member)) this.#settings.placement.release(this.#settings.vCpusPerEnvironment);
  }

  #inPhase(phase: Member["phase"]): Member[] {
    return [...this.#members].filter((member) => member.phase === phase);
  }
}

function inFlight(member: Member): number {
  return member.environment?.inFlight ?? 0;
}
