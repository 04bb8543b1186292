// Days of load that were given hour by hour, as factors of the mean of those with load.

/**
 * Their factors, how long it has load, and how often that begins.
 * @param peaks the most at once in each hour, in the same unit
 */
export function dayOf(hourly: readonly number[], peaks: readonly number[] | undefined, hoursPerMonth: number) {
  const busy = hourly.filter((load) => load > 0);
  const mean = busy.reduce((sum, load) => sum + load, 0) / busy.length;
  const begins = hourly.filter((load, hour) => load > 0 && hourly.at(hour - 1) === 0).length;
  const factors = busy.map((load) => load / mean);
  const peakFactors = peaks
    ?.filter((_, hour) => (hourly[hour] ?? 0) > 0)
    .map((peak, index) => Math.max(peak / mean, factors[index] ?? 0));
  return {
    factors,
    peakFactors,
    peakToMean: (peakFactors ?? factors).reduce((most, factor) => Math.max(most, factor), 1),
    activeHours: (busy.length / hourly.length) * hoursPerMonth,
    activationsPerMonth: (begins * hoursPerMonth) / hourly.length,
  };
}
