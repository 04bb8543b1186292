// The scheduler of a history: processes that go on only when a call of theirs is answered, and calls that arrive once,
// twice, late or never. Each step is a choice; between two steps nothing but microtasks pass.
import { anyFate, type Call, type Fate, type Flight } from "./call.ts";
import type { Choices } from "./choices.ts";
import type { Kind, Outcome, Process, Result } from "./process.ts";

interface Told {
  readonly parent: Process;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How often, in a hundred waits, the one who waits dies. */
const DIES_WAITING = 4;

const named = (name: string, message = "") => Object.assign(new Error(message), { name });

export class Simulation {
  readonly choices: Choices;
  /** Milliseconds since the epoch. */
  now: number;
  step = 0;
  /** Every step in words, if asked for. */
  readonly log: string[] | undefined;
  /** What is so after a step, in words: shown where it has changed. */
  describe: () => string = () => "";
  #described = "";
  /** Told of the end of each process. */
  onEnd: (process: Process, outcome: Outcome) => void = () => {};
  /** Told before time moves, with the moment that it moves to. */
  onTime: (to: number) => void = () => {};
  #ready: Flight[] = [];
  readonly #late: Flight[] = [];
  readonly #told = new Map<Process, Told>();
  #moving = 0;

  constructor(choices: Choices, now: number, log?: string[]) {
    this.choices = choices;
    this.now = now;
    this.log = log;
  }

  note(who: string, what: string): void {
    this.#show();
    this.log?.push(
      `${String(this.step).padStart(4)}  ${new Date(this.now).toISOString().slice(8, 19)}  ${who}: ${what}`,
    );
  }

  /** A call to the world outside the process. */
  call<T>(by: Process, call: Call<T>): Promise<T> {
    return this.#depart(by, call as Call<unknown>) as Promise<T>;
  }

  /** A wait; time moves at least that far before the process goes on. */
  pause(by: Process, what: string, milliseconds = 0): Promise<void> {
    const call = { what: () => what, effect: () => undefined, refusal: "" };
    return this.#depart(by, call, this.now + milliseconds) as Promise<void>;
  }

