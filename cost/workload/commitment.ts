// Savings Plans: a commitment in dollars an hour is billed every hour of its term, used or not.
// https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html

/** The smallest that can be bought: https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-purchase.html */
const MIN_COMMITMENT_USD_PER_HOUR = 0.001;

/** So many hours of a month cost that much an hour at the on-demand price. */
export interface CostLevel {
  readonly hours: number;
  readonly usdPerHour: number;
}

export interface Committed {
  /** What is committed to, after the discount; 0 where no commitment pays. */
  readonly commitmentUsdPerHour: number;
  readonly usdPerMonth: number;
}

export const onDemandUsd = (levels: readonly CostLevel[]): number =>
  levels.reduce((sum, { hours, usdPerHour }) => sum + hours * usdPerHour, 0);

/**
 * The best that a discount can do: what runs in more than (1 - discount) of all hours is committed to, the rest stays on
 * demand. Covering a little more costs (1 - discount) in every hour and saves 1 in those hours that use it.
 * @param discount 0 to 1, off the on-demand price of what the commitment covers
 * @param levels all hours of a month, those without cost included
 */
export function withCommitment(levels: readonly CostLevel[], discount: number): Committed {
  const ordered = levels.toSorted((a, b) => b.usdPerHour - a.usdPerHour);
  const allHours = ordered.reduce((sum, { hours }) => sum + hours, 0);
  let hoursAtLeast = 0;
  let covered = 0;
  for (const { hours, usdPerHour } of ordered) {
    hoursAtLeast += hours;
    if (hoursAtLeast > (1 - discount) * allHours) {
      covered = usdPerHour;
      break;
    }
  }
  // The smallest plan may pay although less than all of it is used.
  covered = Math.max(covered, MIN_COMMITMENT_USD_PER_HOUR / (1 - discount));
  const commitmentUsdPerHour = covered * (1 - discount);
  const above = ordered.reduce((sum, { hours, usdPerHour }) => sum + hours * Math.max(0, usdPerHour - covered), 0);
  const without = onDemandUsd(levels);
  const usdPerMonth = commitmentUsdPerHour * allHours + above;
  return usdPerMonth < without
    ? { commitmentUsdPerHour, usdPerMonth }
    : { commitmentUsdPerHour: 0, usdPerMonth: without };
}
