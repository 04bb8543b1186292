import { describe, expect, it } from "@jest/globals";
import { createBasis } from "../../../cost/constants.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { costDelta } from "../../../plan/cost/costDelta.ts";
import { planJson, planOf } from "../../support/plan/json.ts";

const gateway = { address: "aws_nat_gateway.n", after: { connectivity_type: "public", subnet_id: "subnet-1" } };
const costWith = (region: object | undefined, variables?: Record<string, unknown>) =>
  costDelta(
    [
      planOf(
        planJson({
          changes: [gateway],
          ...(region && { configuration: { provider_config: { aws: { name: "aws", expressions: { region } } } } }),
          ...(variables && { variables }),
        }),
      ),
    ],
    { prices: US_EAST_1, basis: createBasis(), from: 0 },
  );

const elsewhere = {
  unavailable: expect.stringContaining("the stacks are in eu-central-1, and the prices of us-east-1"),
};
const here = { lines: [expect.objectContaining({ address: "aws_nat_gateway.n" })] };

describe("the Region of a plan's prices", () => {
  it.each([
    ["a constant", { constant_value: "eu-central-1" }, undefined],
    ["a variable", { references: ["var.region"] }, { region: { value: "eu-central-1" } }],
  ])("is that of the provider block: %s", (_, region, variables) => {
    expect(costWith(region, variables)).toMatchObject(elsewhere);
  });

  it.each([
    ["no provider block", undefined],
    ["the Region of the prices", { constant_value: "us-east-1" }],
    ["a variable without a value", { references: ["var.region"] }],
  ])("is taken for that of the prices with %s", (_, region) => {
    expect(costWith(region)).toMatchObject(here);
  });
});
