// A capacity provider is replaced: whether that can work at all depends on the order, and on what is attached.

import { pathText } from "../../diff/path.ts";
import { type Change, isReplacement } from "../../plan.ts";
import { at } from "../../value.ts";
import { type Found, rule } from "../rule.ts";
import { changesOf, isRenamed, KEEP_IT, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { type Attached, attachedTo, functionNames, UNTOLD } from "./attached.ts";
import { PROVIDER } from "./managed.ts";

/** How long the provider asks again: https://github.com/hashicorp/terraform-provider-aws, resource aws_lambda_capacity_provider. */
export const DELETE_RETRY_MINUTES = 5;
export const DELETE_WAIT_MINUTES = 30;

/** What forces a replacement, as a phrase; the plan names nothing when it was asked for. */
export const forcedBy = ({ replacePaths }: Change): string =>
  replacePaths.length > 0 ? ` because of ${listed(replacePaths.map(pathText))}` : "";

const attributeOf = ({ replacePaths: [first] }: Change) => (first ? { attribute: pathText(first) } : {});

function replaced(change: Change, { now, afterwards, untold }: Attached): Omit<Found, "stack" | "address"> {
  const { action } = change;
  const [oldName, newName] = [at(change.before, "name"), at(change.after, "name")];
  const users = listed(functionNames(now, change.stack));
  if (isRenamed(change) && now.length > 0) {
    return {
      severity: "critical",
      what: `The capacity provider is deleted at ${change.previousAddress} and created here under the same name, while functions are attached to it (${users}): this apply will fail.`,
      applyFails: true,
      why: "AWS refuses to create a capacity provider under a name that is taken, and to delete it as long as function versions are attached.",
      remedy: KEEP_IT,
    };
  }
  if (action === "deleteThenCreate" && now.length > 0) {
    return {
      severity: "critical",
      what: `The capacity provider is deleted and created again${forcedBy(change)}, while functions are attached to it (${users}): this apply will fail.`,
      applyFails: true,
      why: `AWS refuses to delete a capacity provider as long as function versions are attached. The apply asks again for ${DELETE_RETRY_MINUTES} minutes and then stops at the delete: the functions still run on the old provider, and what depends on the new one is not applied.`,
      remedy:
        "Set create_before_destroy on the capacity provider and give it a new name with every replacement, such as a hash of its fixed fields: then the functions move before the old one goes.",
    };
  }
  if (action !== "deleteThenCreate" && typeof newName === "string" && newName === oldName) {
    return {
      severity: "critical",
      what: `The successor of the capacity provider has the same name, ${newName}, and is created before the old one goes${forcedBy(change)}: this apply will fail.`,
      applyFails: true,
      why: "Names of capacity providers are unique in an account and Region, so that AWS refuses the create; nothing has changed at that point.",
      remedy: "Change the name together with what forces the replacement, such as by a hash of the fixed fields in it.",
    };
  }
  if (action === "createThenDelete" && afterwards.length > 0) {
    return {
      severity: "critical",
      what: `The capacity provider is replaced${forcedBy(change)}, and functions still name the old one afterwards (${listed(functionNames(afterwards, change.stack))}): this apply will fail at its end.`,
      applyFails: true,
      why: `AWS refuses to delete the old capacity provider while function versions are attached; the apply asks again for ${DELETE_RETRY_MINUTES} minutes.`,
      remedy:
        "Create the new provider first, apply the stacks of these functions with it, and remove the old one after that.",
    };
  }
  if (action === "createThenForget") {
    return {
      severity: "medium",
      what: `The capacity provider is replaced${forcedBy(change)}, and the old one stays in the account without Terraform.`,
      why: "Nothing deletes it later, and what is attached to it goes on billing.",
      remedy: "Delete it by hand once no function version is attached.",
    };
  }
  if (action === "deleteThenCreate" && untold.length > 0) {
    return {
      severity: "high",
      what: `The capacity provider is deleted and created again${forcedBy(change)}, and it cannot be told whether functions are attached to it (${listed(functionNames(untold, change.stack))}): this apply may fail.`,
      why: UNTOLD,
      remedy: isRenamed(change)
        ? KEEP_IT
        : "Check with ListFunctionVersionsByCapacityProvider that nothing is attached, or set create_before_destroy with a new name for every replacement.",
    };
  }
  const order =
    action === "createThenDelete"
      ? "Functions move to new instances before the old ones go: for a while two sets run, and both count against the account's vCPU quota."
      : "No function of these plans is attached to it; one that no plan shows makes AWS refuse the delete.";
  return {
    severity: "medium",
    what: `The capacity provider is replaced${forcedBy(change)}.`,
    why: `${order} The old provider is gone only when its instances are, which may take up to ${DELETE_WAIT_MINUTES} minutes.`,
    remedy: isRenamed(change)
      ? KEEP_IT
      : "Apply at a quiet time, and check that no function of another stack names the old provider.",
  };
}

export const capacityProviderReplaced = rule({
  id: "capacity-provider-replaced",
  severity: ["critical", "high", "medium"],
  title: "A capacity provider is replaced",
  why: "AWS refuses to delete a capacity provider as long as function versions are attached, and to create one under a name that is taken; while functions move, two sets of instances run.",
  remedy:
    "Set create_before_destroy with a new name for every replacement, apply at a quiet time, and check that no function of another stack names the old provider.",
  types: [PROVIDER],
  *check(reviewed) {
    const worlds = reviewed.worlds;
    for (const change of changesOf(reviewed, PROVIDER)) {
      if (!isReplacement(change.action)) continue;
      const finding = replaced(change, attachedTo(worlds, change));
      yield { ...placeOf(change), ...attributeOf(change), ...finding };
    }
  },
});
