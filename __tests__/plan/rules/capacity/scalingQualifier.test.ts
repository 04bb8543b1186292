import { describe, expect, it } from "@jest/globals";
import { capacityProviderCapRaised } from "../../../../plan/rules/capacity/capRaised.ts";
import { scalingQualifier } from "../../../../plan/rules/capacity/scalingQualifier.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  cap,
  create,
  DECLARATION_ADDRESS,
  declaration,
  destroy,
  FUNCTION_ADDRESS,
  findingsOf,
  keep,
  managed,
  PROVIDER_ADDRESS,
  provider,
  SCALING_ADDRESS,
  scaling,
  update,
} from "./samples.ts";

const found = (...changes: ChangeSpec[]) => brief(findingsOf(scalingQualifier, changes));

const schedule = (qualifier: string) => ({
  name: "morning",
  target: [
    {
      arn: "arn:aws:scheduler:::aws-sdk:lambda:putFunctionScalingConfig",
      input: JSON.stringify({ FunctionName: "video", Qualifier: qualifier, FunctionScalingConfig: {} }),
    },
  ],
});
const MORNING = "aws_scheduler_schedule.morning";
const EVENING = "aws_scheduler_schedule.evening";

describe("the version of a scaling config", () => {
  it.each<[string, string[]]>([
    ["$LATEST", [`high scaling-qualifier ${SCALING_ADDRESS}`]],
    ["live", [`high scaling-qualifier ${SCALING_ADDRESS}`]],
    ["7", [`medium scaling-qualifier ${SCALING_ADDRESS}`]],
    ["$LATEST.PUBLISHED", []],
  ])("%s", (qualifier, expected) => {
    expect(found(create(SCALING_ADDRESS, scaling(1, 2, { qualifier })))).toEqual(expected);
  });

  it("of a schedule is looked at too, and what is there already is not said again", () => {
    expect(found(create(MORNING, schedule("$LATEST")))).toEqual([`high scaling-qualifier ${MORNING}`]);
    const there = scaling(1, 2, { qualifier: "7" });
    expect(found(update(SCALING_ADDRESS, there, { ...there, ...scaling(2, 2, { qualifier: "7" }) }))).toEqual([]);
  });
});

describe("a second writer", () => {
  const first = keep(SCALING_ADDRESS, scaling(1, 2));
  const second = (address: string) => [`medium scaling-second-writer ${address}`];
  it("is a schedule, a declaration, or another scaling config", () => {
    expect(found(first, create(MORNING, schedule("$LATEST.PUBLISHED")))).toEqual(second(MORNING));
    expect(found(first, create(DECLARATION_ADDRESS, declaration()))).toEqual(second(DECLARATION_ADDRESS));
    const other = "aws_lambda_function_scaling_config.other";
    expect(found(first, create(other, scaling(3, 4)))).toEqual(second(other));
  });
  it("is not one of several schedules, one for another function or version, or one that takes over", () => {
    expect(
      found(create(MORNING, schedule("$LATEST.PUBLISHED")), create(EVENING, schedule("$LATEST.PUBLISHED"))),
    ).toEqual([]);
    const other = "aws_lambda_function_scaling_config.other";
    expect(found(first, create(other, scaling(3, 4, { function_name: "audio" })))).toEqual([]);
    expect(found(destroy(SCALING_ADDRESS, scaling(1, 2)), create(DECLARATION_ADDRESS, declaration()))).toEqual([]);
  });
});

describe("a cap that is raised in place", () => {
  const raised = update(PROVIDER_ADDRESS, provider(cap(64)), provider(cap(128)));
  const on = keep(FUNCTION_ADDRESS, managed());
  const findings = (...changes: ChangeSpec[]) => brief(findingsOf([capacityProviderCapRaised], changes));
  it("is said where the functions could reach it", () => {
    expect(findings(raised, on, keep(SCALING_ADDRESS, scaling(1, 32)))).toEqual([
      `low vcpu-cap-raised-in-place ${PROVIDER_ADDRESS}`,
    ]);
    expect(findings(raised, on)).toHaveLength(1);
  });
  it("is said where Lambda's own cap was the limit", () => {
    const none = { capacity_provider_scaling_config: [] };
    expect(findings(update(PROVIDER_ADDRESS, provider(none), provider(cap(800))), on)).toHaveLength(1);
    expect(findings(update(PROVIDER_ADDRESS, provider(none), provider(cap(400))), on)).toEqual([]);
    expect(findings(update(PROVIDER_ADDRESS, provider(none), provider(none)), on)).toEqual([]);
  });
  it("is not where they could not, or where it is lowered", () => {
    expect(findings(raised, on, keep(SCALING_ADDRESS, scaling(1, 8)))).toEqual([]);
    expect(findings(raised)).toEqual([]);
    expect(findings(on, update(PROVIDER_ADDRESS, provider(cap(64)), provider(cap(32))))).toEqual([]);
  });
});
