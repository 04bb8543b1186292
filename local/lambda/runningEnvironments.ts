// A function's execution environments that have a process, whatever kind of function it is: to look at and to interfere with.

import type { Environment } from "./executionEnvironment.ts";

/** Environments by their numbers, or so many of them: those with the most to do first. */
export type Choice = { readonly environments: readonly number[] } | { readonly count: number };

interface Member {
  readonly number: number;
  readonly phase: "launching" | "starting" | "ready" | "idle" | "busy" | "draining" | "stopping";
  /** Absent before the process exists. */
  readonly environment?: Environment;
}

/** An environment as it is now, with a process or not yet. */
export interface ShownEnvironment {
  readonly number: number;
  readonly phase: "launching" | "ready" | "draining" | "stopping";
  readonly inFlight: number;
}

const PHASES = { starting: "launching", idle: "ready", busy: "ready" } as const;

export class RunningEnvironments {
  readonly #members: Iterable<Member>;

  /** @param members as they are whenever something is asked */
  constructor(members: Iterable<Member>) {
    this.#members = members;
  }

  processes(): { pid: number; inFlight: number }[] {
    return this.#running().map(({ environment, pid }) => ({ pid, inFlight: environment.inFlight }));
  }

  /** All of them, in the order in which they came. */
  shown(): ShownEnvironment[] {
    return [...this.#members].map(({ number, phase, environment }) => ({
      number,
      phase: phase === "starting" || phase === "idle" || phase === "busy" ? PHASES[phase] : phase,
      inFlight: environment?.inFlight ?? 0,
    }));
  }

  /** Sends a signal to chosen environments; gives their numbers. */
  signal(choice: Choice, signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): number[] {
    return this.#choose(choice).map(({ number, environment }) => {
      environment.signal(signal);
      return number;
    });
  }

  /** Lets every process see the time that it is to see now. */
  tellTime(): void {
    for (const { environment } of this.#running()) environment.tellTime();
  }

  #running() {
    return [...this.#members].flatMap(({ number, environment }) =>
      environment?.pid === undefined ? [] : [{ number, environment, pid: environment.pid }],
    );
  }

  #choose(choice: Choice) {
    const running = this.#running();
    if ("environments" in choice) return running.filter(({ number }) => choice.environments.includes(number));
    return running.sort((a, b) => b.environment.inFlight - a.environment.inFlight).slice(0, choice.count);
  }
}
