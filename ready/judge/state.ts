// State of modules: what held an invocation's data while it waited, and which containers grow.
import type { Evidence, HeldState, Idle } from "../evidence.ts";
import { GLOBAL } from "../inside/names.ts";
import type { Container } from "../inside/state.ts";
import type { Finding, Level } from "./finding.ts";
import type { Mixed } from "./leaks.ts";

/** `queue[3].id` and `queue[4].id` are one place. */
const slotOf = ({ file, line, path }: Pick<HeldState, "file" | "line" | "path">): string =>
  `${file}:${line} ${path.replaceAll(/\[\d+\]/g, "[]")}`;

const rootOf = (path: string): string => /^(?:Symbol\([^)]*\)|[^.[]+)/.exec(path)?.[0] ?? path;

/** How large a share of invocations must have met before silence says something. */
export const LEAST_MET = 0.05;

/** One finding for each variable, the program's own before those of its dependencies. */
export function moduleState({ held, invoked }: Evidence, mixed: Mixed, metShare: number): Finding[] {
  const heldRuns = new Set(held.map(({ id }) => id));
  const of = Math.max(
    heldRuns.size,
    new Set(invoked.filter(({ phase }) => phase === "held").map(({ id }) => id)).size / 2,
  );
  const level: Level = mixed.proven.size > 0 ? "error" : metShare < LEAST_MET ? "info" : "warning";
  const byRoot = Map.groupBy(held, ({ file, line, path }) => `${file}:${line} ${rootOf(path)}`);
  const found = [...byRoot.values()].map((list): Finding => {
    const [first] = list as [HeldState, ...HeldState[]];
    const slots = [...new Set(list.map(slotOf))].length;
    const more = slots > 1 ? ` and in ${slots - 1} more places of it` : "";
    return {
      ...{ level, code: "module-state", subject: rootOf(first.path) },
      ...(first.file !== GLOBAL && { place: { file: first.file, line: first.line } }),
      what: `${first.path}${more} held ${JSON.stringify(first.needle.slice(0, 60))} while ${first.event.name} waited`,
      seen: { count: new Set(list.map(({ id }) => id)).size, of: Math.ceil(of) },
    };
  });
  const own = found.filter(({ place }) => !place?.file.includes("node_modules/"));
  return own.length > 0 ? own : found;
}

const nameOf = ({ file, line, path, isHandle }: Container): string => `${file} ${isHandle ? line : ""} ${path}`;

const sizeIn = ({ sizes }: Idle): Map<string, number> => new Map(sizes.map((one) => [nameOf(one), one.size]));

/** Entries that each invocation must leave, on average, in each part of the run. */
const LEAST_RATE = 0.5;
const LEAST_INVOCATIONS = 20;

/** Containers that grew in each part of the run, while the same events were repeated. */
export function growth({ idle }: Evidence): Finding[] {
  const [first, ...rest] = idle.slice(-3);
  const last = rest.at(-1);
  if (!first || !last || rest.length < 2 || last.invocations - first.invocations < LEAST_INVOCATIONS) return [];
  const samples = [first, ...rest].map((one) => ({ ...one, by: sizeIn(one) }));
  const grew = last.sizes.filter((one) =>
    samples.slice(1).every((after, index) => {
      const before = samples[index] as (typeof samples)[number];
      const key = nameOf(one);
      const [from, to] = [before.by.get(key), after.by.get(key)];
      return (
        from !== undefined && to !== undefined && to - from >= (after.invocations - before.invocations) * LEAST_RATE
      );
    }),
  );
  return grew.map((one): Finding => {
    const { file, line, path, size, isHandle } = one;
    const from = samples[0]?.by.get(nameOf(one)) ?? 0;
    return {
      ...{ level: "warning", code: isHandle ? "handles-grow" : "growth", subject: path },
      ...(file !== "" && { place: { file, line } }),
      what: `${isHandle ? `open ${path}` : path} grew from ${from} to ${size}${isHandle ? "" : " entries"} in ${last.invocations - first.invocations} invocations of the same events`,
    };
  });
}

const LEAST_SOAKED = 8_000;
/** Less is noise of the collector. */
const LEAST_BYTES_PER_INVOCATION = 64;

/** Growth of the heap in a soak. */
export function heapGrowth({ soak }: Evidence): Finding[] {
  if (!soak) return [];
  const { samples } = soak;
  const [first, last] = [samples[Math.floor(samples.length / 4)], samples.at(-1)];
  const invocations = last && samples[0] ? last.invocations - samples[0].invocations : 0;
  if (!first || !last || invocations < LEAST_SOAKED) {
    const what = `${invocations} invocations in ${soak.minutes} min`;
    return [{ level: "not-shown", code: "growth-not-shown", what }];
  }
  const middle = samples[Math.floor((samples.length * 5) / 8)] ?? last;
  const rate = (from: Idle, to: Idle) =>
    (to.heapBytes - from.heapBytes) / Math.max(1, to.invocations - from.invocations);
  const rates = [rate(first, middle), rate(middle, last)];
  if (Math.min(...rates) < LEAST_BYTES_PER_INVOCATION) return [];
  const what = `${Math.round(rate(first, last))} bytes for each of ${last.invocations - first.invocations} invocations`;
  return [{ level: "warning", code: "heap-growth", what }];
}
