// How load is spread over time: factors whose mean is 1.

/** A day, by the minute. */
export const MINUTES_PER_DAY = 1_440;

const raisedCosine = (power: number): number[] =>
  Array.from({ length: MINUTES_PER_DAY }, (_, minute) => {
    const hill = (1 - Math.cos((2 * Math.PI * minute) / MINUTES_PER_DAY)) / 2;
    return hill ** power;
  });

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The power at which the hill stands so many times above its mean. */
function powerFor(peakToMean: number): number {
  let [low, high] = [1, 2];
  while (1 / mean(raisedCosine(high)) < peakToMean) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (1 / mean(raisedCosine(middle)) < peakToMean) low = middle;
    else high = middle;
  }
  return high;
}

/** The highest that one hill a day can stand above its mean when it is a few minutes wide. */
export const MAX_PEAK_TO_MEAN = 100;

/**
 * One hill a day, quietest at minute 0: by the minute, mean 1, and `peakToMean` at the top.
 * @param peakToMean 1 (flat) to 100
 */
export function diurnal(peakToMean: number): readonly number[] {
  if (peakToMean <= 2) {
    return raisedCosine(1).map((hill) => 1 + (peakToMean - 1) * (2 * hill - 1));
  }
  const hills = raisedCosine(powerFor(peakToMean));
  const level = mean(hills);
  return hills.map((hill) => hill / level);
}
