// Whether a plan takes down everything that its stack has: then nothing of it is missed.
import type { Plan } from "../../plan.ts";
import type { Reviewed } from "../reviewed.ts";
import { isRemoved } from "./changes.ts";

const isTeardown = ({ changes, after }: Plan): boolean =>
  changes.every((change) => change.mode !== "managed" || isRemoved(change)) &&
  after.every(({ mode }) => mode !== "managed");

/** The plans of a review after which something of the stack is left. */
export const withoutTeardowns = ({ plans }: Reviewed): Pick<Reviewed, "plans"> => ({
  plans: plans.filter((plan) => !isTeardown(plan)),
});
