// What a function may do, and whose code runs in it: its role, and layers of other accounts.

import { isSame } from "../../../terraform/located.ts";
import type { Change } from "../../plan.ts";
import { at, isUnknown, type Value } from "../../value.ts";
import { FUNCTION } from "../capacity/managed.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, differenceAt, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";

const RULES = {
  "function-role-changed": {
    severity: "medium",
    title: "A function runs with another role",
    why: "What it may do is now what the other role allows, which may be more, or too little for its work.",
    remedy: "Compare the policies of the two roles.",
    types: [FUNCTION],
  },
  "function-layer-added": {
    severity: "medium",
    title: "A function gets code of another account",
    why: "It runs with the function's role and sees its environment and every event.",
    remedy: "Make sure that you know whose account it is, or publish the layer in your own.",
    types: [FUNCTION],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const ACCOUNT = /^arn:[\w-]+:lambda:[\w-]*:(\d{12}):/;

const accountOf = (arn: Value | undefined): string | undefined =>
  typeof arn === "string" ? ACCOUNT.exec(arn)?.[1] : undefined;

const withoutVersion = (layer: string): string => layer.replace(/:\d+$/, "");

const layersIn = (change: Change, side: "before" | "after"): readonly string[] => {
  const layers = at(change[side], "layers");
  return Array.isArray(layers) ? (layers as readonly Value[]).filter((layer) => typeof layer === "string") : [];
};

/** Layers of other accounts that the function had in no version. */
function foreignLayersOf(change: Change): readonly string[] {
  const own = accountOf(at(change.before, "arn"));
  if (own === undefined) return [];
  const known = new Set(layersIn(change, "before").map(withoutVersion));
  return layersIn(change, "after").filter((layer) => {
    const account = accountOf(layer);
    return account !== undefined && account !== own && !known.has(withoutVersion(layer));
  });
}

const ROLE = "aws_iam_role";

/** What only the apply knows may still be the role that it has: one that is made again, or comes under another address. */
function isSameRole({ worlds: { before, after } }: Reviewed, change: Change): boolean {
  const [earlier, later] = [before.same(change), after.same(change)];
  const was = earlier && before.one(earlier, earlier.values.role, ROLE);
  const is = later && after.one(later, later.values.role, ROLE);
  return isSame(was, is);
}

function* foundIn(reviewed: Reviewed, change: Change): Generator<FoundAs<Id>> {
  const role = differenceAt(change, "role");
  if (role && !(isUnknown(role.after) && isSameRole(reviewed, change))) {
    yield {
      rule: "function-role-changed",
      ...placeOf(change),
      attribute: "role",
      what: `The function runs with another role (${role.text}).`,
    };
  }
  const layers = foreignLayersOf(change);
  if (layers.length > 0) {
    yield {
      rule: "function-layer-added",
      ...placeOf(change),
      attribute: "layers",
      what: `The function gets code of another account: ${listed(layers)}.`,
    };
  }
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  for (const change of changesOf(reviewed, FUNCTION)) {
    if (change.before === undefined || change.after === undefined || change.action === "noOp") continue;
    yield* foundIn(reviewed, change);
  }
}

export const functionTrust = family(RULES, look);
