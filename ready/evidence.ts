// What a run leaves behind, before anybody judges it: invocations with their answers, requests, records of the probe.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestEvent } from "./events.ts";
import type { Container, Held } from "./inside/look.ts";
import type { Exchange } from "./stub/stub.ts";

/** `reference` runs one invocation at a time. */
export type Phase = "reference" | "held" | "interleaved" | "workers" | "soak";

export interface Invoked {
  readonly id: string;
  readonly event: TestEvent;
  readonly phase: Phase;
  /** Of an order and its delays; replays it. */
  readonly seed: number;
  /** Of the reference: its round. */
  readonly round: number;
  /** Whether the state was searched for its data, while it was alone or had another beside it. */
  readonly watched?: "alone" | "beside";
  /** Milliseconds on the clock of the workers; of the tool, as it sent and received. */
  readonly from: number;
  readonly to: number;
  readonly outcome: "response" | "error" | "lost" | "late";
  /** JSON text of an answer or an error. */
  readonly payload: string;
}

/** One line of the probe; further fields by kind, see inside/. */
export interface ProbeRecord {
  readonly kind: string;
  readonly id: string | null;
  readonly at: number;
  readonly thread: number;
  readonly place?: string;
  readonly [field: string]: unknown;
}

/** State of modules that held an invocation's own data while it waited, and did not before it. */
export interface HeldState extends Held {
  readonly event: TestEvent;
  readonly id: string;
}

/** Containers at a moment at which nothing ran. */
export interface Idle {
  readonly invocations: number;
  readonly heapBytes: number;
  readonly sizes: readonly Container[];
}

export interface Soak {
  readonly minutes: number;
  readonly invocations: number;
  readonly samples: readonly Idle[];
  /** How many failed, of events that do not fail before. */
  readonly failed: number;
  readonly firstFailed?: Invoked;
}

export interface Evidence {
  readonly events: readonly TestEvent[];
  readonly seed: number;
  readonly workers: number;
  /** What the runtime client said when it could not initialise the handler. */
  readonly initError?: { readonly errorType: string; readonly errorMessage: string };
  readonly invoked: readonly Invoked[];
  readonly exchanges: readonly Exchange[];
  readonly records: readonly ProbeRecord[];
  readonly held: readonly HeldState[];
  readonly idle: readonly Idle[];
  /** Where the code computed most, of events that held the loop. */
  readonly blockedAt?: string;
  /** Files below the folder for temporary files that the handler wrote and that are there at the end. */
  readonly filesLeft: readonly string[];
  /** Of the process with one worker, idle, and of the one with several. */
  readonly memory: { readonly oneWorkerBytes: number; readonly workersBytes: number; readonly inFlightBytes: number };
  readonly soak?: Soak;
}

/** Everything that the workers have recorded so far; a last line that is half written is left out. */
export function readRecords(folder: string): ProbeRecord[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ndjson"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1))
    .map((line) => JSON.parse(line) as ProbeRecord)
    .toSorted((a, b) => a.at - b.at);
}

/** What the workers found in their state. */
export function heldStateOf(records: readonly ProbeRecord[], invoked: readonly Invoked[]): HeldState[] {
  const byId = new Map(invoked.map((one) => [one.id, one]));
  return records.flatMap(({ kind, id, held }) => {
    const one = kind === "state" && id !== null ? byId.get(id) : undefined;
    return one ? [{ ...(held as Held), event: one.event, id: one.id }] : [];
  });
}
