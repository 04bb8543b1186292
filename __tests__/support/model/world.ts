// The world of one history: a function that is declared, its capacity table, its Lambda, and a way to call the scaler.
import { Temporal } from "temporal-polyfill";
import { type CapacityRequests, createCapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import type { CapacityTable } from "../../../app/capacity/capacityTable.ts";
import { type Declaration, declarationSchema } from "../../../app/capacity/declaration.ts";
import type { ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import { type BatchWindow, openingsOf } from "../../../app/capacity/window.ts";
import type { Clock } from "../../../app/shared/clock.ts";
import type { Log } from "../../../app/shared/logger.ts";
import { memoryCapacityTable } from "../app/capacityTable.ts";
import type { Choices } from "./choices.ts";
import { ModelLambda } from "./lambda.ts";
import { Ledger, type OpeningTimes } from "./ledger.ts";
import { type Backend, type Parts, partsFor } from "./ports.ts";
import { Process } from "./process.ts";
import { Simulation } from "./simulation.ts";
import { type About, Watch } from "./watch.ts";
import { DECLARED_WINDOWS, type DeclaredWindow, QUIET, START } from "./windows.ts";

export const FUNCTION = "processor";
const LIMIT = 8;

/** In some histories a put is readable only that much later. */
const LAG_MS = 200;

export const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** The code under test: what the scaler consists of, built anew for each history and given its parts at each invocation. */
export interface Variant {
  readonly build: () => (parts: Parts) => CapacityRequests;
  /** @default the in-memory table that shares its contract with the real one */
  readonly table?: (declarations: readonly Declaration[], clock: Clock) => CapacityTable;
}

export const requestsOf = (parts: Parts): CapacityRequests => createCapacityRequests({ ...parts, log: SILENT });

/** What is deployed. */
export const REAL: Variant = { build: () => requestsOf };

/** One history in so many evaluates recurring windows as they are declared, the others as their openings: a thousand times faster. */
const LITERAL_WINDOWS = 250;

/** What the real code says of a window's openings, as one-off windows. Instants are not parsed anew each time. */
const openingWindows = new Map<DeclaredWindow, readonly { start: Temporal.Instant; end: Temporal.Instant }[]>();

function openings(declared: DeclaredWindow) {
  const known = openingWindows.get(declared);
  if (known) return known;
  const { windows } = declarationSchema.parse({
    functionName: FUNCTION,
    baseline: { min: 0, max: 0 },
    windows: [{ ...declared.when, min: 1, max: 1 }],
    limit: LIMIT,
  });
  const instant = (at: number) => Temporal.Instant.fromEpochMilliseconds(at);
  const found = windows
    .flatMap((window) => [...openingsOf(window, START, QUIET)])
    .map(({ opens, closes }) => ({ start: instant(opens), end: instant(closes) }));
  openingWindows.set(declared, found);
  return found;
}

const seconds = (moment: string) => Date.parse(moment) / 1000;

/** A config that somebody may ask for; often, but not always, within the limit. */
export function anyConfig(choices: Choices, most = LIMIT): ScalingConfig {
  const min = 1 + choices.below(Math.ceil(most / 2));
  return { min, max: min + choices.below(most - min + 1) };
}

export class World {
  readonly choices: Choices;
  readonly simulation: Simulation;
  readonly ledger: Ledger;
  readonly lambda: ModelLambda;
  readonly watch: Watch;
  readonly #backend: Backend;
  readonly #requests: (parts: Parts) => CapacityRequests;
  readonly #counts = new Map<string, number>();
  readonly #processes = new Set<Process>();
  readonly #heirs = new Map<Process, () => void>();

  constructor(choices: Choices, variant: Variant, log?: string[]) {
    this.choices = choices;
    const literal = choices.below(LITERAL_WINDOWS) === LITERAL_WINDOWS - 1;
    const baseline = choices.oneOf([
      { min: 0, max: 0 },
      { min: 0, max: 0 },
      { min: 1, max: 3 },
      { min: 3, max: 30 },
    ]);
    const windows = Array.from({ length: choices.below(3) }, () => ({
      declared: choices.oneOf(DECLARED_WINDOWS),
      config: anyConfig(choices, LIMIT + 4),
    })).filter(({ declared }, index, all) => all.findIndex((other) => other.declared === declared) === index);

    const graceSeconds = choices.oneOf([0, 30, 300]);
    const times = windows.map(
      ({ declared, config }): OpeningTimes => ({
        name: declared.name,
        config,
        openings: declared.openings.map(([opens, closes]) => ({ opens: seconds(opens), closes: seconds(closes) })),
      }),
    );
    const declaration: Declaration = literal
      ? declarationSchema.parse({
          functionName: FUNCTION,
          baseline,
          limit: LIMIT,
          windows: windows.map(({ declared, config }) => ({ ...declared.when, ...config })),
          graceSeconds,
        })
      : {
          functionName: FUNCTION,
          baseline,
          limit: LIMIT,
          windows: windows.flatMap(({ declared, config }) =>
            openings(declared).map((opening) => {
              const window = { name: declared.name, ...config, warmUpMinutes: 0, ...opening };
              return window as unknown as BatchWindow;
            }),
          ),
          graceSeconds,
        };

    this.simulation = new Simulation(choices, START + choices.below(3) * 4 * 3_600_000, log);
    this.ledger = new Ledger({ baseline, limit: LIMIT, windows: times });
    this.lambda = new ModelLambda(this.ledger.cut(baseline), choices.percent(20) ? LAG_MS : 0);
    this.watch = new Watch(this.simulation, this.ledger, this.lambda);
    this.simulation.onTime = (to) => this.watch.timeMoves(to);
    this.simulation.onEnd = (process, outcome) => {
      this.#processes.delete(process);
      this.watch.ended(process, outcome);
      if (outcome === "killed") this.#heirs.get(process)?.();
    };
    this.simulation.describe = () => {
      const [wanted, { min, max }] = [this.ledger.wanted(this.watch.seconds), this.lambda.lastPut];
      return `wanted ${wanted.min}/${wanted.max}, put ${min ?? "?"}/${max ?? "?"}`;
    };
    const tableClock = {
      at: 0,
      now: () => new Date(tableClock.at),
      nowSeconds: () => Math.floor(tableClock.at / 1000),
      sleep: async () => {},
    };
    const table = (variant.table ?? memoryCapacityTable)([declaration], tableClock);
    this.#backend = {
      simulation: this.simulation,
      watch: this.watch,
      lambda: this.lambda,
      table,
      tableClock,
      graceSeconds,
    };
    this.#requests = variant.build();
    const declared = windows.map(({ declared: { name }, config }) => `${name} ${config.min}/${config.max}`).join(", ");
    this.simulation.note(
      "declared",
      `baseline ${baseline.min}/${baseline.max}, limit ${LIMIT}, windows: ${declared || "none"}, grace ${graceSeconds} s, puts readable after ${this.lambda.lag} ms`,
    );
  }

  /** A name that was not used before: `tick 3`. */
  name(what: string): string {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    return `${what} ${count}`;
  }

  /** Starts an invocation of the scaler. @param options what it is to do, and who waits for it */
  operate<T>(
    what: string,
    body: (requests: CapacityRequests, parts: Parts) => Promise<T>,
    { parent, ...about }: { parent?: Process } & About = {},
  ): Promise<T> {
    const process = new Process(this.name(what), "operation");
    this.watch.began(process, about);
    this.#processes.add(process);
    const parts = partsFor(process, this.#backend);
    return this.simulation.spawn(process, () => body(this.#requests(parts), parts), parent);
  }

  /** Starts somebody who calls the scaler. @param heir called when they are killed */
  act(what: string, body: (process: Process) => Promise<void>, heir?: (process: Process) => void): void {
    const process = new Process(this.name(what), "actor");
    this.#processes.add(process);
    if (heir) this.#heirs.set(process, () => heir(process));
    void this.simulation.spawn(process, () => body(process));
  }

  /** Ends everything that runs, without heirs; what was sent stays under way. */
  killAll(): void {
    this.#heirs.clear();
    for (const process of [...this.#processes]) this.simulation.kill(process);
  }
}
