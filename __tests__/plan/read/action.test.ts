import { describe, expect, it } from "@jest/globals";
import type { Action } from "../../../plan/plan.ts";
import { planJson, planOf } from "../../support/plan/json.ts";

const KNOWN: readonly (readonly [actions: readonly string[], action: Action])[] = [
  [["no-op"], "noOp"],
  [["create"], "create"],
  [["read"], "read"],
  [["open"], "read"],
  [["update"], "update"],
  [["delete"], "delete"],
  [["delete", "create"], "deleteThenCreate"],
  [["create", "delete"], "createThenDelete"],
  [["create", "forget"], "createThenForget"],
  [["forget", "create"], "createThenForget"],
  [["forget"], "forget"],
];

const UNKNOWN: readonly (readonly string[])[] = [
  [],
  ["Create"],
  ["upsert"],
  ["delete,create"],
  ["update", "create"],
  ["create", "create"],
  ["create", "delete", "create"],
  ["toString"],
];

const changeWith = (actions: readonly string[]) =>
  planOf(planJson({ changes: [{ address: "aws_eip.nat", actions, before: {}, after: {} }] })).changes[0];

describe("an action", () => {
  it.each(KNOWN)("%j is %s", (actions, action) => {
    expect(changeWith(actions)).toMatchObject({ action, rawActions: [] });
  });

  it.each(UNKNOWN.map((actions) => [actions]))("%j is unknown, and kept as it is written", (actions) => {
    expect(changeWith(actions)).toMatchObject({ action: "unknown", rawActions: actions });
  });

  it("is understood for outputs too", () => {
    const { outputs } = planOf(planJson({ outputs: { a: { before: 1, after: 2 }, b: { actions: ["teleport"] } } }));

    expect(outputs.map(({ name, action }) => [name, action])).toEqual([
      ["a", "update"],
      ["b", "unknown"],
    ]);
  });
});
