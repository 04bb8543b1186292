import { describe, expect, it } from "@jest/globals";
import { createBasis } from "../../../cost/constants.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { costDelta } from "../../../plan/cost/costDelta.ts";
import { atPricesOf } from "../../../plan/report/costDelta.ts";
import { planJson, planOf } from "../../support/plan/json.ts";
import { FUNCTION_ADDRESS, keep, managed, PROVIDER_ADDRESS, provider } from "../rules/capacity/samples.ts";

const ARN = "arn:aws:lambda:us-east-1:111122223333:capacity-provider:video-1";
const forgotten = { address: PROVIDER_ADDRESS, before: provider({ arn: ARN }), actions: ["forget"] };
const fn = keep(
  FUNCTION_ADDRESS,
  managed({ arn: "arn:aws:lambda:us-east-1:111122223333:function:video" }, { capacity_provider_arn: ARN }),
);

/** As Terraform lists what it forgets: still there, and without values. */
const withoutValues = {
  address: PROVIDER_ADDRESS,
  type: "aws_lambda_capacity_provider",
  name: "video",
  mode: "managed",
};

function linesOf(planned: readonly object[]) {
  const json = planJson({ changes: [forgotten, fn] }) as { planned_values: { root_module: { resources: object[] } } };
  const others = json.planned_values.root_module.resources.filter(
    (one) => !("address" in one && one.address === PROVIDER_ADDRESS),
  );
  const plan = planOf({ ...json, planned_values: { root_module: { resources: [...others, ...planned] } } });
  const cost = costDelta([plan], { prices: US_EAST_1, basis: createBasis(), from: Date.parse("2026-11-18T12:00:00Z") });
  if ("unavailable" in cost) throw new Error(cost.unavailable);
  return [cost.lines, cost.floorUsdPerMonth, cost.ceilingUsdPerMonth];
}

describe("what is in another Region than the prices", () => {
  it("is named where the amount stands", () => {
    const gateway = (region: string) => ({ address: `aws_nat_gateway.${region}`, after: { region } });
    const plan = planOf(planJson({ changes: ["us-east-1", "eu-west-1", "eu-central-1"].map(gateway) }));
    const cost = costDelta([plan], { prices: US_EAST_1, basis: createBasis(), from: 0 });

    expect(cost).toMatchObject({ lines: [{ address: "aws_nat_gateway.us-east-1" }] });
    expect("region" in cost && atPricesOf(cost)).toBe(
      "at prices of us-east-1, without what is in eu-central-1 and eu-west-1",
    );
  });
});

describe("what Terraform forgets", () => {
  it.each([
    ["lists without its values", [withoutValues]],
    ["does not list", []],
  ])("bills as before, also where the plan %s what stays", (_, planned) => {
    expect(linesOf(planned)).toEqual([[], 0, 0]);
  });
});
