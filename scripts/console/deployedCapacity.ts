// What the page shows of deployed functions besides their scaling: which provider they run on, its vCPUs, throttles, and how many
// execution environments there are, as far as AWS tells. Written into the feed by two readers, so that one may lack its rights.
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { Feed } from "../../local/console/feed.ts";
import type { Environments, Provider } from "../../local/console/model.ts";
import { type CapacityMetrics, listMetrics, readMetrics } from "./capacityMetrics.ts";
import { type Placement, readCaps, readPlacements } from "./placements.ts";

export interface DeployedCapacityOptions {
  readonly lambda: LambdaClient;
  readonly cloudWatch: () => Promise<CloudWatchClient>;
  readonly feed: Pick<Feed, "replace">;
  /** The managed functions that there may be. */
  readonly managed: () => Promise<readonly string[]>;
  /** Ordinary functions, and those that an environment may lack: they are shown once they were called. */
  readonly ordinary: readonly string[];
  readonly optional: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const NO_METRICS: CapacityMetrics = {
  throttles: new Map(),
  busiest: new Map(),
  allocated: new Map(),
  available: new Map(),
};

const distinct = (names: readonly string[]): string[] => [...new Set(names)];

export class DeployedCapacity {
  readonly #options: DeployedCapacityOptions;
  #placements: Promise<readonly Placement[]> | undefined;
  #caps: ReadonlyMap<string, number> = new Map();
  #metrics = NO_METRICS;

  constructor(options: DeployedCapacityOptions) {
    this.#options = options;
  }

  /** Reads on which providers functions run, and their caps. */
  async readProviders(): Promise<void> {
    const placements = await this.#place();
    this.#show(placements);
    this.#caps = await readCaps(this.#options.lambda, providersOf(placements));
    this.#show(placements);
  }

  /** Reads throttles, vCPUs and environments; without the right to list metrics the throttles alone. */
  async readMetrics(): Promise<void> {
    const { cloudWatch, ordinary, optional, now } = this.#options;
    const [placements, client] = await Promise.all([this.#placements ?? this.#place(), cloudWatch()]);
    const failures: unknown[] = [];
    const noted = <T>(read: Promise<T>, nothing: T): Promise<T> =>
      read.catch((error) => {
        failures.push(error);
        return nothing;
      });
    const lists = providersOf(placements).map((provider) => listMetrics(client, provider));
    const listed = (await noted(Promise.all(lists), [])).flat();
    const functions = [...placements.map(({ functionName }) => functionName), ...ordinary, ...optional];
    // What was read before is of another time.
    this.#metrics = await noted(readMetrics(client, { functions, listed, now: now() }), NO_METRICS);
    this.#show(placements);
    if (failures.length > 0) throw failures.at(-1);
  }

  #place(): Promise<readonly Placement[]> {
    const { lambda, managed } = this.#options;
    const placements = managed().then((names) => readPlacements(lambda, distinct(names)));
    this.#placements = placements;
    placements.catch(() => {
      if (this.#placements === placements) this.#placements = undefined;
    });
    return placements;
  }

  #show(placements: readonly Placement[]): void {
    const { feed, ordinary, optional } = this.#options;
    const { throttles } = this.#metrics;
    const others = [...ordinary, ...optional.filter((name) => throttles.has(name))];
    const shown = [
      ...placements.map((placement) => this.#environments(placement, placements)),
      ...others.map((name) => ({ name, slots: 1, ...this.#throttles(name) })),
    ];
    feed.replace("environments", new Map(shown.map((one) => [one.name, one])));
    feed.replace("providers", new Map(providersOf(placements).map((name) => [name, this.#provider(name)])));
  }

  #throttles(name: string): Pick<Environments, "throttles"> {
    const throttles = this.#metrics.throttles.get(name);
    return throttles === undefined ? {} : { throttles };
  }

  #environments(placement: Placement, all: readonly Placement[]): Environments {
    const { functionName: name, capacityProvider, vCpus, slots } = placement;
    const allocated = this.#metrics.allocated.get(capacityProvider);
    const busiest = this.#metrics.busiest.get(name);
    const isShared = all.some((one) => one !== placement && one.capacityProvider === capacityProvider);
    const until = Math.max(...[allocated, busiest].flatMap((one) => one?.until ?? []));
    const vCpusThen = allocated?.until === until ? allocated.value : undefined;
    return {
      name,
      capacityProvider,
      ...(slots !== undefined && { slots }),
      ...(vCpus !== undefined && { vCpus }),
      ...this.#throttles(name),
      ...(Number.isFinite(until) && {
        measured: {
          until,
          ...(!isShared && vCpusThen !== undefined && vCpus && { count: Math.round(vCpusThen / vCpus) }),
          ...(busiest?.until === until && { busiest: busiest.value }),
        },
      }),
    };
  }

  #provider(name: string): Provider {
    const { allocated, available } = this.#metrics;
    const inUse = allocated.get(name);
    const spare = available.get(name);
    const maxVCpus = this.#caps.get(name);
    return {
      name,
      ...(maxVCpus !== undefined && { maxVCpus }),
      ...(inUse && { measured: { until: inUse.until, allocatedVCpus: inUse.value } }),
      ...(inUse && spare?.until === inUse.until && { takenVCpus: inUse.value + spare.value }),
    };
  }
}

const providersOf = (placements: readonly Placement[]): string[] =>
  distinct(placements.map(({ capacityProvider }) => capacityProvider));
