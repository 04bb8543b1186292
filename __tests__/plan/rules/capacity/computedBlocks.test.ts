// Blocks that AWS fills in when the configuration leaves them out: a provider that is made anew has none of them in its plan.
import { describe, expect, it } from "@jest/globals";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import type { PlanSpec } from "../../../support/plan/json.ts";
import { brief, CREATE_FIRST, findingsOf, type Json, PROVIDER_ADDRESS, provider, references } from "./samples.ts";

const REPLACED = `medium capacity-provider-replaced ${PROVIDER_ADDRESS}`;
const BLOCKS = { capacity_provider_scaling_config: true, instance_requirements: true };

const replacedWith = (expressions: Json): PlanSpec => ({
  changes: [
    {
      address: PROVIDER_ADDRESS,
      actions: CREATE_FIRST,
      before: provider({
        instance_requirements: [{ architectures: ["x86_64"], allowed_instance_types: ["m7i.large"] }],
      }),
      after: provider({ name: "video-2", capacity_provider_scaling_config: null, instance_requirements: null }),
      afterUnknown: BLOCKS,
    },
  ],
  configuration: references({ [PROVIDER_ADDRESS]: expressions }),
});

describe("a capacity provider whose successor has its scaling and its instances filled in by AWS", () => {
  it("changes neither as far as the plan says", () => {
    expect(brief(findingsOf(capacityRules, replacedWith({})))).toEqual([REPLACED]);
  });

  it("has a cap that is unknown when the configuration takes it from something", () => {
    const configured = { capacity_provider_scaling_config: [{ max_vcpu_count: { references: ["local.cap"] } }] };

    expect(brief(findingsOf(capacityRules, replacedWith(configured)))).toEqual([
      `low vcpu-cap-unknown ${PROVIDER_ADDRESS}`,
      REPLACED,
    ]);
  });
});
