// What grows while the same events are repeated: containers, open handles, long texts, the heap.
import type { Evidence, Idle, Soak } from "../evidence.ts";
import type { Container } from "../inside/look.ts";
import { GLOBAL } from "../inside/names.ts";
import type { Finding } from "./finding.ts";
import { rootOf } from "./state.ts";

/** Fewer prove nothing: caches fill, and code is compiled, over some thousands. */
const LEAST_SOAKED = 8_000;
const LEAST_INVOCATIONS = 20;

/** What each invocation must leave, on average, in each part of a run: of a soak a hundredth, since it has so many. */
const LEAST_RATES = { entries: 0.5, handles: 0.5, characters: Number.POSITIVE_INFINITY };
const LEAST_SOAKED_RATES = { entries: 0.01, handles: 0.01, characters: 0.5 };

const nameOf = ({ file, line, path, unit }: Container): string => `${file} ${unit === "handles" ? line : ""} ${path}`;

interface Sample extends Idle {
  readonly by: ReadonlyMap<string, number>;
}

/** From one look at the state to another. */
interface Part {
  readonly from: Sample;
  readonly to: Sample;
}

const sampled = (idle: Idle): Sample => ({ ...idle, by: new Map(idle.sizes.map((one) => [nameOf(one), one.size])) });

const pairsOf = (samples: readonly Sample[]): Part[] =>
  samples.slice(1).map((to, index) => ({ from: samples[index] as Sample, to }));

/** How much a size grew in a part, for each of its invocations; below all when it is not in both. */
function rateOf(name: string, { from, to }: Part): number {
  const [before, after] = [from.by.get(name), to.by.get(name)];
  if (before === undefined || after === undefined) return Number.NEGATIVE_INFINITY;
  return (after - before) / Math.max(1, to.invocations - from.invocations);
}

/** The beginning of a soak is not looked at: caches fill in it. */
function partsOfSoak({
  samples,
}: Soak): { readonly first: Idle; readonly middle: Idle; readonly last: Idle } | undefined {
  const first = samples[Math.floor(samples.length / 4)];
  const last = samples.at(-1);
  return first && last && { first, middle: samples[Math.floor((samples.length * 5) / 8)] ?? last, last };
}

const isLong = (soak: Soak | undefined): soak is Soak => soak !== undefined && soak.invocations >= LEAST_SOAKED;

/** One for each variable, and for each place where handles are opened. */
export function growth({ idle, soak }: Evidence): Finding[] {
  const soaked = isLong(soak) ? partsOfSoak(soak) : undefined;
  const [first, middle, last] = (soaked ? [soaked.first, soaked.middle, soaked.last] : idle.slice(-3)).map(sampled);
  const invocations = first && last ? last.invocations - first.invocations : 0;
  if (!first || !middle || !last || invocations < LEAST_INVOCATIONS) return [];
  const rates = soaked ? LEAST_SOAKED_RATES : LEAST_RATES;
  const every = soaked && soak ? pairsOf(soak.samples.slice(soak.samples.indexOf(soaked.first)).map(sampled)) : [];
  const grew = last.sizes.filter((one) => {
    const name = nameOf(one);
    const enough = pairsOf([first, middle, last]).every((part) => rateOf(name, part) >= rates[one.unit]);
    return enough && every.every((part) => rateOf(name, part) >= 0);
  });
  const byRoot = Map.groupBy(grew, ({ file, line, path, unit }) => `${file}:${line} ${unit} ${rootOf(path)}`);
  return [...byRoot.values()].map((list): Finding => {
    const [{ file, line, path, size, unit }] = list as [Container, ...Container[]];
    const isHandle = unit === "handles";
    const from = first.by.get(nameOf(list[0] as Container)) ?? 0;
    const more = list.length > 1 ? `, and ${list.length - 1} more in it,` : "";
    return {
      ...{ level: "warning", code: isHandle ? "handles-grow" : "growth", subject: path },
      ...(file !== "" && file !== GLOBAL && { place: { file, line } }),
      what: `${isHandle ? `open ${path}` : path}${more} grew from ${from} to ${size}${isHandle ? "" : ` ${unit}`} in ${invocations} invocations of the same events`,
    };
  });
}

/** Less is noise of the collector. */
const LEAST_BYTES_PER_INVOCATION = 64;

/** Growth of the heap in a soak, or that it has shown nothing. */
export function heapGrowth({ soak }: Evidence): Finding[] {
  if (!soak) return [];
  const { invocations, minutes } = soak;
  const parts = isLong(soak) ? partsOfSoak(soak) : undefined;
  if (!parts) {
    const what = `${invocations} invocations in ${minutes} min, of at least ${LEAST_SOAKED}: that proves nothing`;
    return [{ level: "not-shown", code: "growth-not-shown", what }];
  }
  const { first, middle, last } = parts;
  const rate = (from: Idle, to: Idle) =>
    (to.heapBytes - from.heapBytes) / Math.max(1, to.invocations - from.invocations);
  if (Math.min(rate(first, middle), rate(middle, last)) < LEAST_BYTES_PER_INVOCATION) return [];
  const what = `${Math.round(rate(first, last))} bytes for each of ${last.invocations - first.invocations} invocations`;
  return [{ level: "warning", code: "heap-growth", what }];
}
