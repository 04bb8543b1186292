// The page for what is deployed: read-only, with the operator's credentials. Nothing tells what has changed there, so it is asked
// for, gently, and only while a page is open; Lambda's control plane, which answers 15 requests a second for the whole account,
// twice per function in half a minute; CloudWatch, whose GetMetricData is billed by the metric, once a minute.

import type { Observed } from "../../app/capacity/observed.ts";
import { createConsole } from "../../local/console/console.ts";
import { Feed } from "../../local/console/feed.ts";
import type { PageFiles } from "../../local/console/pageFiles.ts";
import { systemClock } from "../../local/lambda/clock.ts";
import type { Listener } from "../../local/servers.ts";
import { functionNameOf } from "../../stacks/shared/names.ts";
import { ownIds } from "../lmi/functionIds.ts";
import type { Settings } from "../lmi/settings.ts";
import { countsOf } from "./costView.ts";
import { DeployedCapacity } from "./deployedCapacity.ts";
import { keepReading, type Source } from "./keepReading.ts";
import type { Pace } from "./steady.ts";
import { createViews, readCost, type Views } from "./views.ts";

/** While AWS refuses, at least this often all the same. */
const LONGEST_MILLISECONDS = 8 * 60_000;

const every = (seconds: number): Pace => ({
  leastMilliseconds: seconds * 1_000,
  mostMilliseconds: seconds * 1_000,
  longestMilliseconds: LONGEST_MILLISECONDS,
});

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

async function openCapacity(views: Views, environment: string, feed: Feed): Promise<DeployedCapacity> {
  const { names, clients, functions } = views;
  const own = (await ownIds(environment)).map((id) => functionNameOf({ name: environment }, id));
  return new DeployedCapacity({
    lambda: await clients.lambda(),
    cloudWatch: clients.cloudWatch,
    feed,
    managed: async () => [names.api, names.processor, ...own, ...(await functions())],
    ordinary: [names.scaler, names.dispatcher],
    optional: [names.overflow],
    now: Date.now,
  });
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
  const capacity = await openCapacity(views, environment, feed);

  const sources = {
    capacity: { pace: every(10), read: views.capacity },
    "vCPU caps": { pace: every(300), read: () => capacity.readProviders(), action: "lambda:GetCapacityProvider" },
    metrics: { pace: every(60), read: () => capacity.readMetrics(), action: "cloudwatch:GetMetricData" },
    videos: {
      pace: every(10),
      read: async () => {
        views.videos.noteOpen();
        await views.videos.readNewest(MOST_VIDEOS);
        await views.videos.readChanged();
      },
    },
    runs: { pace: every(15), read: () => views.runs.read(), action: "states:ListExecutions" },
    alarms: {
      pace: every(60),
      read: async () => feed.replace("alarms", await views.alarms()),
      action: "cloudwatch:DescribeAlarms",
    },
    cost: {
      pace: every(60),
      read: () =>
        readCost(feed, environment, (name) => {
          const now = Date.now();
          return countsOf((feed.get("functions", name)?.desiredLevels ?? []).filter(({ at }) => at <= now));
        }),
    },
  } satisfies Record<string, Source>;
  const reading = keepReading(sources, { feed, readsFirst: false });
  feed.onSubscribe = reading.pokeAll;
  listener.serve(createConsole({ files, feed, lookups: views.lookups, streams: {} }));
  return async () => {
    reading.stop();
    feed.close();
    await listener.close();
  };
}
