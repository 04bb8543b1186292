// The whole video service in virtual time: the code that is deployed, the definition that is deployed, and the local run's Lambda
// and DynamoDB in this process. Hours of load in seconds.
import { setImmediate as turn } from "node:timers/promises";
import type { RanOn } from "../../app/videos/video.ts";
import { type Deployment, deploy, type SimulatedService } from "./deployment.ts";
import { NO_MISHAPS } from "./mishaps.ts";
import { openSimulatedTables, type SimulatedTables } from "./simulatedTables.ts";
import { CAPACITY_TABLE, TABLES, VIDEOS_TABLE } from "./tables.ts";
import { startVirtualTime, type VirtualTime } from "./virtualTime.ts";

/** Videos that come at once, `after` seconds. */
export interface Arrival {
  readonly after: number;
  readonly videos: number;
}

/** How a video was served. */
export interface Served {
  /** Seconds from `process` to the beginning of work. */
  readonly waited: number;
  readonly ranOn: RanOn;
  readonly status: string;
}

export interface Simulated {
  readonly served: readonly Served[];
  /** Seconds from the first `process` to 0/0. */
  readonly seconds: number;
  /** Videos on which two engines worked at once. */
  readonly twice: readonly string[];
  readonly executions: readonly { readonly name: string; readonly at: number }[];
  readonly transitions: number;
  readonly endedRuns: ReadonlyMap<string, number>;
  readonly controlPlane: {
    readonly byOperation: ReadonlyMap<string, number>;
    readonly bySecond: ReadonlyMap<number, number>;
  };
  readonly invocations: ReadonlyMap<string, number>;
  /** Bytes, by table. */
  readonly largestItems: Readonly<Record<string, number>>;
  readonly tables: {
    readonly calls: number;
    readonly written: ReadonlyMap<string, number>;
    readonly read: ReadonlyMap<string, number>;
  };
}

const STARTS_AT = Date.UTC(2026, 0, 5, 8);
const TICK_SECONDS = 60;
/** What a video stays in. */
const ENDED: ReadonlySet<string> = new Set(["completed", "failed"]);

/**
 * Plays the arrivals until every video has ended and capacity is back at 0/0.
 * @param mishaps what goes wrong meanwhile
 * @throws Error after `withinSeconds`
 */
export async function simulateService(
  service: SimulatedService,
  arrivals: readonly Arrival[],
  withinSeconds: number,
  mishaps = NO_MISHAPS,
): Promise<Simulated> {
  let track = <T>(work: Promise<T>) => work;
  // Before time is replaced: creating tables waits for real.
  const tables = await openSimulatedTables(TABLES, (work) => track(work));
  const time = startVirtualTime(STARTS_AT);
  track = time.track;
  try {
    return await play(await deploy(service, tables, mishaps), { arrivals, withinSeconds, time, tables });
  } finally {
    time.end();
    await tables.close();
  }
}

interface Play {
  readonly arrivals: readonly Arrival[];
  readonly withinSeconds: number;
  readonly time: VirtualTime;
  readonly tables: SimulatedTables;
}

async function play(deployment: Deployment, { arrivals, withinSeconds, time, tables }: Play): Promise<Simulated> {
  const { managed, runs, record } = deployment;
  const asked = new Map<string, number>();
  let arriving = arrivals.length;
  for (const { after: seconds, videos: count } of arrivals) {
    setTimeout(() => {
      arriving -= 1;
      for (let index = 0; index < count; index += 1) ask(`v-${seconds}-${index}`);
    }, seconds * 1000);
  }

  function ask(id: string): void {
    asked.set(id, Date.now());
    void deployment.ask(id);
  }

  async function statusOfEach(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const id of asked.keys()) found.set(id, await deployment.status(id));
    return found;
  }

  let ticking = true;
  const tick = () => {
    if (!ticking) return;
    deployment.tick();
    setTimeout(tick, TICK_SECONDS * 1000);
  };
  tick();

  // Completed ones leave the queues; what waits, or is worked on, does not.
  const isEnded = () => record.began.size === asked.size && [...record.working.values()].every((count) => count === 0);
  const isOver = () => arriving === 0 && isEnded() && runs.running() === 0 && managed.state === "Deactivated";
  const left = () => withinSeconds - (Date.now() - STARTS_AT) / 1000;
  await time.run(isOver, left());
  let statuses = await statusOfEach();
  // What was killed outside of any run is worked on by nothing until a sweep finds it.
  while ([...statuses.values()].some((status) => !ENDED.has(status))) {
    const swept = Date.now() + TICK_SECONDS * 1000;
    await time.run(() => Date.now() >= swept && isOver(), left());
    statuses = await statusOfEach();
  }
  const seconds = (Date.now() - STARTS_AT) / 1000;
  ticking = false;
  await turn();

  const served: Served[] = [];
  for (const [id, at] of asked) {
    const { at: begin, ranOn } = record.began.get(id) ?? { at: Number.NaN, ranOn: "managed" as const };
    served.push({ waited: (begin - at) / 1000, ranOn, status: statuses.get(id) ?? "" });
  }
  return {
    served,
    seconds,
    executions: runs.use.started,
    transitions: runs.use.transitions,
    endedRuns: runs.use.ended,
    controlPlane: deployment.controlPlane,
    invocations: deployment.invocations,
    tables: tables.use,
    largestItems: {
      [VIDEOS_TABLE]: await tables.largestItem(VIDEOS_TABLE),
      [CAPACITY_TABLE]: await tables.largestItem(CAPACITY_TABLE),
    },
    twice: record.twice,
  };
}
