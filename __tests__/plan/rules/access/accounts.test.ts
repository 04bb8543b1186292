import { describe, expect, it } from "@jest/globals";
import { accountsOf } from "../../../../plan/rules/access/accounts.ts";
import { type PlanSpec, planJson, planOf } from "../../../support/plan/json.ts";
import { keep } from "../capacity/samples.ts";

const accounts = (spec: PlanSpec) => [...accountsOf(planOf(planJson(spec)))];
const table = keep("aws_dynamodb_table.videos", { arn: "arn:aws:dynamodb:eu-west-1:444455556666:table/videos" });

describe("the account of a plan", () => {
  it("is the one that the caller is in", () => {
    const caller = keep("data.aws_caller_identity.account", { account_id: "111122223333" });
    expect(accounts({ changes: [caller, table] })).toEqual(["111122223333"]);
  });

  it("is otherwise the one in the ARNs of what is there", () => {
    expect(accounts({ changes: [table, keep("aws_s3_bucket.media", { arn: "arn:aws:s3:::media" })] })).toEqual([
      "444455556666",
    ]);
  });

  it("is otherwise unknown", () => {
    expect(accounts({ changes: [] })).toEqual([]);
  });
});
