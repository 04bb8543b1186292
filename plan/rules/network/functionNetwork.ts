// A function that leaves its VPC.
import { isManagedIn } from "../capacity/managed.ts";
import { isOpaque, reach } from "../protection/reach.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { shown } from "../world/words.ts";

const FUNCTION = "aws_lambda_function";
const SUBNETS = ["vpc_config", 0, "subnet_ids"] as const;

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

export const functionLeavesVpc = rule({
  id: "function-leaves-vpc",
  severity: "high",
  title: "A function leaves its VPC",
  why: "It no longer reaches what is private there, and what it sends out passes no security group, network ACL or endpoint policy.",
  remedy: "Keep vpc_config.",
  types: [FUNCTION],
  *check(reviewed) {
    for (const change of changesOf(reviewed, FUNCTION)) {
      const { before, after, action } = change;
      // On managed instances the network is the capacity provider's.
      if (!before || !after || action === "noOp" || action === "forget" || isManagedIn(after) !== false) continue;
      const [was, is] = [reach(before, SUBNETS), reach(after, SUBNETS)];
      if (isEmpty(was) || isOpaque(was, is) || !isEmpty(is)) continue;
      yield {
        ...placeOf(change),
        attribute: "vpc_config",
        what: `The function leaves its VPC (subnets: ${shown(was)} to nothing).`,
      };
    }
  },
});
