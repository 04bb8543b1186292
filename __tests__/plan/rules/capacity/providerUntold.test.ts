// Functions whose capacity provider is under a sensitive mark, as CDKTF marks what another stack hands out.
import { describe, expect, it } from "@jest/globals";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  CREATE_FIRST,
  DELETE_FIRST,
  FUNCTION_ADDRESS,
  findingsOf,
  keep,
  managed,
  PROVIDER_ADDRESS,
  provider,
} from "./samples.ts";

const MARK = {
  capacity_provider_config: [{ lambda_managed_instances_capacity_provider_config: [{ capacity_provider_arn: true }] }],
};
const found = (change: ChangeSpec, mark: unknown, more: Partial<ChangeSpec> = {}) =>
  findingsOf(capacityRules, {
    platform: { changes: [change] },
    service: {
      changes: [{ ...keep(FUNCTION_ADDRESS, managed()), beforeSensitive: mark, afterSensitive: mark, ...more }],
    },
  });

const destroyed = { address: PROVIDER_ADDRESS, before: provider() };
const replaced = (actions: readonly string[]): ChangeSpec => ({
  ...keep(PROVIDER_ADDRESS, provider()),
  after: provider({ name: "video-2" }),
  actions,
});

describe("a capacity provider, when those of functions are sensitive", () => {
  it.each<[string, unknown]>([
    ["the ARN", MARK],
    ["the whole block", { capacity_provider_config: true }],
  ])("may have functions attached, where %s is marked", (_, mark) => {
    const findings = [...found(destroyed, mark), ...found(replaced(DELETE_FIRST), mark)];

    expect(brief(findings)).toEqual([
      `high capacity-provider-destroyed ${PROVIDER_ADDRESS}`,
      `high capacity-provider-replaced ${PROVIDER_ADDRESS}`,
    ]);
    for (const { what } of findings)
      expect(what).toContain("cannot be told whether functions are attached to it (video (service))");
  });

  it("does not wait for those that are destroyed with it, nor when its successor comes first", () => {
    expect(brief(found(destroyed, MARK, { after: null, actions: ["delete"], afterSensitive: false }))).toContain(
      `medium capacity-provider-destroyed ${PROVIDER_ADDRESS}`,
    );
    expect(brief(found(replaced(CREATE_FIRST), MARK))).toEqual([
      `medium capacity-provider-replaced ${PROVIDER_ADDRESS}`,
    ]);
  });
});
