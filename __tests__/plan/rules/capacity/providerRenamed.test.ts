// A capacity provider at another address in Terraform, under its name in AWS.
import { describe, expect, it } from "@jest/globals";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, destroy, FUNCTION_ADDRESS, findingsOf, managed, provider, update } from "./samples.ts";

const THERE = "aws_lambda_capacity_provider.this";
const HERE = "aws_lambda_capacity_provider.main";
const { arn: _known, ...made } = provider();

const renamed: readonly ChangeSpec[] = [
  destroy(THERE, provider(), { actionReason: "delete_because_no_resource_config" }),
  create(HERE, made, { afterUnknown: { arn: true } }),
];
const following = update(FUNCTION_ADDRESS, managed(), managed({}, { capacity_provider_arn: undefined }), {
  afterUnknown: {
    capacity_provider_config: [
      { lambda_managed_instances_capacity_provider_config: [{ capacity_provider_arn: true }] },
    ],
  },
});

describe("a capacity provider that only its address makes another one", () => {
  it("can neither be created nor deleted while functions are on it, and needs a moved block", () => {
    const [finding, ...others] = findingsOf(capacityRules, [...renamed, following]).filter(
      ({ rule }) => rule !== "function-moved",
    );

    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: "capacity-provider-replaced",
      severity: "critical",
      address: HERE,
      applyFails: true,
      what: expect.stringContaining(`deleted at ${THERE} and created here under the same name`),
      remedy: expect.stringContaining("moved block"),
    });
  });

  it("is worth a note, with the same remedy, when no function is on it", () => {
    const findings = findingsOf(capacityRules, [...renamed]);

    expect(brief(findings)).toEqual([`medium capacity-provider-replaced ${HERE}`]);
    expect(findings[0]?.remedy).toContain("moved block");
  });
});
