import { describe, expect, it } from "@jest/globals";
import { isAboutAddress, reasonText } from "../../../../plan/rules/data/actionReason.ts";

describe("a plan's reason", () => {
  it.each([
    ["replace_because_tainted", "tainted"],
    ["replace_because_cannot_update", "in place"],
    ["replace_by_request", "-replace"],
    ["replace_by_triggers", "replace_triggered_by"],
    ["delete_because_no_resource_config", "configuration"],
    ["delete_because_no_module", "module"],
    ["delete_because_wrong_repetition", "count or for_each"],
    ["delete_because_count_index", "index"],
    ["delete_because_each_key", "for_each"],
    ["delete_because_no_move_target", "moved block"],
    ["delete_because_enabled_false", "enabled = false"],
    ["read_because_config_unknown", "after apply"],
    ["read_because_dependency_pending", "changes first"],
    ["read_because_check_nested", "check block"],
  ])("%s has words", (reason, words) => {
    expect(reasonText(reason)).toContain(words);
    expect(reasonText(reason)).not.toContain(reason);
  });

  it("is nothing when the plan gives none, and its own word when it is new", () => {
    expect([reasonText(undefined), reasonText("")]).toEqual([undefined, undefined]);
    expect(reasonText("toString")).toBe("the plan says toString");
  });

  it("is about the address when a moved block would have helped", () => {
    expect(isAboutAddress("delete_because_each_key")).toBe(true);
    expect([undefined, "replace_because_tainted", "delete_because_enabled_false"].map(isAboutAddress)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
