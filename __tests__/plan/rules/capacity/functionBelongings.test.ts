import { describe, expect, it } from "@jest/globals";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import { functionBelongings } from "../../../../plan/rules/capacity/functionBelongings.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  CREATE_FIRST,
  DELETE_FIRST,
  FUNCTION_ADDRESS,
  findingsOf,
  keep,
  managed,
  ordinary,
  SCALING_ADDRESS,
  scaling,
  update,
} from "./samples.ts";

const replaced = (after = managed(), actions: readonly string[] = DELETE_FIRST) =>
  update(FUNCTION_ADDRESS, managed(), after, { actions, actionReason: "replace_by_request" });

const PERMISSION = "aws_lambda_permission.api";
const permission = { function_name: "video", action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
const RETRIES = "aws_lambda_function_event_invoke_config.video";

const found = (...changes: ChangeSpec[]) => findingsOf([functionBelongings], changes);

describe("a function that is deleted and created again under its name", () => {
  it("has lost its permission and its scaling config, which the plan leaves alone", () => {
    const findings = found(replaced(), keep(PERMISSION, permission), keep(SCALING_ADDRESS, scaling(0, 0)));

    expect(brief(findings)).toEqual([`high function-belongings-lost ${FUNCTION_ADDRESS}`]);
    expect(findings[0]?.what).toMatch(
      new RegExp(
        `deletes with it: ${SCALING_ADDRESS} and ${PERMISSION}\\.$|: ${PERMISSION} and ${SCALING_ADDRESS}\\.$`,
      ),
    );
  });

  it("has lost them also on ordinary Lambda, and in the stack of its caller", () => {
    const service = { changes: [update(FUNCTION_ADDRESS, ordinary(), ordinary(), { actions: DELETE_FIRST })] };
    const api = { changes: [keep(PERMISSION, permission)] };

    expect(brief(findingsOf([functionBelongings], { service, api }))).toEqual([
      `high function-belongings-lost ${FUNCTION_ADDRESS}`,
    ]);
  });

  it("has lost its alias, which Terraform points to the new version", () => {
    const alias = { function_name: "video", name: "live" };
    const moved = update("aws_lambda_alias.live", { ...alias, function_version: "1" }, alias, {
      afterUnknown: { function_version: true },
    });

    expect(found(replaced(), moved)[0]?.what).toContain("deletes with it: aws_lambda_alias.live.");
  });

  it("matters less when only retries go back to their default", () => {
    const retries = { function_name: "video", maximum_retry_attempts: 0 };

    expect(brief(found(replaced(), keep(RETRIES, retries)))).toEqual([
      `medium function-belongings-lost ${FUNCTION_ADDRESS}`,
    ]);
  });

  it.each<[string, readonly ChangeSpec[]]>([
    ["what is made again with it", [replaced(), update(PERMISSION, permission, permission, { actions: DELETE_FIRST })]],
    ["a scaling config that is put again", [replaced(), update(SCALING_ADDRESS, scaling(1, 2), scaling(1, 3))]],
    ["what belongs to another function", [replaced(), keep(PERMISSION, { ...permission, function_name: "other" })]],
    [
      "a successor of another name",
      [replaced(managed({ function_name: "film" }), CREATE_FIRST), keep(PERMISSION, permission)],
    ],
    ["a function that stays", [keep(FUNCTION_ADDRESS, managed()), keep(PERMISSION, permission)]],
  ])("says nothing of %s", (_, changes) => {
    expect(found(...changes)).toEqual([]);
  });

  it("keeps them with a moved block, when only its address is another one", () => {
    const [finding] = found(
      { address: "aws_lambda_function.old", before: managed() },
      { address: FUNCTION_ADDRESS, after: managed() },
      keep(PERMISSION, permission),
    );

    expect(finding).toMatchObject({ address: FUNCTION_ADDRESS, remedy: expect.stringContaining("moved block") });
  });

  it("is not said to get a scaling config that the plan does not put", () => {
    const why = (config: ChangeSpec) =>
      findingsOf(capacityRules, [replaced(), config]).find(({ rule }) => rule === "function-replaced")?.why;

    expect(why(keep(SCALING_ADDRESS, scaling(0, 0)))).toContain("and keeps them");
    expect(why(update(SCALING_ADDRESS, scaling(1, 2), scaling(1, 3)))).toContain("until Terraform has put");
  });
});
