import { expect, it } from "@jest/globals";
import { functionTrust } from "../../../../plan/rules/work/functionTrust.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, CREATE_FIRST, create, destroy, findingsOf, keep, references, update } from "../capacity/samples.ts";

const ARN = "arn:aws:iam::111122223333:role/app";
const FUNCTION = "aws_lambda_function.f";
const role = { name: "app", arn: ARN };
const fn = update(
  FUNCTION,
  { function_name: "f", role: ARN },
  { function_name: "f" },
  { afterUnknown: { role: true } },
);
const found = (to: string, ...changes: ChangeSpec[]) =>
  brief(
    findingsOf(functionTrust, {
      changes: [fn, ...changes],
      configuration: references({ [FUNCTION]: { role: { references: [`${to}.arn`, to] } } }),
    }),
  );
const CHANGED = [`medium function-role-changed ${FUNCTION}`];
const made = { afterUnknown: { arn: true } };

it("a role that is made again, or comes under another address, is the one that the function had", () => {
  const replaced = update("aws_iam_role.a", role, { name: "app" }, { actions: CREATE_FIRST, ...made });
  expect(found("aws_iam_role.a", replaced)).toEqual([]);
  const [gone, come] = [destroy("aws_iam_role.a", role), create("aws_iam_role.b", { name: "app" }, made)];
  expect(found("aws_iam_role.b", gone, come)).toEqual([]);
});

it("another role is another one, though only the apply knows it", () => {
  const other = create("aws_iam_role.b", { name: "other" }, made);
  expect(found("aws_iam_role.b", keep("aws_iam_role.a", role), other)).toEqual(CHANGED);
  expect(found("aws_iam_role.b", destroy("aws_iam_role.a", role), other)).toEqual(CHANGED);
  expect(found("aws_iam_role.c")).toEqual(CHANGED);
});
