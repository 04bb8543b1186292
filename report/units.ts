// What a number on an axis, in a mark or in a cell is, and so how it is written there.
import { count, exact, hours, percent, usd } from "./figures.ts";

export interface Unit {
  /** Beside a mark, where there is little room. */
  text(value: number): string;
  /** In a table, where every digit is looked for. */
  cell(value: number): string;
  /** Under an axis: all with the same suffix and number of decimals. */
  ticks(values: readonly number[]): string[];
}

const SUFFIXES = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e4, "k"],
] as const;
const DIVISORS = { T: 1e12, B: 1e9, M: 1e6, k: 1e3 } as const;
const MAX_DECIMALS = 9;

const largest = (values: readonly number[]): number => values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);

/** Decimals that tell every value from its neighbours. */
function decimalsOf(values: readonly number[]): number {
  const top = largest(values);
  for (let decimals = 0; decimals < MAX_DECIMALS; decimals++) {
    const rounding = top * 1e-9;
    if (values.every((value) => Math.abs(Number(value.toFixed(decimals)) - value) <= rounding)) return decimals;
  }
  return MAX_DECIMALS;
}

/** `2.5 M` beside `0.5 M`; zero is `0` alone. */
function evenly(values: readonly number[], prefix = "", suffix = ""): string[] {
  const top = largest(values);
  if (top >= 1e15 || (top > 0 && top < 1e-9)) {
    return values.map((value) => (value === 0 ? `${prefix}0${suffix}` : sign(value, prefix, exact, suffix)));
  }
  const short = SUFFIXES.find(([from]) => top >= from)?.[1];
  const scaled = values.map((value) => value / (short ? DIVISORS[short] : 1));
  const decimals = decimalsOf(scaled);
  const format = new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const after = short ? ` ${short}${suffix}` : suffix;
  return scaled.map((value) =>
    value === 0 ? `${prefix}0${suffix}` : sign(value, prefix, (size) => format.format(size), after),
  );
}

const sign = (value: number, prefix: string, write: (size: number) => string, suffix: string): string =>
  `${value < 0 ? "-" : ""}${prefix}${write(Math.abs(value))}${suffix}`;

/** Dollars. */
export const USD: Unit = { text: usd, cell: usd, ticks: (values) => evenly(values, "$") };

/** How many of something that the title of the axis or the column names. */
export const COUNT: Unit = {
  text: count,
  cell: (value) => exact(Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(4))),
  ticks: (values) => evenly(values),
};

/** A ratio; 1 is `100%`. */
export const PERCENT: Unit = {
  text: percent,
  cell: percent,
  ticks: (values) =>
    evenly(
      values.map((value) => value * 100),
      "",
      "%",
    ),
};

/** A duration, given in hours. */
export const HOURS: Unit = {
  text: hours,
  cell: hours,
  ticks(values) {
    const top = largest(values);
    if (top === 0 || top >= 1) return evenly(values, "", " h");
    const [factor, suffix] = top >= 1 / 60 ? [60, " min"] : [3_600, " s"];
    return evenly(
      values.map((value) => value * factor),
      "",
      suffix,
    );
  },
};

const DAY = 86_400_000;
const utc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC", hourCycle: "h23" });
const clock = utc({ hour: "2-digit", minute: "2-digit" });
const day = utc({ day: "numeric", month: "short" });
const month = utc({ month: "short", year: "numeric" });
const minuteText = (value: number): string => new Date(value).toISOString().slice(0, 16).replace("T", " ");

/** An instant in UTC, given in milliseconds since the epoch. */
export const TIME: Unit = {
  text: minuteText,
  cell: minuteText,
  ticks(values) {
    const [from, to] = [values[0] ?? 0, values.at(-1) ?? 0];
    if (to - from <= DAY) return values.map((value) => clock.format(value));
    const monthly = values.every((value) => new Date(value).getUTCDate() === 1 && value % DAY === 0);
    if (monthly) return values.map((value) => month.format(value));
    return values.map((value) => (value % DAY === 0 ? day : clock).format(value));
  },
};
