import { describe, expect, it } from "@jest/globals";
import { readPlan } from "../../../plan/read/readPlan.ts";
import { noticeListing } from "../../../plan/report/markdown/noticeListing.ts";
import { worldsOf } from "../../../plan/rules/world/world.ts";

const resource = (name: string) => ({
  address: `aws_vpc_endpoint.${name}`,
  mode: "managed",
  type: "aws_vpc_endpoint",
  name,
  values: { id: `vpce-${name}` },
});
const change = (name: string, actions: readonly string[], more: object = {}) => ({
  ...resource(name),
  ...more,
  change: {
    actions,
    before: actions.includes("create") ? null : { id: `vpce-${name}` },
    after: actions.includes("delete") ? null : { id: `vpce-${name}` },
  },
});

function planWith(before: readonly string[], planned: readonly string[], changes: readonly object[]) {
  const json = {
    format_version: "1.2",
    prior_state: { values: { root_module: { resources: before.map(resource) } } },
    planned_values: { root_module: { resources: planned.map(resource) } },
    resource_changes: changes,
  };
  return readPlan("dev.plan.json", new TextEncoder().encode(JSON.stringify(json)));
}

const after = (plan: ReturnType<typeof planWith>) => plan.after.map(({ values }) => values.id);

describe("a partial plan", () => {
  it("keeps what it does not list, in the state after and in the world", () => {
    const plan = planWith(["a", "b"], ["a"], [change("a", ["update"])]);

    expect(after(plan)).toEqual(["vpce-a", "vpce-b"]);
    expect(worldsOf([plan]).after.ofType("aws_vpc_endpoint")).toHaveLength(2);
  });

  it("keeps everything when it lists nothing, such as one that only refreshes", () => {
    expect(after(planWith(["a", "b"], [], []))).toEqual(["vpce-a", "vpce-b"]);
  });

  it("says in the comment that it is one, and how much is outside of it", () => {
    const { items } = noticeListing([planWith(["a", "b"], ["a"], [])]);

    expect(items.map(([text]) => text?.())).toEqual([
      expect.stringContaining("partial plan; 1 resource outside of it"),
    ]);
  });
});

describe("a whole plan", () => {
  it("does not keep what it deletes, forgets or moves", () => {
    const moved = { ...change("new", ["no-op"]), previous_address: "aws_vpc_endpoint.c" };
    const plan = planWith(["a", "b", "c"], ["new"], [change("a", ["delete"]), change("b", ["forget"]), moved]);

    expect([after(plan), plan.outside]).toEqual([["vpce-new"], 0]);
    expect(noticeListing([plan]).items).toEqual([]);
  });

  it("keeps a resource of which only a deposed object is deleted", () => {
    const plan = planWith(["a"], ["a"], [change("a", ["delete"], { deposed: "00000001" })]);

    expect([after(plan), plan.outside]).toEqual([["vpce-a"], 0]);
  });
});
