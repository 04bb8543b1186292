// What rules look at: the plans of a change, both sides of its apply, and whatever rules derive of them.
import type { BatchWindow } from "../../app/capacity/window.ts";
import type { Plan } from "../plan.ts";
import { type Once, onceOf } from "./world/once.ts";
import { withSuccessors } from "./world/successors.ts";
import { type Worlds, worldsOf } from "./world/world.ts";

export interface ToReview {
  readonly plans: readonly Plan[];
  /** When the review is made, in milliseconds since the epoch: a window may be open. */
  readonly at: number;
  /** By function name, instead of what the plans declare. */
  readonly windows?: ReadonlyMap<string, readonly BatchWindow[]>;
}

export interface Reviewed extends ToReview {
  /** All stacks before and after the apply; made when a rule first asks. */
  readonly worlds: Worlds;
  readonly once: Once<Reviewed>;
}

const worldsIn = ({ plans }: Reviewed): Worlds => worldsOf(plans);

export function reviewedOf(given: ToReview): Reviewed {
  const reviewed: Reviewed = {
    ...given,
    plans: withSuccessors(given.plans),
    once: onceOf(() => reviewed),
    get worlds() {
      return reviewed.once(worldsIn);
    },
  };
  return reviewed;
}
