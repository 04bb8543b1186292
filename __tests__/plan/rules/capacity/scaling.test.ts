import { describe, expect, it } from "@jest/globals";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  create,
  DECLARATION_ADDRESS,
  declaration,
  destroy,
  FUNCTION_ADDRESS,
  findingsOf,
  type Json,
  keep,
  managed,
  references,
  SCALING_ADDRESS,
  scaling,
  update,
  window,
} from "./samples.ts";

const findings = (...changes: ChangeSpec[]) => findingsOf(capacityRules, changes);
const found = (...changes: ChangeSpec[]) => brief(findings(...changes));
const there = keep(FUNCTION_ADDRESS, managed());
const put = (before: Json, after: Json) => update(SCALING_ADDRESS, before, after);

const INVOKE_ARN =
  "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:video/invocations";

describe("0/0 behind traffic", () => {
  const callers: [string, ChangeSpec][] = [
    ["an HTTP API", keep("aws_apigatewayv2_integration.video", { integration_uri: INVOKE_ARN })],
    ["a function URL", keep("aws_lambda_function_url.video", { function_name: "video" })],
    [
      "an event source mapping",
      keep("aws_lambda_event_source_mapping.video", {
        function_name: "arn:aws:lambda:eu-west-1:111122223333:function:video",
      }),
    ],
    ["a permission", keep("aws_lambda_permission.video", { function_name: "video", principal: "s3.amazonaws.com" })],
  ];

  it.each(callers)("is refused by nobody and found: %s", (words, caller) => {
    const [finding, ...others] = findings(there, put(scaling(3, 10), scaling(0, 0)), caller);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: "scaling-deactivates-traffic", severity: "high", address: SCALING_ADDRESS });
    expect(finding?.what).toContain(words);
  });

  it("is fine without traffic, for another function, and for a permission of an account", () => {
    const of = (values: Json) => keep("aws_lambda_permission.video", values);
    const deactivated = put(scaling(3, 10), scaling(0, 0));
    expect(found(there, deactivated)).toEqual([]);
    expect(found(there, deactivated, of({ function_name: "other", principal: "s3.amazonaws.com" }))).toEqual([]);
    expect(found(there, deactivated, of({ function_name: "video", principal: "111122223333" }))).toEqual([]);
  });

  it("is found as well when the traffic is what is new, or the baseline is what is 0/0", () => {
    const url = create("aws_lambda_function_url.video", { function_name: "video" });
    expect(found(there, keep(SCALING_ADDRESS, scaling(0, 0)), url)).toEqual([
      `high scaling-deactivates-traffic ${SCALING_ADDRESS}`,
    ]);
    expect(found(there, keep(DECLARATION_ADDRESS, declaration({ windows: [window()] })), url)).toEqual([
      `high scaling-deactivates-traffic ${DECLARATION_ADDRESS}`,
    ]);
  });

  it("was so before, and is no finding about this plan", () => {
    const url = keep("aws_lambda_function_url.video", { function_name: "video" });
    expect(found(there, keep(SCALING_ADDRESS, scaling(0, 0)), url)).toEqual([]);
  });
});

describe("the minimum", () => {
  it("is said from and to when it rises, with its vCPUs", () => {
    const [finding] = findings(there, put(scaling(3, 10), scaling(4, 10)));
    expect(finding).toMatchObject({
      rule: "scaling-min-raised",
      severity: "medium",
      attribute: "function_scaling_config[0].min_execution_environments",
      what: "The minimum of video goes from 3 environments (6 vCPUs) to 4 environments (8 vCPUs).",
    });
  });

  it("rises from Lambda's default when the function had no scaling config", () => {
    expect(found(there, create(SCALING_ADDRESS, scaling(4, 10)))).toEqual([
      `medium scaling-min-raised ${SCALING_ADDRESS}`,
    ]);
    expect(found(there, create(SCALING_ADDRESS, scaling(3, 10)))).toEqual([]);
  });

  it("is that of a new function", () => {
    expect(found(create(FUNCTION_ADDRESS, managed()), create(SCALING_ADDRESS, scaling(12, 20)))).toEqual([]);
  });

  it("is said when it or the maximum falls", () => {
    expect(found(there, put(scaling(3, 10), scaling(2, 9)))).toEqual([
      `low scaling-max-lowered ${SCALING_ADDRESS}`,
      `low scaling-min-lowered ${SCALING_ADDRESS}`,
    ]);
    expect(found(there, put(scaling(3, 10), scaling(3, 11)))).toEqual([]);
  });
});

