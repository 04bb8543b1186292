// A scaling config that a schedule or an operator has put, and that this apply would put back.

import { format } from "../../../app/capacity/scalingConfig.ts";
import { openAt } from "../../../app/capacity/window.ts";
import { type Attributes, at } from "../../value.ts";
import { windowsInForce } from "../capacity/declared.ts";
import { functionIdentity } from "../capacity/functionIdentity.ts";
import { SCALING_CONFIG } from "../capacity/managed.ts";
import type { Reviewed } from "../reviewed.ts";
import { type Found, rule } from "../rule.ts";
import { placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { type Drifted, driftedIn } from "./drifted.ts";

export const SCALING_ATTRIBUTE = "function_scaling_config";

const REMEDY =
  "Leave min and max to what changes them at run time: lifecycle { ignore_changes = [function_scaling_config] }, or a declaration for the reconciler instead of this resource.";

function configIn(attributes: Attributes | undefined): { min: number; max: number } | undefined {
  const min = at(attributes, SCALING_ATTRIBUTE, 0, "min_execution_environments");
  const max = at(attributes, SCALING_ATTRIBUTE, 0, "max_execution_environments");
  return typeof min === "number" && typeof max === "number" ? { min, max } : undefined;
}

const shownConfig = (config: { min: number; max: number } | undefined): string =>
  config ? format(config) : "a config that these plans do not know";

function undone(reviewed: Reviewed, { drift, change }: Drifted): Found | undefined {
  if (change === undefined) return undefined;
  const { before } = reviewed.worlds;
  const resource = before.same(change);
  const name = resource && functionIdentity(before, resource, resource.values.function_name)?.name;
  const [applied, actual, next] = [configIn(drift.before), configIn(drift.after), configIn(change.after)];
  const open = name === undefined ? [] : openAt(windowsInForce(reviewed, name), reviewed.at);
  const falls = actual === undefined || next === undefined || next.min < actual.min || next.max < actual.max;
  const names = listed([...new Set(open.map(({ window }) => window.name))]);
  const isCut = open.length > 0 && falls;
  return {
    severity: isCut ? "high" : "medium",
    ...placeOf(change),
    attribute: `${SCALING_ATTRIBUTE}[0]`,
    what: `The scaling config of ${name ?? "the function"} was put from ${shownConfig(applied)} to ${shownConfig(actual)} outside of Terraform, and this apply puts it to ${shownConfig(next)}${open.length > 0 ? ` while window ${names} is open` : ""}.`,
    why: isCut
      ? "Capacity is taken away in the middle of a window: what runs on it is cut off or throttled."
      : `A schedule or an operator had a reason to change it${falls ? "; environments that they asked for go with this apply" : "; this apply starts instances that they had let go"}.`,
    remedy: isCut ? `Apply after the window has closed. ${REMEDY}` : REMEDY,
  };
}

export const scalingDrift = rule({
  id: "drift-scaling-undone",
  severity: ["high", "medium"],
  title: "A scaling config that was changed outside of Terraform is put back",
  why: "A schedule or an operator had a reason to change it; capacity that they asked for goes with this apply, or starts again.",
  remedy:
    "Leave min and max to what changes them at run time: lifecycle { ignore_changes = [function_scaling_config] }, or a declaration for the reconciler instead of this resource.",
  types: [SCALING_CONFIG],
  *check(reviewed) {
    for (const drifted of driftedIn(reviewed)) {
      if (drifted.drift.type !== SCALING_CONFIG) continue;
      const isTouched = drifted.attributes.some(({ name, isTouched }) => name === SCALING_ATTRIBUTE && isTouched);
      const finding = isTouched ? undone(reviewed, drifted) : undefined;
      if (finding) yield finding;
    }
  },
});
