// An axis: what it counts, and how its values become places and ticks.
import { scaleLinear, scaleLog, scaleUtc } from "d3-scale";
import { TIME, type Unit } from "../units.ts";
import { textWidth } from "./size.ts";

/** Instants are milliseconds since the epoch, and shown in UTC. */
export type Axis =
  | {
      readonly title: string;
      readonly scale?: "linear" | "log";
      readonly unit: Unit;
      readonly ticks?: readonly number[];
    }
  | { readonly title: string; readonly scale: "time"; readonly ticks?: readonly number[] };

export const unitOf = (axis: Axis): Unit => (axis.scale === "time" ? TIME : axis.unit);

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** An axis laid along pixels. */
export interface Ruler {
  readonly domain: readonly [number, number];
  place(value: number): number;
  readonly ticks: readonly Tick[];
}

/** Least and most of all values; undefined when there are none. */
export function extentOf(values: Iterable<number>): [number, number] | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : undefined;
}

/** Gives a domain of one value some room to each side. */
function opened(axis: Axis, [least, most]: readonly [number, number]): [number, number] {
  if (least !== most) return [least, most];
  if (axis.scale === "log") return [least / 10, most * 10];
  const room = axis.scale === "time" ? 3_600_000 : Math.abs(least) / 10 || 1;
  return [least - room, most + room];
}

/** Powers of ten; with 2 and 5 between them where there is room. */
function logTicks([least, most]: readonly [number, number], wanted: number): number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const decades = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const inside = (values: readonly number[]) =>
    values.filter((value) => value >= least * (1 - 1e-9) && value <= most * (1 + 1e-9));
  const powers = inside(decades.map((exponent) => Number(`1e${exponent}`)));
  const fine = inside(decades.flatMap((exponent) => [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`))));
  if (fine.length < 2) return scaleLinear().domain([least, most]).ticks(wanted);
  if (fine.length <= wanted) return fine;
  const stride = Math.ceil(powers.length / wanted);
  return powers.filter((_, index) => index % stride === 0);
}

/** Instants lie evenly, so that only their ticks need a scale of their own. */
const scaleOf = (axis: Axis) => (axis.scale === "log" ? scaleLog() : scaleLinear());

function valuesAt(axis: Axis, domain: readonly [number, number], wanted: number): number[] {
  if (axis.ticks) return axis.ticks.filter((tick) => tick >= domain[0] && tick <= domain[1]);
  if (axis.scale === "log") return logTicks(domain, wanted);
  if (axis.scale === "time") return scaleUtc().domain(domain).ticks(wanted).map(Number);
  return scaleLinear().domain(domain).ticks(wanted);
}

function textsOf(axis: Axis, values: readonly number[]): string[] {
  const unit = unitOf(axis);
  return axis.scale === "log" ? values.flatMap((value) => unit.ticks([value])) : unit.ticks(values);
}

/** Those that do not repeat what the one before says. */
const distinct = (ticks: readonly Tick[]): Tick[] => ticks.filter(({ text }, index) => text !== ticks[index - 1]?.text);

interface Laid {
  readonly extent: readonly [number, number] | undefined;
  /** Where the domain begins and ends. */
  readonly range: readonly [number, number];
  /** How many ticks there should be. */
  readonly wanted: number;
}

/** Up the side: linear ones contain 0, and end at a tick. */
export function verticalRuler(axis: Axis, { extent, range, wanted }: Laid): Ruler {
  const linear = axis.scale !== "log" && axis.scale !== "time";
  const [least, most] = extent ?? (axis.scale === "log" ? [1, 10] : [0, 1]);
  const zeroed: [number, number] = linear ? [Math.min(0, least), Math.max(0, most)] : opened(axis, [least, most]);
  const domain: [number, number] = zeroed[0] === zeroed[1] ? [0, 1] : zeroed;
  const scale = scaleOf(axis).domain(domain).range(range);
  if (axis.scale !== "time") scale.nice(wanted);
  const [from, to] = scale.domain().map(Number);
  const nice: [number, number] = [from ?? domain[0], to ?? domain[1]];
  const values = valuesAt(axis, nice, wanted);
  const texts = textsOf(axis, values);
  return {
    domain: nice,
    place: (value) => scale(value),
    ticks: distinct(values.map((value, index) => ({ at: scale(value), text: texts[index] ?? "" }))),
  };
}

const GAP = 14;

const crowded = (ticks: readonly Tick[]): boolean =>
  ticks.some(({ at, text }, index) => {
    const next = ticks[index + 1];
    return next !== undefined && next.at - at < (textWidth(text) + textWidth(next.text)) / 2 + GAP;
  });

/** Along the bottom: as wide as the values are, with as many ticks as have room. */
export function horizontalRuler(axis: Axis, { extent, range, wanted }: Laid): Ruler {
  const domain = opened(axis, extent ?? (axis.scale === "log" ? [1, 10] : [0, 1]));
  const scale = scaleOf(axis).domain(domain).range(range);
  const ticksFor = (count: number): Tick[] => {
    const values = valuesAt(axis, domain, count);
    const texts = textsOf(axis, values);
    return distinct(values.map((value, index) => ({ at: scale(value), text: texts[index] ?? "" })));
  };
  for (let count = wanted; count > 1; count--) {
    const ticks = ticksFor(count);
    if (!crowded(ticks)) return { domain, place: (value) => scale(value), ticks };
  }
  const all = ticksFor(2);
  let stride = 2;
  const thinned = () => all.filter((_, index) => index % stride === 0);
  while (crowded(thinned())) stride += 1;
  return { domain, place: (value) => scale(value), ticks: thinned() };
}
