// Rules by which a bucket is copied that go, or are switched off.
import { type Attributes, at, isAttributes, type Value } from "../../value.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import type { Look } from "./settingRule.ts";

const REPLICATION = "aws_s3_bucket_replication_configuration";

/** Rules that are on, by their destination and what they are about: a rule's name is only a name. */
const rulesIn = (attributes: Attributes): ReadonlyMap<string, Attributes> => {
  const blocks: Value | undefined = at(attributes, "rule");
  const rules = Array.isArray(blocks) ? (blocks as readonly Value[]).filter(isAttributes) : [];
  const on = rules.filter(({ status }) => status !== "Disabled");
  return new Map(
    on.map((rule) => [
      JSON.stringify([at(rule, "destination", 0, "bucket"), rule.prefix ?? null, rule.filter ?? null]),
      rule,
    ]),
  );
};

export const replicationNarrowed: Look = {
  types: [REPLICATION],
  *find(reviewed) {
    for (const change of changesOf(reviewed, REPLICATION)) {
      const { before, after, action } = change;
      if (!before || !after || action === "noOp" || action === "forget" || !Array.isArray(after.rule)) continue;
      const [had, has] = [rulesIn(before), rulesIn(after)];
      // A rule that only the apply knows in full may be any of those that go.
      const names = new Set([...has.values()].map(({ id }) => id));
      for (const [key, { id }] of had) {
        if (has.has(key) || (typeof id === "string" && names.has(id))) continue;
        yield {
          ...placeOf(change),
          attribute: "rule",
          what: `The bucket is no longer copied by the rule ${String(id ?? "without a name")}.`,
        };
      }
    }
  },
};
