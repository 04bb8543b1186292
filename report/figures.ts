// How a number is written for people: one way for the command tables and for the page.

const CENT = 0.01;
/** From here dollars go without cents, and counts with a suffix. */
const LARGE = 10_000;
/** Beyond these, digits tell less than the exponent. */
const [TINIEST, HUGEST] = [1e-9, 1e15];
const SUFFIXES = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;
const SECONDS_PER_HOUR = 3_600;

const fixed = (digits: number) =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const significant = (digits: number) => new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits });
const whole = fixed(0);
const cents = fixed(2);
const oneDecimal = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const twoDigits = significant(2);
const threeDigits = significant(3);
const allDigits = significant(15);

const outOfRange = (size: number): boolean => size !== 0 && (size < TINIEST || size >= HUGEST);
const exponential = (size: number): string => size.toExponential(1).replace("e+", "e");

/** Calls `write` with the size, and puts the sign before what comes back. */
function signed(name: string, value: number, write: (size: number) => string): string {
  if (!Number.isFinite(value)) throw new RangeError(`${name}: must be a finite number, got ${value}`);
  const text = write(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

function dollars(size: number): string {
  if (outOfRange(size)) return exponential(size);
  if (size === 0 || Number(size.toPrecision(2)) >= CENT) {
    return Math.round(size * 100) / 100 >= LARGE ? whole.format(size) : cents.format(size);
  }
  return twoDigits.format(size);
}

/** `$205.51`, from ten thousand `$1,234,567`, under a cent two digits: `$0.00000020` is `$0.0000002`; @throws RangeError unless finite */
export const usd = (value: number): string => signed("usd", value, (size) => `$${dollars(size)}`);

function short(size: number): string {
  if (size === 0) return "0";
  if (outOfRange(size)) return exponential(size);
  const rounded = Number(size.toPrecision(3));
  if (rounded < 1_000) return threeDigits.format(size);
  if (Math.round(size) < LARGE) return whole.format(size);
  const [unit, suffix] = SUFFIXES.find(([from]) => rounded >= from) ?? [1, ""];
  return `${threeDigits.format(rounded / unit)} ${suffix}`;
}

/** Three digits and a suffix: `154 M`; under ten thousand all of the whole number: `9,876`; @throws RangeError unless finite */
export const count = (value: number): string => signed("count", value, short);

/** Every digit: `154,131,578`, `0.15`; @throws RangeError unless finite */
export const exact = (value: number): string =>
  signed("exact", value, (size) => (outOfRange(size) ? exponential(size) : allDigits.format(size)));

/** Of a duration in hours, `730 h`, `1.5 h`, `30 min`, `36 s`, `120 ms`; @throws RangeError unless finite */
export const hours = (value: number): string =>
  signed("hours", value, (size) => {
    if (size === 0 || size >= 1) return `${short(size)} h`;
    const seconds = Number((size * SECONDS_PER_HOUR).toPrecision(3));
    if (seconds >= SECONDS_PER_HOUR) return "1 h";
    if (seconds >= 60) return `${short(seconds / 60)} min`;
    return seconds >= 1 ? `${short(seconds)} s` : `${short(seconds * 1_000)} ms`;
  });

/** Of a ratio, `15%` for 0.15, at most one decimal from 1% on: `12.3%`; under it two digits: `0.012%`; @throws RangeError unless finite */
export const percent = (value: number): string =>
  signed("percent", value, (size) => {
    const hundredths = size * 100;
    if (outOfRange(hundredths)) return `${exponential(hundredths)}%`;
    if (hundredths !== 0 && hundredths < 1) return `${twoDigits.format(hundredths)}%`;
    return `${oneDecimal.format(hundredths)}%`;
  });
