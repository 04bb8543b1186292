// A function on managed instances goes, or is made anew.

import { LIMITS } from "../../../stacks/config/limits.ts";
import { pathText } from "../../diff/path.ts";
import { isReplacement } from "../../plan.ts";
import { at } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, isRemoved, isRenamed, KEEP_IT, placeOf } from "../world/changes.ts";
import { counted } from "../world/words.ts";
import type { Resource, World } from "../world/world.ts";
import { declarationOf } from "./declared.ts";
import { scalingConfigsOf } from "./demand.ts";
import { lostWith } from "./functionBelongings.ts";
import { environmentVCpusOf, FUNCTION, isManagedIn, nameOf } from "./managed.ts";
import { forcedBy } from "./providerReplaced.ts";

const RULES = {
  "function-destroyed": {
    severity: "medium",
    title: "A function on managed instances is destroyed",
    why: "What still calls it gets errors. Its scaling config and versions go with it, and its instances stop billing a few minutes later.",
    remedy: "Check that nothing calls it any more.",
    types: [FUNCTION],
  },
  "function-replaced": {
    severity: ["critical", "medium"],
    title: "A function on managed instances is replaced",
    why: "Calls fail until the new one has its instances, which takes minutes; a name that is taken makes AWS refuse the create.",
    remedy:
      "See that callers, declaration and scaling config name the new function, and that the reconciler or an operator gives it its capacity.",
    types: [FUNCTION],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const FIRST = LIMITS.firstPublishEnvironments.value;

function afterwards(world: World, fn: Resource): string {
  const vCpus = environmentVCpusOf(fn);
  const start = `${counted(FIRST, "environment")}${vCpus === undefined ? "" : `, ${FIRST * vCpus} vCPUs`}`;
  const name = nameOf(fn);
  const lost = lostWith(world, fn);
  if (scalingConfigsOf(world, name).some((config) => !lost.includes(config)))
    return `It starts with ${start}, until Terraform has put its scaling config.`;
  if (declarationOf(world, name)) return `It starts with ${start}, until the reconciler puts what is declared.`;
  return `It starts with ${start}, and keeps them: nothing in these plans gives the new function a scaling config.`;
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const { after } = reviewed.worlds;
  for (const change of changesOf(reviewed, FUNCTION)) {
    if (!isManagedIn(change.before)) continue;
    if (isRemoved(change)) {
      yield {
        rule: "function-destroyed",
        ...placeOf(change),
        what: "A function on managed instances is destroyed.",
      };
    }
    const later = after.same(change);
    if (!isReplacement(change.action) || later === undefined) continue;
    const [oldName, newName] = [at(change.before, "function_name"), at(change.after, "function_name")];
    const [first] = change.replacePaths;
    const place = { ...placeOf(change), ...(first ? { attribute: pathText(first) } : {}) };
    if (change.action !== "deleteThenCreate" && typeof newName === "string" && newName === oldName) {
      yield {
        rule: "function-replaced",
        severity: "critical",
        ...place,
        what: `The function is replaced${forcedBy(change)} by one of the same name that is created first: this apply will fail.`,
        applyFails: true,
        why: "Names of functions are unique in an account and Region, so that AWS refuses the create.",
        remedy:
          "Change function_name with it, or remove create_before_destroy and accept that the function is away meanwhile.",
      };
      continue;
    }
    yield {
      rule: "function-replaced",
      severity: "medium",
      ...place,
      what: `A function on managed instances is replaced${forcedBy(change)}.`,
      why: `${change.action === "deleteThenCreate" ? "Calls fail until the new one has its instances, which takes minutes. " : ""}${afterwards(after, later)}`,
      remedy: isRenamed(change)
        ? KEEP_IT
        : "See that callers, declaration and scaling config name the new function, and that the reconciler or an operator gives it its capacity.",
    };
  }
}

export const functionGone = family(RULES, look);
