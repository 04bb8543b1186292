// A way out goes, and what may need it is in none of the plans: nothing can be said but that.

import { PROVIDER } from "../capacity/managed.ts";
import { rule } from "../rule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";

const WAYS = {
  aws_vpc_endpoint: "A VPC endpoint",
  aws_nat_gateway: "A NAT gateway",
} as const;

export const egressUnseen = rule({
  id: "egress-unseen",
  severity: "low",
  title: "A way out goes, and no capacity provider is in the plans",
  why: "Without a way to CloudWatch Logs the logs of managed instances vanish silently; whether there is another one cannot be seen from here.",
  remedy: "Review the plans of all stacks together, as lmi plan run does.",
  types: Object.keys(WAYS),
  *check(reviewed) {
    const isInView = reviewed.plans.some(({ before, after }) =>
      [...before, ...after].some(({ type }) => type === PROVIDER),
    );
    if (isInView) return;
    for (const [type, words] of Object.entries(WAYS)) {
      for (const change of changesOf(reviewed, type)) {
        if (!isRemoved(change)) continue;
        yield {
          ...placeOf(change),
          what: `${words} is destroyed, and no capacity provider is in these plans.`,
        };
      }
    }
  },
});
