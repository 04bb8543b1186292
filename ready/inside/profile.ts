// Where a worker computes: a CPU profile of one invocation, taken only when its event has held the loop.
import { type Profiler, Session } from "node:inspector";
import { userFile } from "./userFile.ts";

const INTERVAL_MICROSECONDS = 200;

const session = new Session();

export function startProfile(): void {
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.setSamplingInterval", { interval: INTERVAL_MICROSECONDS });
  session.post("Profiler.start");
}

/** The place of the user's code that most samples are of: of what it calls in Node.js and in dependencies, its function. */
function busiest({ nodes }: Profiler.Profile): string | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ticks = new Map<string, number>();
  const add = (place: string | undefined, count: number) => {
    if (place !== undefined) ticks.set(place, (ticks.get(place) ?? 0) + count);
  };
  const waiting: { node: Profiler.ProfileNode | undefined; caller: string | undefined }[] = [
    { node: nodes[0], caller: undefined },
  ];
  for (const { node, caller } of waiting) {
    if (!node) continue;
    const file = userFile(node.callFrame.url);
    const isOwn = file !== undefined && (caller === undefined || !file.includes("node_modules/"));
    if (isOwn) for (const { line, ticks: count } of node.positionTicks ?? []) add(`${file}:${line}`, count);
    else add(caller, node.hitCount ?? 0);
    const place = isOwn ? `${file}:${node.callFrame.lineNumber + 1}` : caller;
    for (const id of node.children ?? []) waiting.push({ node: byId.get(id), caller: place });
  }
  return [...ticks].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** Where most of the time since `startProfile` was spent. */
export function stopProfile(): string | undefined {
  let place: string | undefined;
  session.post("Profiler.stop", (error, result) => {
    if (!error) place = busiest(result.profile);
  });
  session.post("Profiler.disable");
  session.disconnect();
  return place;
}
