// Lifecycle rules of buckets by which objects go sooner than before.

import type { Change } from "../../plan.ts";
import { type Attributes, at, isAttributes, isSensitive, isUnknown, type Value } from "../../value.ts";
import { isNewOwner, ownersOf } from "../access/owners.ts";
import type { Reviewed } from "../reviewed.ts";
import { changesOf, isKept, placeOf } from "../world/changes.ts";
import { reach } from "./reach.ts";
import type { Look } from "./settingRule.ts";

const CONFIGURATION = "aws_s3_bucket_lifecycle_configuration";
const TYPES = [
  [CONFIGURATION, "rule"],
  ["aws_s3_bucket", "lifecycle_rule"],
] as const;

const PATHS = [
  { path: ["expiration", 0, "days"], words: "Objects" },
  { path: ["noncurrent_version_expiration", 0, "noncurrent_days"], words: "Old versions of objects" },
  { path: ["noncurrent_version_expiration", 0, "days"], words: "Old versions of objects" },
] as const;

const KEPT_VERSIONS = ["noncurrent_version_expiration", 0, "newer_noncurrent_versions"] as const;

const isRule = (block: Value): block is Attributes =>
  isAttributes(block) && at(block, "status") !== "Disabled" && at(block, "enabled") !== false;

const rulesIn = (blocks: Value | undefined): readonly Attributes[] =>
  Array.isArray(blocks) ? (blocks as readonly Value[]).filter(isRule) : [];

/** Days until it is deleted; forever where the rule does not say it. */
function daysIn(rule: Attributes, path: readonly (string | number)[]): number {
  const days = Number(reach(rule, path) ?? 0);
  return days > 0 ? days : Number.POSITIVE_INFINITY;
}

const isSet = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && value !== "" && value !== 0 && !(Array.isArray(value) && value.length === 0);

interface Scope {
  readonly prefix: string;
  /** All else that an object must have, such as a tag. */
  readonly others: string;
}

/** Which objects a rule is about. */
function scopeOf(rule: Attributes): Scope {
  const filter = at(rule, "filter", 0);
  const parts = [rule, filter, at(filter, "and", 0)].filter(isAttributes);
  const prefix = parts.map((part) => part.prefix).find((value) => isSet(value));
  const others = ["tag", "tags", "object_size_greater_than", "object_size_less_than"].flatMap((name) =>
    parts.flatMap((part) =>
      isSet(part[name]) && !(isAttributes(part[name]) && Object.keys(part[name]).length === 0)
        ? [[name, part[name]]]
        : [],
    ),
  );
  return { prefix: typeof prefix === "string" ? prefix : "", others: JSON.stringify(others) };
}

/** Whether a rule is about all objects that another is about. */
const covers = (one: Scope, other: Scope): boolean =>
  other.prefix.startsWith(one.prefix) && (one.others === "[]" || one.others === other.others);

/** When objects in the scope of a rule went until now. */
const daysBefore = (rules: readonly Attributes[], scope: Scope, path: readonly (string | number)[]): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...rules.filter((rule) => covers(scopeOf(rule), scope)).map((rule) => daysIn(rule, path)),
  );

function* soonerIn(before: readonly Attributes[], rule: Attributes): Generator<string> {
  const name = typeof rule.id === "string" && rule.id !== "" ? rule.id : "without a name";
  for (const { path, words } of PATHS) {
    const [was, is] = [daysBefore(before, scopeOf(rule), path), daysIn(rule, path)];
    if (!(is < was)) continue;
    const earlier = was === Number.POSITIVE_INFINITY ? "never by these rules" : `after ${was} days`;
    yield `${words} are deleted after ${is} days by the rule ${name}, before ${earlier}.`;
  }
  const same = before.find(({ id }) => id === rule.id);
  const [was, is] = [same, rule].map((one) => Number(reach(one, KEPT_VERSIONS) ?? 0));
  if (
    was !== undefined &&
    is !== undefined &&
    was > is &&
    rulesIn([rule]).some((one) => isSet(at(one, "noncurrent_version_expiration")))
  ) {
    yield `Fewer old versions of an object are kept by the rule ${name} (${was} to ${is}).`;
  }
}

/** Of a bucket that is there already. */
function isLook(reviewed: Reviewed, change: Change): boolean {
  if (isKept(change) || change.action === "deleteThenCreate") return true;
  return (
    change.action === "create" &&
    change.type === CONFIGURATION &&
    !isNewOwner(ownersOf(reviewed).after(change, { attribute: "bucket", type: "aws_s3_bucket" }))
  );
}

export const objectsExpire: Look = {
  types: TYPES.map(([type]) => type),
  *find(reviewed) {
    for (const [type, attribute] of TYPES) {
      for (const change of changesOf(reviewed, type)) {
        const [was, is] = [at(change.before, attribute), at(change.after, attribute)];
        if (!isLook(reviewed, change) || [was, is].some((side) => isUnknown(side) || isSensitive(side))) continue;
        const before = rulesIn(was);
        for (const rule of rulesIn(is)) {
          for (const what of soonerIn(before, rule)) yield { ...placeOf(change), attribute, what };
        }
      }
    }
  },
};
