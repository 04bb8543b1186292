// Why Terraform or OpenTofu does what it plans, in words.
// https://developer.hashicorp.com/terraform/internals/json-format#change-representation
import type { Change } from "../../plan.ts";

const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted:
    "the object is marked as tainted, because an earlier apply left it half made or terraform taint was run",
  replace_because_cannot_update: "it cannot be changed in place",
  replace_by_request: "the replacement was asked for with -replace",
  replace_by_triggers: "something named in its replace_triggered_by changes",
  delete_because_no_resource_config: "it is no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_wrong_repetition: "count or for_each was added or removed, so that its key no longer fits",
  delete_because_count_index: "its index is beyond the count",
  delete_because_each_key: "its key is no longer in for_each",
  delete_because_no_move_target: "a moved block moves it to an address that is not in the configuration",
  delete_because_enabled_false: "its lifecycle says enabled = false",
  forgot_because_lifecycle_destroy_in_state: "it was made with destroy = false in its lifecycle",
  forgot_because_lifecycle_destroy_in_config: "its lifecycle says destroy = false",
  read_because_config_unknown: "its configuration is known only after apply",
  read_because_dependency_pending: "something that it depends on changes first",
  read_because_check_nested: "a check block reads it with every plan",
};

/** A reason of a plan as a phrase: `it cannot be changed in place`; a new one in the plan's own words. */
export function reasonText(reason: string | undefined): string | undefined {
  if (reason === undefined || reason === "") return undefined;
  return Object.hasOwn(REASONS, reason) ? REASONS[reason] : `the plan says ${reason}`;
}

/** `, because it cannot be changed in place`; nothing where the plan gives no reason. */
export function because({ reason }: Pick<Change, "reason">): string {
  const text = reasonText(reason);
  return text ? `, because ${text}` : "";
}

/** Reasons of which a `moved` block would have kept the object. */
export const isAboutAddress = (reason: string | undefined): boolean =>
  reason?.startsWith("delete_because_") === true && reason !== "delete_because_enabled_false";
