// The page for what is deployed: read-only, with the operator's credentials. Nothing tells what has changed there, so it is asked
// for, gently, and only while a page is open; Lambda's control plane, which answers 15 requests a second for the whole account,
// twice per function in half a minute.

import type { Observed } from "../../app/capacity/observed.ts";
import { createConsole } from "../../local/console/console.ts";
import { Feed } from "../../local/console/feed.ts";
import type { PageFiles } from "../../local/console/pageFiles.ts";
import { systemClock } from "../../local/lambda/clock.ts";
import type { Listener } from "../../local/servers.ts";
import type { Settings } from "../lmi/settings.ts";
import { countsOf } from "./costView.ts";
import { type Pace, type Steady, steady } from "./steady.ts";
import { createViews, readCost } from "./views.ts";

const every = (seconds: number): Pace => ({ leastMilliseconds: seconds * 1_000, mostMilliseconds: seconds * 1_000 });

const PACES = {
  capacity: every(10),
  videos: every(10),
  runs: every(15),
  alarms: every(60),
  cost: every(60),
} as const;

const OBSERVE_MILLISECONDS = 30_000;
/** The newest so many are shown, and those that were seen open before. */
const MOST_VIDEOS = 200;

/** What Lambda says, asked again only after a while. */
function seldom(observe: (name: string) => Promise<Observed>): (name: string) => Promise<Observed> {
  const known = new Map<string, { readonly at: number; readonly observed: Promise<Observed> }>();
  return (name) => {
    const before = known.get(name);
    if (before && performance.now() - before.at < OBSERVE_MILLISECONDS) return before.observed;
    const observed = observe(name);
    known.set(name, { at: performance.now(), observed });
    observed.catch(() => known.delete(name));
    return observed;
  };
}

/**
 * Serves the page at the listener.
 * @returns ends it
 * @throws what reading the environment throws, such as that it is not deployed
 */
export async function serveDeployed(
  listener: Listener,
  files: PageFiles,
  settings: Settings,
): Promise<() => Promise<void>> {
  const feed = new Feed(systemClock);
  const views = await createViews({ settings, feed, around: seldom });
  const { environment } = settings;
  feed.put("meta", "", { environment, region: views.region, kind: "deployed", actions: [], startedAt: Date.now() });
  await views.capacity();

  const reads: Readonly<Record<keyof typeof PACES, () => Promise<void>>> = {
    capacity: views.capacity,
    videos: async () => {
      views.videos.noteOpen();
      await views.videos.readNewest(MOST_VIDEOS);
      await views.videos.readChanged();
    },
    runs: () => views.runs.read(),
    alarms: async () => feed.replace("alarms", await views.alarms()),
    cost: () =>
      readCost(feed, environment, (name) => {
        const now = Date.now();
        return countsOf((feed.get("functions", name)?.desiredLevels ?? []).filter(({ at }) => at <= now));
      }),
  };
  const readers: Steady[] = Object.entries(reads).map(([what, read]) =>
    steady(
      async () => {
        if (feed.subscribers === 0) return;
        await read();
        views.problem(what);
      },
      PACES[what as keyof typeof PACES],
      (error) => views.problem(what, error),
    ),
  );
  feed.onSubscribe = () => {
    for (const reader of readers) reader.poke();
  };
  listener.serve(createConsole({ files, feed, lookups: views.lookups, streams: {} }));
  return async () => {
    for (const reader of readers) reader.stop();
    feed.close();
    await listener.close();
  };
}
