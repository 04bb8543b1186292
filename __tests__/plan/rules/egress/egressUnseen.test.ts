import { describe, expect, it } from "@jest/globals";
import { egressUnseen } from "../../../../plan/rules/egress/egressUnseen.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { findingsOf } from "../capacity/samples.ts";

const destroyed = (type: string, actions = ["delete"]): ChangeSpec => ({
  address: `${type}.a`,
  actions,
  before: { id: "a" },
  after: actions.includes("create") ? { id: "b" } : null,
});
const provider: ChangeSpec = {
  address: "aws_lambda_capacity_provider.a",
  actions: ["no-op"],
  before: { name: "a" },
  after: { name: "a" },
};
const found = (...changes: ChangeSpec[]) => findingsOf([egressUnseen], changes);

describe("a way out that goes while nobody who needs it is in view", () => {
  it.each(["aws_vpc_endpoint", "aws_nat_gateway"])("is told: %s", (type) => {
    expect(found(destroyed(type))).toMatchObject([{ rule: "egress-unseen", severity: "low", address: `${type}.a` }]);
  });

  it("is not told when the provider is there to be judged, when it is replaced, or when it is something else", () => {
    expect(found(destroyed("aws_vpc_endpoint"), provider)).toEqual([]);
    expect(found(destroyed("aws_vpc_endpoint", ["delete", "create"]))).toEqual([]);
    expect(found(destroyed("aws_subnet"))).toEqual([]);
  });
});
