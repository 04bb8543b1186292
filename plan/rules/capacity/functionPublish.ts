// Publishing: on managed instances only a published version runs.

import { LIMITS } from "../../../stacks/config/limits.ts";
import { type Attributes, at, isSensitive, isUnknown } from "../../value.ts";
import { type Help, rule } from "../rule.ts";
import { changesOf, isCreated, placeOf } from "../world/changes.ts";
import { FUNCTION, isManagedIn } from "./managed.ts";

/** How code gets to callers; undefined when only the apply knows. */
function publishing(attributes: Attributes | undefined): "nowhere" | "numbered" | "latest" | undefined {
  const [publish, to] = [at(attributes, "publish"), at(attributes, "publish_to")];
  if ([publish, to].some((value) => isUnknown(value) || isSensitive(value))) return undefined;
  if (publish !== true) return "nowhere";
  return to === "LATEST_PUBLISHED" ? "latest" : "numbered";
}

const NOWHERE: Help & { readonly attribute: string } = {
  attribute: "publish",
  why: "On managed instances only a published version runs: new code and settings stay in $LATEST, which cannot be invoked there, and callers keep what was published last, or get an error when nothing was.",
  remedy: 'Set publish = true and publish_to = "LATEST_PUBLISHED".',
};

const NUMBERED: Help & { readonly attribute: string } = {
  attribute: "publish_to",
  why: `Every deployment makes a numbered version that starts with the default of three environments and keeps instances until it is deleted, while unqualified callers go on using the old $LATEST.PUBLISHED; scaling configs do not carry over to new numbers. A capacity provider holds ${LIMITS.maxVersionsPerProvider.value} versions.`,
  remedy: 'Set publish_to = "LATEST_PUBLISHED".',
};

export const functionPublish = rule({
  id: "function-not-published",
  severity: ["high", "medium"],
  title: "A function on managed instances does not publish to $LATEST.PUBLISHED",
  why: "On managed instances only a published version runs, and a numbered one keeps its own instances until it is deleted.",
  remedy: 'Set publish = true and publish_to = "LATEST_PUBLISHED".',
  types: [FUNCTION],
  *check(reviewed) {
    for (const change of changesOf(reviewed, FUNCTION)) {
      const isNew = isCreated(change);
      if (!isManagedIn(change.after) || (!isNew && change.action !== "update")) continue;
      const was = isNew ? "latest" : publishing(change.before);
      const is = publishing(change.after);
      if (is === undefined || is === "latest" || is === was) continue;
      yield {
        severity: is === "numbered" && isNew ? "medium" : "high",
        ...placeOf(change),
        ...(is === "nowhere" ? NOWHERE : NUMBERED),
        what:
          is === "nowhere"
            ? `The function ${isNew ? "does not publish" : "no longer publishes"} what is deployed.`
            : `The function publishes numbered versions${isNew ? "" : " from now on"} instead of $LATEST.PUBLISHED.`,
      };
    }
  },
});
