import { describe, expect, it } from "@jest/globals";
import { accessRules } from "../../../../plan/rules/access/accessRules.ts";
import { protectionRules } from "../../../../plan/rules/protection/protectionRules.ts";
import { fixturePlans } from "../../../support/plan/fixtures.ts";
import { findingsIn } from "../capacity/samples.ts";

const found = (scenario: string) => {
  const findings = findingsIn([...accessRules, ...protectionRules], fixturePlans(scenario));
  return [...new Set(findings.map(({ severity, rule }) => `${severity} ${rule}`))].toSorted();
};

describe("access and protection in plans of our own stacks", () => {
  it("are no worry when an environment is made, but for policies that name what is not there yet", () => {
    expect(found("create")).toEqual(["low policy-unknown"]);
  });

  it("are no worry when nothing changes", () => {
    expect(found("unchanged")).toEqual([]);
  });

  it("are worse with a development environment's settings in production", () => {
    expect(found("less-protection")).toEqual(["high table-deletion-protection-off", "medium log-retention-shortened"]);
  });
});
