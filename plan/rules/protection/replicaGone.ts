// Regions that a table's `replica` blocks no longer name.
import { at, isAttributes, type Value } from "../../value.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import type { Look } from "./settingRule.ts";

const regionsIn = (blocks: Value | undefined): readonly string[] =>
  Array.isArray(blocks)
    ? (blocks as readonly Value[]).flatMap((block) => {
        const region = isAttributes(block) ? block.region_name : undefined;
        return typeof region === "string" ? [region] : [];
      })
    : [];

export const replicaGone: Look = {
  types: ["aws_dynamodb_table"],
  *find(reviewed) {
    for (const change of changesOf(reviewed, "aws_dynamodb_table")) {
      if (change.action !== "update") continue;
      const after = at(change.after, "replica");
      // Not configured, the provider says what it finds.
      if (!Array.isArray(after)) continue;
      const left = new Set(regionsIn(after));
      const gone = regionsIn(at(change.before, "replica")).filter((region) => !left.has(region));
      if (gone.length === 0) continue;
      yield { ...placeOf(change), attribute: "replica", what: `The table loses its replica in ${listed(gone)}.` };
    }
  },
};
