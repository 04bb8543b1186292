// Regions that the `replica` blocks of a table or secret no longer name.
import { at, isAttributes, type Value } from "../../value.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import type { Look } from "./settingRule.ts";

/** By type, what it is and the attribute of a block that names the Region. */
const KINDS: ReadonlyMap<string, { readonly words: string; readonly region: string }> = new Map([
  ["aws_dynamodb_table", { words: "table", region: "region_name" }],
  ["aws_secretsmanager_secret", { words: "secret", region: "region" }],
]);

const regionsIn = (blocks: Value | undefined, attribute: string): readonly string[] =>
  Array.isArray(blocks)
    ? (blocks as readonly Value[]).flatMap((block) => {
        const region = isAttributes(block) ? block[attribute] : undefined;
        return typeof region === "string" ? [region] : [];
      })
    : [];

export const replicaGone: Look = {
  types: [...KINDS.keys()],
  *find(reviewed) {
    for (const change of changesOf(reviewed, ...KINDS.keys())) {
      const kind = KINDS.get(change.type);
      const after = at(change.after, "replica");
      // Not configured, the provider says what it finds.
      if (kind === undefined || change.action !== "update" || !Array.isArray(after)) continue;
      const left = new Set(regionsIn(after, kind.region));
      const gone = regionsIn(at(change.before, "replica"), kind.region).filter((region) => !left.has(region));
      if (gone.length === 0) continue;
      yield {
        ...placeOf(change),
        attribute: "replica",
        what: `The ${kind.words} loses its replica in ${listed(gone)}.`,
      };
    }
  },
};
