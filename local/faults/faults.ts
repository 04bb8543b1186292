// The faults that are in force: each begins when it is asked for, and ends when it is cleared or its time has passed.

import type { Cancel, Clock } from "../lambda/clock.ts";
import type { Effect } from "./effects.ts";
import { type Fault, KINDS } from "./kinds.ts";
import { FaultError } from "./options.ts";
import { describeFault, readFault } from "./readFault.ts";

/** The longest that a fault can be asked for; without a time it stays until it is cleared. */
export const LONGEST_SECONDS = 86_400;

export interface ShownFault {
  /** By which it can be cleared; absent for what is over at once. */
  readonly id?: number;
  readonly kind: string;
  /** As it would be typed. */
  readonly fault: string;
  readonly since: string;
  readonly until?: string;
  /** What came of it, where the fault itself does not say. */
  readonly result?: string;
}

export interface FaultsOptions {
  /** Lets a fault begin. */
  readonly begin: (fault: Fault) => Effect;
  readonly clock: Clock;
  /** Prints a line. */
  readonly say: (subject: string, what: string) => void;
}

interface Standing {
  readonly shown: ShownFault;
  readonly fault: Fault;
  readonly end: () => void;
  readonly cancel: Cancel;
}

export class Faults {
  readonly #options: FaultsOptions;
  readonly #standing = new Map<number, Standing>();
  #lastId = 0;

  constructor(options: FaultsOptions) {
    this.#options = options;
  }

  /**
   * Lets a fault begin. What is over at once does not stay in the list.
   * @param given `kind`, its options, and `forSeconds` if it is to end by itself
   * @throws FaultError, or what its effect throws for what is not there
   */
  add({ kind, forSeconds, ...given }: Readonly<Record<string, unknown>>): ShownFault {
    const fault = readFault(kind, given);
    const seconds = readSeconds(forSeconds);
    if (seconds !== undefined && KINDS[fault.kind].isOverAtOnce)
      throw new FaultError(`${fault.kind}: is over at once, so it has no --for, got ${seconds} seconds`);
    this.#checkAlone(fault);
    const { clock, say, begin } = this.#options;
    const { end, result } = begin(fault);
    const since = iso(clock.now());
    const told = { kind: fault.kind, fault: describeFault(fault), since, ...(result !== undefined && { result }) };
    const came = result === undefined ? "" : ` (${result})`;
    if (!end) {
      say("fault", `${told.fault}${came}`);
      return told;
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const until = seconds === undefined ? {} : { until: iso(clock.now() + seconds * 1_000) };
    const shown = { id, ...told, ...until };
    const passed = () => this.#end(id, `${seconds} s have passed`);
    const cancel = seconds === undefined ? () => {} : clock.after(seconds * 1_000, passed);
    this.#standing.set(id, { shown, fault, end, cancel });
    say("fault", `#${id} begins: ${told.fault}${came}${seconds === undefined ? "" : `, for ${seconds} s`}`);
    return shown;
  }

  list(): ShownFault[] {
    return [...this.#standing.values()].map(({ shown }) => shown);
  }

  /** Ends one, or all. @returns those that it ended @throws FaultError for one that is not in force */
  clear(id?: number): ShownFault[] {
    const ids = id === undefined ? [...this.#standing.keys()] : [id];
    return ids.map((one) => this.#end(one, "cleared"));
  }

  #end(id: number, why: string): ShownFault {
    const standing = this.#standing.get(id);
    if (!standing) {
      const ids = [...this.#standing.keys()].join(", ") || "none";
      throw new FaultError(`fault: must be one of ${ids}, got ${id}`);
    }
    this.#standing.delete(id);
    standing.cancel();
    standing.end();
    this.#options.say("fault", `#${id} ends: ${standing.shown.fault} (${why})`);
    return standing.shown;
  }

  /** Two that set the same thing could not both be undone. */
  #checkAlone(fault: Fault): void {
    const target = targetOf(fault);
    if (target === undefined) return;
    for (const { fault: other, shown } of this.#standing.values()) {
      if (other.kind === fault.kind && targetOf(other) === target)
        throw new FaultError(
          `${fault.kind}: must be cleared before it is set anew, got one that stands (#${shown.id})`,
        );
    }
  }
}

function targetOf({ kind, values }: Fault): unknown {
  const { onePer } = KINDS[kind];
  return onePer ? (values as Readonly<Record<string, unknown>>)[onePer] : onePer;
}

function readSeconds(given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (seconds > 0 && seconds <= LONGEST_SECONDS) return seconds;
  throw new FaultError(`--for: must be more than 0 and at most ${LONGEST_SECONDS} seconds, got ${given}`);
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
