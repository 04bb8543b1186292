// Reads the local run for the page: told by its calls of AWS what has changed, it reads that and nothing else, and only while a
// page is open.
import type { AwsCall } from "../../local/aws/call.ts";
import type { LocalFace } from "../../local/console/face.ts";
import type { OpenReader } from "../../local/console/reader.ts";
import { readSettings } from "../lmi/settings.ts";
import { createActions, environmentOf } from "./actions.ts";
import type { Count } from "./costView.ts";
import { createOutputs, createUpload } from "./media.ts";
import { type Pace, steady } from "./steady.ts";
import { createViews, readCost } from "./views.ts";

const PACES = {
  capacity: { leastMilliseconds: 1_000, mostMilliseconds: 10_000 },
  videos: { leastMilliseconds: 500, mostMilliseconds: 10_000 },
  runs: { leastMilliseconds: 1_000, mostMilliseconds: 10_000 },
  cost: { leastMilliseconds: 5_000, mostMilliseconds: 10_000 },
} satisfies Record<string, Pace>;

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
  const { names, runs, videos, problem } = views;
  const counts = new Counts();
  counts.see(face.lambda(), Date.now());

  const reads: Readonly<Record<keyof typeof PACES, () => Promise<void>>> = {
    capacity: () => views.capacity(),
    videos: () => videos.readChanged(),
    runs: () => runs.read(),
    cost: () => readCost(feed, environment, counts.of),
  };
  await videos.readNewest();
  const begun = (Object.keys(PACES) as (keyof typeof PACES)[]).map((what) => {
    let hasRead = false;
    const read = async () => {
      if (hasRead && feed.subscribers === 0) return;
      await reads[what]();
      hasRead = true;
      problem(what);
    };
    return [what, steady(read, PACES[what], (error) => problem(what, error))] as const;
  });
  const readers = Object.fromEntries(begun) as Record<keyof typeof PACES, ReturnType<typeof steady>>;
  const pokeAll = () => {
    for (const reader of Object.values(readers)) reader.poke();
  };
  feed.onSubscribe = pokeAll;

  face.onCall((call) => {
    const { service, operation = "", json } = call;
    if (service === "states" && /^(Start|Stop|Redrive)/.test(operation)) readers.runs.poke();
    if (service !== "dynamodb" || !WRITES.has(operation)) return;
    if (json?.TableName === names.capacityTable) readers.capacity.poke();
    const id = json?.TableName === names.videosTable ? writtenId(call) : undefined;
    if (id === undefined) return;
    videos.noteChanged(id);
    readers.videos.poke();
  });

  return {
    lookups: views.lookups,
    streams: { output: createOutputs(apiUrl) },
    actions: createActions({ environment, awsUrl, apiUrl, face, runs }),
    upload: createUpload(apiUrl),
    poke() {
      counts.see(face.lambda(), Date.now());
      readers.capacity.poke();
      readers.runs.poke();
    },
    stop() {
      for (const reader of Object.values(readers)) reader.stop();
    },
  };
};
