import { describe, expect, it } from "@jest/globals";
import { policyDocument, trustPolicy } from "../../../stacks/shared/policy.ts";

describe("a policy document", () => {
  it("allows each statement's actions on its resources, and nothing else", () => {
    const document = policyDocument([
      { sid: "Read", actions: ["dynamodb:GetItem", "dynamodb:Query"], resources: ["table"] },
      { actions: ["sqs:SendMessage"], resources: ["queue"], conditions: { StringEquals: { "aws:a": "b" } } },
    ]);

    expect(JSON.parse(document)).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Sid: "Read", Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: ["table"] },
        {
          Effect: "Allow",
          Action: ["sqs:SendMessage"],
          Resource: ["queue"],
          Condition: { StringEquals: { "aws:a": "b" } },
        },
      ],
    });
  });
});

describe("a trust policy", () => {
  it("lets one service take the role, on behalf of this account only", () => {
    expect(JSON.parse(trustPolicy("states.amazonaws.com", "123456789012"))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "states.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      ],
    });
  });
});
