// How load is spread over time: factors whose mean is 1.

/** A day, by the minute. */
export const MINUTES_PER_DAY = 1_440;

const raisedCosine = (power: number): number[] =>
  Array.from({ length: MINUTES_PER_DAY }, (_, minute) => {
    const hill = (1 - Math.cos((2 * Math.PI * minute) / MINUTES_PER_DAY)) / 2;
    return hill ** power;
  });

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The power at which the hill stands so many times above its mean. That mean is Γ(k+1/2) / (√π Γ(k+1)), close to
 * 1/√(π (k+1/4)), which Newton's method starts from.
 */
function powerFor(peakToMean: number): number {
  let power = peakToMean ** 2 / Math.PI - 1 / 4;
  for (let step = 0; step < 5; step++) power *= (peakToMean * mean(raisedCosine(power))) ** 2;
  return power;
}

/** The highest that one hill a day can stand above its mean when it is a few minutes wide. */
export const MAX_PEAK_TO_MEAN = 100;

/** For so much of the time, load is at that factor of its mean. */
export interface LoadLevel {
  readonly share: number;
  readonly factor: number;
}

/** The narrowest hill has a standard deviation of 5.7 minutes, which steps of five still add up to eight digits. */
const LEVEL_MINUTES = 5;

/** Peaks whose days are priced; a peak between two of them as the next one. */
export const PEAKS: readonly number[] = [1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, MAX_PEAK_TO_MEAN];

function levelsOf(peakToMean: number): readonly LoadLevel[] {
  const day = diurnal(peakToMean);
  const noon = MINUTES_PER_DAY / 2;
  // The afternoon mirrors the morning.
  return Array.from({ length: noon / LEVEL_MINUTES + 1 }, (_, index) => {
    const minute = index * LEVEL_MINUTES;
    const isEnd = minute === 0 || minute === noon;
    return { factor: day[minute] ?? 0, share: ((isEnd ? 1 : 2) * LEVEL_MINUTES) / MINUTES_PER_DAY };
  });
}

const priced = new Map<number, readonly LoadLevel[]>();

/** The same day without its order: levels from the lowest to the highest. */
export function loadLevels(peakToMean: number): readonly LoadLevel[] {
  const levels = priced.get(peakToMean) ?? levelsOf(peakToMean);
  if (PEAKS.includes(peakToMean)) priced.set(peakToMean, levels);
  return levels;
}

/** A day that was given, as factors of its mean by the hour; hours without load are left out before. */
export const hourlyLevels = (factors: readonly number[]): readonly LoadLevel[] =>
  factors.toSorted((a, b) => a - b).map((factor) => ({ factor, share: 1 / factors.length }));

let last: { readonly peakToMean: number; readonly factors: readonly number[] } | undefined;

/**
 * One hill a day, quietest at minute 0: by the minute, mean 1, and `peakToMean` at the top.
 * @param peakToMean 1 (flat) to 100
 */
export function diurnal(peakToMean: number): readonly number[] {
  // Searching for a break-even asks for the same day again and again.
  if (last?.peakToMean !== peakToMean) last = { peakToMean, factors: dayOf(peakToMean) };
  return last.factors;
}

function dayOf(peakToMean: number): readonly number[] {
  if (peakToMean <= 2) return raisedCosine(1).map((hill) => 1 + (peakToMean - 1) * (2 * hill - 1));
  const hills = raisedCosine(powerFor(peakToMean));
  const level = mean(hills);
  return hills.map((hill) => hill / level);
}
