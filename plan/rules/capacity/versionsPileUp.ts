// A function publishes one numbered version after the other: each keeps its own environments until it is deleted.
import { LIMITS } from "../../../stacks/config/limits.ts";
import { number } from "../../../terraform/block.ts";
import { type Attributes, isUnknown } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, isKept, placeOf } from "../world/changes.ts";
import { sameValue } from "../world/sameValue.ts";
import { counted } from "../world/words.ts";
import { FUNCTION, functionsOn, isManagedIn, providerOf } from "./managed.ts";

const MOST = LIMITS.maxVersionsPerProvider.value;
/** So near to the limit that the next deployments meet it. */
const NEAR = 0.8 * MOST;

/** What may change without a new version. */
const UNPUBLISHED: ReadonlySet<string> = new Set([
  "tags",
  "tags_all",
  "reserved_concurrent_executions",
  "publish",
  "publish_to",
]);

const publishesNumbers = (attributes: Attributes): boolean =>
  attributes.publish === true && attributes.publish_to !== "LATEST_PUBLISHED" && !isUnknown(attributes.publish_to);

const isPublished = (before: Attributes, after: Attributes): boolean =>
  isUnknown(after.version) ||
  Object.keys({ ...before, ...after }).some(
    (name) => !UNPUBLISHED.has(name) && !isUnknown(after[name]) && !sameValue(before[name], after[name]),
  );

export const versionsPileUp = rule({
  id: "function-versions-pile-up",
  severity: ["medium", "low"],
  title: "A function on managed instances publishes another numbered version",
  why: `Each numbered version keeps its environments, three by default, and their instances until it is deleted, and Terraform deletes none. A capacity provider holds ${MOST} versions of all its functions; the next publish fails with FunctionVersionsPerCapacityProviderLimitExceeded.`,
  remedy: 'Set publish_to = "LATEST_PUBLISHED", or delete the versions that nothing calls any more.',
  types: [FUNCTION],
  *check(reviewed) {
    const { before: world } = reviewed.worlds;
    for (const change of changesOf(reviewed, FUNCTION)) {
      const { before, after, action } = change;
      if (action !== "update" || !isKept(change) || !before || !after) continue;
      if (!isManagedIn(before) || !isManagedIn(after) || !publishesNumbers(before) || !publishesNumbers(after))
        continue;
      if (!isPublished(before, after)) continue;
      const fn = world.same(change);
      const provider = fn && providerOf(world, fn);
      const versions = (provider ? functionsOn(world, provider) : fn ? [fn] : []).map(
        ({ values }) => number(values.version) ?? 0,
      );
      const sum = versions.reduce((all, one) => all + one, 1);
      yield {
        severity: sum > NEAR ? "medium" : "low",
        ...placeOf(change),
        attribute: "publish_to",
        what: `The function publishes another numbered version beside the earlier ones: ${counted(sum, "version")} of at most ${MOST} on its capacity provider, less those that were deleted.`,
      };
    }
  },
});
