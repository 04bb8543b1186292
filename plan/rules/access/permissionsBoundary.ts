// The permissions boundary of a role or user, removed or changed.
import { at } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";

/** The ceiling of what an identity may do, whatever its policies say. */
export const permissionsBoundary = rule({
  id: "permissions-boundary-removed",
  severity: ["high", "medium"],
  title: "A permissions boundary is removed or changed",
  why: "Whatever its policies say, an identity may do no more than its boundary allows: without it, they all come into force.",
  remedy: "Keep the boundary, or say in the pull request why this identity needs none.",
  types: ["aws_iam_role", "aws_iam_user"],
  *check(reviewed) {
    for (const change of changesOf(reviewed, "aws_iam_role", "aws_iam_user")) {
      const { action } = change;
      if (change.before === undefined || change.after === undefined || action === "noOp" || action === "forget")
        continue;
      const [before, after] = [at(change.before, "permissions_boundary"), at(change.after, "permissions_boundary")];
      if (typeof before !== "string" || before === "" || before === after) continue;
      const isGone = after === undefined || after === null || after === "";
      yield {
        severity: isGone ? "high" : "medium",
        ...placeOf(change),
        attribute: "permissions_boundary",
        what: isGone
          ? `The permissions boundary ${before} is removed.`
          : `The permissions boundary changes from ${before} to ${typeof after === "string" ? after : "one that is unknown until apply"}.`,
      };
    }
  },
});
