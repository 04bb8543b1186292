// Lifecycle rules of buckets by which objects go sooner than before.
import { at, isAttributes, type Value } from "../../value.ts";
import { changesOf, isKept, placeOf } from "../world/changes.ts";
import { reach } from "./reach.ts";
import type { Look } from "./settingRule.ts";

const TYPES = [
  ["aws_s3_bucket_lifecycle_configuration", "rule"],
  ["aws_s3_bucket", "lifecycle_rule"],
] as const;

const PATHS = [
  { path: ["expiration", 0, "days"], words: "Objects" },
  { path: ["noncurrent_version_expiration", 0, "noncurrent_days"], words: "Old versions of objects" },
  { path: ["noncurrent_version_expiration", 0, "days"], words: "Old versions of objects" },
] as const;

const rulesIn = (blocks: Value | undefined): ReadonlyMap<string, Value> =>
  new Map(
    Array.isArray(blocks)
      ? (blocks as readonly Value[]).flatMap((block) => {
          const isOn = at(block, "status") !== "Disabled" && at(block, "enabled") !== false;
          return isAttributes(block) && isOn ? [[String(block.id ?? ""), block]] : [];
        })
      : [],
  );

/** Days until it is deleted; forever where no rule says it. */
function daysIn(rule: Value | undefined, path: readonly (string | number)[]): number {
  const days = Number(reach(rule, path) ?? 0);
  return days > 0 ? days : Number.POSITIVE_INFINITY;
}

export const objectsExpire: Look = {
  types: TYPES.map(([type]) => type),
  *find(reviewed) {
    for (const [type, attribute] of TYPES) {
      for (const change of changesOf(reviewed, type)) {
        if (!isKept(change) && change.action !== "deleteThenCreate") continue;
        const before = rulesIn(at(change.before, attribute));
        for (const [id, rule] of rulesIn(at(change.after, attribute))) {
          for (const { path, words } of PATHS) {
            const [was, is] = [daysIn(before.get(id), path), daysIn(rule, path)];
            if (!(is < was)) continue;
            const earlier = was === Number.POSITIVE_INFINITY ? "never by this rule" : `after ${was} days`;
            yield {
              ...placeOf(change),
              attribute,
              what: `${words} are deleted after ${is} days by the rule ${id}, before ${earlier}.`,
            };
          }
        }
      }
    }
  },
};