describe("half a scaling config", () => {
  const unknown = (field: string) => ({ afterUnknown: { function_scaling_config: [{ [field]: true }] } });

  it.each([
    ["minimum", "min_execution_environments", scaling(undefined, 10)],
    ["maximum", "max_execution_environments", scaling(3, undefined)],
  ])("leaves the %s to Lambda", (_, field, after) => {
    const [finding, ...others] = findings(there, create(SCALING_ADDRESS, after, unknown(field)));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: "scaling-half-set",
      severity: "medium",
      attribute: `function_scaling_config[0].${field}`,
    });
  });

  it("is whole when the other half refers to something that only the apply knows", () => {
    const change = create(SCALING_ADDRESS, scaling(3, undefined), unknown("max_execution_environments"));
    const configuration = references({
      [SCALING_ADDRESS]: {
        function_scaling_config: [
          {
            min_execution_environments: { constant_value: 3 },
            max_execution_environments: { references: ["aws_ssm_parameter.max.value", "aws_ssm_parameter.max"] },
          },
        ],
      },
    });
    expect(brief(findingsOf(capacityRules, { changes: [there, change], configuration }))).toEqual([]);
  });
});

describe("a scaling config that AWS refuses", () => {
  it.each([
    [0, 5, "min 0 is allowed only with max 0"],
    [6, 5, "min must not be above max"],
  ])("is %s/%s", (min, max, rule) => {
    const refused = findings(create(FUNCTION_ADDRESS, managed()), create(SCALING_ADDRESS, scaling(min, max)));
    expect(refused).toMatchObject([
      { rule: "scaling-config-refused", severity: "high", what: expect.stringContaining(rule) },
    ]);
  });

  it("is not 5/5", () => {
    expect(found(create(FUNCTION_ADDRESS, managed()), create(SCALING_ADDRESS, scaling(5, 5)))).toEqual([]);
  });
});

describe("a scaling config that is destroyed", () => {
  it("wakes a deactivated function", () => {
    const [finding] = findings(there, destroy(SCALING_ADDRESS, scaling(0, 0)));
    expect(finding).toMatchObject({
      rule: "scaling-config-deleted",
      severity: "high",
      what: expect.stringContaining("from 0/0 it goes back to Lambda's default of 3 environments (6 vCPUs)"),
      why: expect.stringContaining("a deactivated function wakes"),
    });
  });

  it("is put right by the reconciler when the function is declared", () => {
    expect(found(there, destroy(SCALING_ADDRESS, scaling(3, 10)), create(DECLARATION_ADDRESS, declaration()))).toEqual([
      `medium scaling-config-deleted ${SCALING_ADDRESS}`,
    ]);
  });

  it.each<[string, Json, boolean, string[]]>([
    ["a minimum above the default falls until the next tick", scaling(10, 16), true, ["high"]],
    ["a minimum above the default falls", scaling(10, 16), false, ["high"]],
    ["a maximum goes", scaling(3, 10), false, ["high"]],
    ["the default stays the default", scaling(3, null), false, ["low"]],
  ])("is judged by what there was: %s", (_, before, isDeclared, expected) => {
    const declared = isDeclared ? [create(DECLARATION_ADDRESS, declaration())] : [];
    expect(found(there, destroy(SCALING_ADDRESS, before), ...declared)).toEqual(
      expected.map((severity) => `${severity} scaling-config-deleted ${SCALING_ADDRESS}`),
    );
  });

  it("goes with its function, or is let go of", () => {
    expect(found(destroy(FUNCTION_ADDRESS, managed()), destroy(SCALING_ADDRESS, scaling(0, 0)))).toEqual([
      `medium function-destroyed ${FUNCTION_ADDRESS}`,
    ]);
    const [finding, ...others] = findings(there, destroy(SCALING_ADDRESS, scaling(10, 16), { actions: ["forget"] }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: "scaling-config-forgotten", severity: "low" });
    expect(finding?.what).toContain("nothing in these plans owns them");
  });

  it("is let go of for the reconciler, which owns it then", () => {
    const letGo = destroy(SCALING_ADDRESS, scaling(10, 16), { actions: ["forget"] });
    const [finding] = findings(there, letGo, create(DECLARATION_ADDRESS, declaration()));
    expect(finding).toMatchObject({ rule: "scaling-config-forgotten", severity: "low" });
    expect(finding?.what).toContain("the reconciler owns them from now on");
  });
});
