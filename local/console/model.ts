// What the page is told, section by section: the local run and the reader of what is deployed write it, the page draws it.
import type { ShownRun } from "./runModel.ts";

/** min/max execution environments; either may be missing while Lambda is on its way. */
export interface Config {
  readonly min?: number;
  readonly max?: number;
}

export interface Meta {
  readonly environment: string;
  readonly region: string;
  /** `local`: all that npm start runs; `deployed`: read-only. */
  readonly kind: "local" | "deployed";
  /** Ids of the actions that the server has; none where it only reads. */
  readonly actions: readonly string[];
  /** Of the HTTP API and of the AWS endpoint, for the commands that are shown. */
  readonly apiUrl?: string;
  readonly awsUrl?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** A condition as Kubernetes has them. */
export interface ShownCondition {
  readonly type: string;
  readonly status: boolean;
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch; absent when it is not known. */
  readonly since?: number;
}

/** What asks for capacity, and when; on the timeline a bar. Times are milliseconds since the epoch. */
export interface Span {
  readonly kind: "window" | "lease" | "hold";
  readonly label: string;
  readonly config: Config;
  readonly from: number;
  readonly to: number;
  readonly note?: string;
}

/** From `at` on, until the next one. */
export interface Level {
  readonly at: number;
  readonly min: number;
  readonly max: number;
}

export interface Capacity {
  readonly name: string;
  readonly state: string;
  readonly stateReason?: string;
  readonly desired: Config;
  readonly requested?: Config;
  readonly applied?: Config;
  readonly baseline: Config;
  /** Execution environments that fit under the vCPU cap. */
  readonly limit: number;
  /** Why the desired config is what it is, a few words each. */
  readonly reasons: readonly string[];
  readonly conditions: readonly ShownCondition[];
  readonly spans: readonly Span[];
  /** What was and will be desired, from before the timeline begins on. */
  readonly desiredLevels: readonly Level[];
  /** What Lambda was seen to have applied. */
  readonly appliedLevels: readonly Level[];
  readonly hold?: { readonly owner: string; readonly reason: string; readonly until: number };
}

export interface ShownEnvironment {
  readonly number: number;
  readonly phase: "launching" | "ready" | "draining" | "stopping" | "lost";
  readonly inFlight: number;
}

/** What CloudWatch said of a function's execution environments, in the five minutes to `until`. */
export interface Measured {
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** How many there were, by the vCPUs that were allocated to them; absent where functions share a capacity provider. */
  readonly count?: number;
  /** The most invocations at once in any of them. */
  readonly busiest?: number;
}

/** A function's execution environments. */
export interface Environments {
  readonly name: string;
  /** Absent for an ordinary function. */
  readonly capacityProvider?: string;
  /** Invocations at once in each environment; absent while it is not known. */
  readonly slots?: number;
  readonly vCpus?: number;
  /** Absent of what is deployed: AWS does not list them. */
  readonly environments?: readonly ShownEnvironment[];
  readonly measured?: Measured;
  /** Invocations turned away since the start, of what is deployed in the last hour; absent while it is not known. */
  readonly throttles?: number;
}

/** A capacity provider's vCPUs; absent is what is not known. */
export interface Provider {
  readonly name: string;
  /** Of its environments; of what is deployed, of its instances. */
  readonly takenVCpus?: number;
  readonly maxVCpus?: number;
  /** Of what is deployed: what environments have of the taken ones, in the five minutes to `until`. */
  readonly measured?: { readonly until: number; readonly allocatedVCpus: number };
}

export interface ShownVideo {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly attempt: number;
  readonly bytes?: number;
  readonly waitingFor?: { readonly what: string; readonly since: string; readonly seen?: string };
  readonly ranOn?: string;
  readonly progress?: { readonly stage: string; readonly percent: number };
  readonly outputs?: readonly { readonly name: string; readonly contentType: string; readonly bytes: number }[];
  readonly failure?: { readonly code: string; readonly message: string };
}

export interface ShownAlarm {
  readonly name: string;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly description: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface ShownFault {
  readonly id: number;
  readonly fault: string;
  readonly since: string;
  readonly until?: string;
}

/** US dollars of the last hour, at the prices of the price table. */
export interface Cost {
  readonly functions: readonly {
    readonly name: string;
    readonly instanceType: string;
    readonly usd: number;
    readonly alwaysOnUsd: number;
    /** Environments times hours. */
    readonly environmentHours: number;
    readonly alwaysOnEnvironments: number;
  }[];
  readonly region: string;
  readonly pricesFrom: string;
  /** Milliseconds since the epoch: since when what ran is known, an hour ago at the earliest. */
  readonly since: number;
}

/** One line of what happened. */
export interface Activity {
  readonly at: number;
  readonly subject: string;
  readonly what: string;
  readonly isError: boolean;
}

/** The HTTP requests of one second. */
export interface Traffic {
  readonly at: number;
  readonly count: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
}

export interface LogLine {
  readonly at: number;
  readonly stream: string;
  readonly requestId?: string;
  readonly message: string;
}

/** Sections of entries with a key each; the newest value counts. */
export interface Sections {
  readonly meta: Meta;
  readonly functions: Capacity;
  readonly environments: Environments;
  readonly providers: Provider;
  readonly videos: ShownVideo;
  readonly runs: ShownRun;
  readonly alarms: ShownAlarm;
  readonly faults: ShownFault;
  readonly cost: Cost;
  /** A line each: what could not be read, by what it was. */
  readonly problems: string;
}

/** Sections that only grow; the last ones are kept, all are counted. */
export interface Streams {
  readonly activity: Activity;
  readonly traffic: Traffic;
}

export type Section = keyof Sections;
export type Stream = keyof Streams;

/** What has changed since the frame before; of an entry only its last value. */
export interface Frame {
  readonly puts: { readonly [S in Section]?: Readonly<Record<string, Sections[S]>> };
  readonly removes: { readonly [S in Section]?: readonly string[] };
  readonly appends: { readonly [S in Stream]?: readonly Streams[S][] };
  /** Of every stream: how many entries there have been, those of this frame included. */
  readonly totals: Readonly<Record<Stream, number>>;
}
