// Whether a review says what the change costs.
import { hasFailed, type Review } from "./review.ts";

/** All was planned, and something changes that has a price, or an amount does. */
export const isCostTold = (review: Review): boolean =>
  !hasFailed(review) &&
  ((review.coverage?.anyPriced ?? true) || ("lines" in review.cost && review.cost.lines.length > 0));