  #depart(by: Process, call: Call<unknown>, until?: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!by.alive) return;
      by.waiting += 1;
      this.#rest(by);
      const flight = { by, call, sentAt: this.now, copies: 0, resolve, reject };
      this.#ready.push(until === undefined ? flight : { ...flight, until });
    });
  }

  /** Starts a process; with a parent, that one waits for its result. */
  spawn<T>(process: Process, body: () => Promise<T>, parent?: Process): Promise<T> {
    const told = new Promise<T>((resolve, reject) => {
      if (!parent) return;
      this.#told.set(process, { parent, resolve: resolve as (value: unknown) => void, reject });
      this.#rest(parent);
    });
    this.#wake(process);
    body().then(
      (value) => this.#end(process, { value }),
      (error) => this.#end(process, { error }),
    );
    return told;
  }

  /** The process goes no further; what it has sent stays under way. */
  kill(process: Process): void {
    if (!process.alive) return;
    const own = this.#ready.filter(({ by }) => by === process);
    this.#ready = this.#ready.filter(({ by }) => by !== process);
    for (const flight of own) if (!flight.arrived) this.#leaveUnderWay(flight);
    this.#end(process, "killed");
  }

  #leaveUnderWay(flight: Flight): void {
    if (flight.call.writes) this.#late.push(flight);
  }

  #end(process: Process, outcome: Outcome): void {
    if (!process.alive) return;
    process.alive = false;
    this.#rest(process);
    this.onEnd(process, outcome);
    if (outcome === "killed") this.#tell(process, { error: named("Killed", process.name) });
    else this.#tell(process, outcome);
  }

  #tell(process: Process, outcome: Result): void {
    const told = this.#told.get(process);
    if (!told) return;
    this.#told.delete(process);
    if (!told.parent.alive) return;
    this.#wake(told.parent);
    if ("error" in outcome) told.reject(outcome.error);
    else told.resolve(outcome.value);
  }

  /** Whoever waits for some process waits no longer, and takes it for dead; the process itself goes on. */
  async impatience(): Promise<void> {
    const awaited = [...this.#told.keys()];
    const process = awaited[this.choices.below(Math.max(1, awaited.length))];
    if (!process) return;
    this.step += 1;
    this.note(this.#told.get(process)?.parent.name ?? "", `waits no longer for ${process.name}`);
    this.#tell(process, { error: named("States.Timeout") });
    await this.#settle();
  }

  get lateCount(): number {
    return this.#late.length;
  }

  /** Lets one process go on, of that kind or of any; false when there is none. @param faults whether its call may go wrong */
  async next(faults: boolean, kind?: Kind): Promise<boolean> {
    const ready = kind ? this.#ready.filter(({ by }) => by.kind === kind) : this.#ready;
    const flight = ready.length > 0 ? ready[this.choices.below(ready.length)] : undefined;
    if (!flight) return false;
    this.step += 1;
    if (flight.arrived) {
      this.note(flight.by.name, `has the answer to: ${flight.call.what()}`);
      this.#answer(flight, flight.arrived);
    } else if (flight.until !== undefined) this.#goOn(flight, flight.until, faults);
    else await this.#meet(flight, faults ? anyFate(this.choices) : "arrives");
    await this.#settle();
    return true;
  }

  /** One of the late calls arrives, or never will. */
  async nextLate(): Promise<void> {
    const [flight] = this.#late.splice(this.choices.below(this.#late.length), 1);
    if (!flight) return;
    this.step += 1;
    const lost = this.choices.percent(30);
    this.note(flight.by.name, `${flight.call.what()} ${lost ? "never arrives" : "arrives late"}`);
    if (!lost) await this.#deliver(flight, true);
    await this.#settle();
  }

  #goOn(flight: Flight, until: number, faults: boolean): void {
    if (faults && this.choices.percent(DIES_WAITING)) {
      this.note(flight.by.name, `dies (${flight.call.what()})`);
      this.kill(flight.by);
      return;
    }
    this.note(flight.by.name, flight.call.what());
    if (until > this.now) this.moveTo(until);
    this.#answer(flight, { value: undefined });
  }

  async #meet(flight: Flight, drawn: Fate): Promise<void> {
    const { by, call } = flight;
    const torn = drawn === "is read in two parts" && call.torn !== undefined && flight.copies === 0;
    const fate = drawn === "is read in two parts" && !torn ? "arrives" : drawn;
    this.note(by.name, `${call.what()} ${fate}`);
    switch (fate) {
      case "arrives":
        return this.#answer(flight, await this.#deliver(flight, false));
      case "arrives, to be answered later":
        flight.arrived = await this.#deliver(flight, false);
        return;
      case "is read in two parts": {
        const first = await this.#deliver(flight, false);
        if ("error" in first) return this.#answer(flight, first);
        flight.firstPart = first.value;
        return;
      }
      case "arrives, and a copy stays under way":
        this.#answer(flight, await this.#deliver(flight, false));
        this.#leaveUnderWay(flight);
        return;
      case "is refused":
        return this.#answer(flight, { error: named(call.refusal) });
      case "arrives, the answer is lost":
        await this.#deliver(flight, false);
        return this.#answer(flight, { error: named("TimeoutError") });
      case "is given up, and stays under way":
        this.#leaveUnderWay(flight);
        return this.#answer(flight, { error: named("TimeoutError") });
      case "is lost":
        return this.#answer(flight, { error: named("TimeoutError") });
      case "is sent, its caller dies":
        return this.kill(by);
      case "arrives, its caller dies":
        flight.arrived = await this.#deliver(flight, false);
        return this.kill(by);
    }
  }

  async #deliver(flight: Flight, late: boolean): Promise<Result> {
    const { call, sentAt, firstPart } = flight;
    const delivery = { sentAt, late, again: flight.copies > 0 };
    flight.copies += 1;
    try {
      const value = await call.effect(delivery);
      return { value: firstPart !== undefined && call.torn ? call.torn(firstPart, value) : value };
    } catch (error) {
      return { error };
    }
  }

  #answer(flight: Flight, outcome: Result): void {
    const { by } = flight;
    const index = this.#ready.indexOf(flight);
    if (index >= 0) this.#ready.splice(index, 1);
    by.waiting -= 1;
    if (!by.alive) return;
    // An error goes on at once; what succeeds may be one of two that are awaited together.
    if ("error" in outcome || by.waiting === 0) this.#wake(by);
    if ("error" in outcome) flight.reject(outcome.error);
    else {
      flight.call.answered?.();
      flight.resolve(outcome.value);
    }
  }

  moveTo(to: number): void {
    this.onTime(to);
    this.now = to;
  }

  #wake(process: Process): void {
    if (!process.moving) this.#moving += 1;
    process.moving = true;
  }

  #rest(process: Process): void {
    if (process.moving) this.#moving -= 1;
    process.moving = false;
  }

  /** Until every process waits for a call or is done. */
  async #settle(): Promise<void> {
    for (let turns = 0; this.#moving > 0; turns += 1) {
      if (turns > 10_000) throw new Error("a process waits for something that the scheduler does not control");
      await undefined;
    }
    this.#show();
  }

  #show(): void {
    if (!this.log) return;
    const described = this.describe();
    if (described !== this.#described && this.log.length > 0) this.log.push(`${this.log.pop() ?? ""}  => ${described}`);
    this.#described = described;
  }

  /** After processes were started from outside a step. */
  started(): Promise<void> {
    return this.#settle();
  }
}
