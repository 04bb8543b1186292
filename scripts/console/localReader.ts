// Reads the local run for the page: told by its calls of AWS what has changed, it reads that and nothing else, and only while a
// page is open.
import type { AwsCall } from "../../local/aws/call.ts";
import type { LocalFace } from "../../local/console/face.ts";
import type { OpenReader } from "../../local/console/reader.ts";
import { readSettings } from "../lmi/settings.ts";
import { createActions, environmentOf } from "./actions.ts";
import type { Count } from "./costView.ts";
import { keepReading } from "./keepReading.ts";
import { createOutputs, createUpload } from "./media.ts";
import type { Pace } from "./steady.ts";
import { createViews, readCost } from "./views.ts";

const within = (leastMilliseconds: number): Pace => ({ leastMilliseconds, mostMilliseconds: 10_000 });

const WRITES = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/** The id of the item that a call wrote; undefined if it says none. */
function writtenId({ json }: AwsCall): string | undefined {
  const { Key, Item } = (json ?? {}) as { Key?: { id?: { S?: string } }; Item?: { id?: { S?: string } } };
  return (Key ?? Item)?.id?.S;
}

/** How many environments each function has had since the start; what has ended more than an hour ago is forgotten. */
class Counts {
  readonly #counts = new Map<string, Count[]>();

  see({ functions }: ReturnType<LocalFace["lambda"]>, at: number): void {
    for (const { name, environments } of functions) {
      const counts = this.#counts.get(name) ?? [];
      this.#counts.set(name, counts);
      if (counts.at(-1)?.environments !== environments.length) counts.push({ at, environments: environments.length });
      while (counts[1] && counts[1].at < at - 3_600_000) counts.shift();
    }
  }

  readonly of = (name: string): readonly Count[] => this.#counts.get(name) ?? [];
}

async function observedOf(face: LocalFace, functionName: string) {
  const found = face.lambda().functions.find(({ name }) => name === functionName);
  if (!found) throw new Error(`function ${functionName}: does not run here`);
  const { state, stateReason, requested, applied } = found;
  return {
    state,
    ...(stateReason !== undefined && { stateReason }),
    ...(requested && { requested }),
    ...(applied && { applied }),
  };
}

export const openLocalReader: OpenReader = async ({ environment, awsUrl, apiUrl, face }, feed) => {
  const settings = readSettings({ env: environment, local: true }, environmentOf(awsUrl));
  const views = await createViews({ settings, feed, around: () => (name) => observedOf(face, name) });
  const { names, runs, videos } = views;
  const counts = new Counts();
  counts.see(face.lambda(), Date.now());

  await videos.readNewest();
  const reading = keepReading(
    {
      capacity: { pace: within(1_000), read: () => views.capacity() },
      videos: { pace: within(500), read: () => videos.readChanged() },
      runs: { pace: within(1_000), read: () => runs.read() },
      cost: { pace: within(5_000), read: () => readCost(feed, environment, counts.of) },
    },
    { feed, readsFirst: true },
  );
  feed.onSubscribe = reading.pokeAll;

  face.onCall((call) => {
    const { service, operation = "", json } = call;
    if (service === "states" && /^(Start|Stop|Redrive)/.test(operation)) reading.poke("runs");
    if (service !== "dynamodb" || !WRITES.has(operation)) return;
    if (json?.TableName === names.capacityTable) reading.poke("capacity");
    const id = json?.TableName === names.videosTable ? writtenId(call) : undefined;
    if (id === undefined) return;
    videos.noteChanged(id);
    reading.poke("videos");
  });

  return {
    lookups: views.lookups,
    streams: { output: createOutputs(apiUrl) },
    actions: createActions({ environment, awsUrl, apiUrl, face, runs }),
    upload: createUpload(apiUrl),
    poke() {
      counts.see(face.lambda(), Date.now());
      reading.poke("capacity");
      reading.poke("runs");
    },
    stop: reading.stop,
  };
};
