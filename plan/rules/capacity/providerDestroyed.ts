// A capacity provider goes, and nothing comes in its place.
import { rule } from "../rule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { attachedTo, functionNames, UNTOLD } from "./attached.ts";
import { PROVIDER } from "./managed.ts";
import { DELETE_RETRY_MINUTES } from "./providerReplaced.ts";

export const capacityProviderDestroyed = rule({
  id: "capacity-provider-destroyed",
  severity: ["critical", "high", "medium"],
  title: "A capacity provider is destroyed",
  why: "AWS refuses to delete a capacity provider as long as function versions are attached, also those that no plan shows.",
  remedy:
    "Move or destroy its functions first, and check with ListFunctionVersionsByCapacityProvider that nothing is attached.",
  types: [PROVIDER],
  *check(reviewed) {
    const worlds = reviewed.worlds;
    for (const change of changesOf(reviewed, PROVIDER)) {
      if (!isRemoved(change)) continue;
      const { now, afterwards, untold } = attachedTo(worlds, change);
      if (afterwards.length > 0) {
        yield {
          severity: "critical",
          ...placeOf(change),
          what: `The capacity provider is destroyed while functions are attached to it (${listed(functionNames(afterwards, change.stack))}): this apply will fail.`,
          applyFails: true,
          why: `AWS refuses to delete a capacity provider as long as function versions are attached; the apply asks again for ${DELETE_RETRY_MINUTES} minutes and then stops.`,
          remedy: "Move the functions to another capacity provider and apply that first, or destroy them with it.",
        };
      } else if (now.length > 0) {
        yield {
          severity: "high",
          ...placeOf(change),
          what: `The capacity provider is destroyed in the same apply in which its functions leave it (${listed(functionNames(now, change.stack))}): this apply may fail.`,
          why: `Terraform deletes what was removed without waiting for updates of what pointed to it, unless it was created with create_before_destroy; AWS refuses the delete while function versions are attached, and the apply asks again for ${DELETE_RETRY_MINUTES} minutes only.`,
          remedy: "Apply twice: move the functions first, then remove the capacity provider.",
        };
      } else if (untold.length > 0) {
        yield {
          severity: "high",
          ...placeOf(change),
          what: `The capacity provider is destroyed, and it cannot be told whether functions are attached to it (${listed(functionNames(untold, change.stack))}): this apply may fail.`,
          why: UNTOLD,
        };
      } else {
        yield {
          severity: "medium",
          ...placeOf(change),
          what: "The capacity provider is destroyed; no function that stays is attached to it.",
          why: "A function version that no plan shows, such as an old numbered one, makes AWS refuse the delete.",
          remedy: "Check with ListFunctionVersionsByCapacityProvider that nothing is attached.",
        };
      }
    }
  },
});
