// What the local run tells the page by itself: environments as they fill and empty, faults, alarms, requests, and what happens.
import { type Clock, systemClock } from "../lambda/clock.ts";
import type { LambdaEvent } from "../lambda/service.ts";
import type { LocalFace } from "./face.ts";
import type { Feed } from "./feed.ts";
import type { Environments, ShownEnvironment } from "./model.ts";

/** Between two looks at what runs; a page that nobody has open is looked after less often. */
const LOOK_MILLISECONDS = 200;
const SHOW_LOST_MILLISECONDS = 6_000;

/** What is not to be seen by looking: environments that were lost, and how often an invocation was turned away. */
export class Losses {
  readonly #clock: Clock;
  readonly #lost = new Map<string, { readonly number: number; readonly until: number }[]>();
  readonly #throttles = new Map<string, number>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  see(event: LambdaEvent): void {
    const { function: name } = event;
    if (event.kind === "throttled") this.#throttles.set(name, this.throttles(name) + event.count);
    if (event.kind !== "environment-lost") return;
    const until = this.#clock.now() + SHOW_LOST_MILLISECONDS;
    this.#lost.set(name, [...(this.#lost.get(name) ?? []), { number: event.environment, until }]);
  }

  throttles(name: string): number {
    return this.#throttles.get(name) ?? 0;
  }

  lost(name: string): ShownEnvironment[] {
    const still = (this.#lost.get(name) ?? []).filter(({ until }) => until > this.#clock.now());
    this.#lost.set(name, still);
    return still.map(({ number }) => ({ number, phase: "lost", inFlight: 0 }));
  }
}

/** Puts what there is into the feed, once. */
export function look(face: LocalFace, losses: Losses, feed: Feed): void {
  const { functions, providers } = face.lambda();
  for (const { name, capacityProvider, vCpus, slots, environments } of functions) {
    const shown: Environments = {
      name,
      ...(capacityProvider !== undefined && { capacityProvider }),
      ...(vCpus !== undefined && { vCpus }),
      slots,
      environments: [...losses.lost(name), ...environments].sort((a, b) => a.number - b.number),
      throttles: losses.throttles(name),
    };
    feed.put("environments", name, shown);
  }
  for (const provider of providers) feed.put("providers", provider.name, provider);
  feed.replace("alarms", new Map(face.alarms().map((alarm) => [alarm.name, alarm])));
  const faults = face.faults().flatMap(({ id, fault, since, until }) => {
    if (id === undefined) return [];
    return [[String(id), { id, fault, since, ...(until !== undefined && { until }) }] as const];
  });
  feed.replace("faults", new Map(faults));
}

/** Looks while a page is open, so that what nobody sees costs nothing. @returns ends it */
export function followLocal(face: LocalFace, losses: Losses, feed: Feed): () => void {
  look(face, losses, feed);
  const timer = setInterval(() => {
    if (feed.subscribers > 0) look(face, losses, feed);
  }, LOOK_MILLISECONDS);
  return () => clearInterval(timer);
}
