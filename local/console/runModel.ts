// What the page shows of runs: a run is listed, and told in full, with its map runs and their items, when it is opened.

export interface ShownRun {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: string;
  readonly redrives: number;
}

/** An attempt of a step that failed. */
export interface FailedAttempt {
  /** When it failed. */
  readonly at: number;
  readonly error: string;
  /** When the next attempt began; absent for the last one. */
  readonly againAt?: number;
}

/** One step of a run, from when its state was entered. */
export interface RunStep {
  readonly state: string;
  readonly type: string;
  readonly enteredAt: number;
  readonly leftAt?: number;
  readonly input?: string;
  readonly output?: string;
  readonly failures: readonly FailedAttempt[];
  /** ARN of the map run, of a Distributed Map. */
  readonly mapRun?: string;
}

/** A map run, as far as its run tells of it. */
export interface ShownMapRun {
  readonly arn: string;
  /** Of the state, if the run's history still has it. */
  readonly state?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** The execution of an item of a Distributed Map. */
export interface ShownItem {
  readonly arn: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly redrives: number;
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface MapRunDetail {
  readonly arn: string;
  readonly status: string;
  /** Items by their status, as DescribeMapRun names them, without those of which there are none; `total` always. */
  readonly counts: Readonly<Record<string, number>>;
  /** At once; 0 for as many as there are. */
  readonly concurrency: number;
  /** Failures that it lets pass. */
  readonly tolerated: { readonly percentage: number; readonly count: number };
  readonly redrives: number;
  /** Newest first; a part of them. */
  readonly items: readonly ShownItem[];
  /** Where the next part begins; absent at the end. */
  readonly next?: string;
}

export interface RunDetail {
  readonly arn: string;
  readonly status: string;
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly canRedrive: boolean;
  /** States of the machine in the order of their definition, with where each leads. */
  readonly states: readonly { readonly name: string; readonly type: string; readonly next: readonly string[] }[];
  readonly steps: readonly RunStep[];
  /** Newest first. */
  readonly mapRuns: readonly ShownMapRun[];
  /** Names of runs that this one started, or that started it. */
  readonly related: readonly { readonly arn: string; readonly name: string; readonly as: "child" | "parent" }[];
}
