import { describe, expect, it } from "@jest/globals";
import { isLookedFor } from "../../../plan/secrets/lookedFor.ts";

const LOOKED_FOR = [
  "s3cr3t",
  "a-b-c-",
  "abcdefgh",
  "12345678",
  "10.0.0.1",
  "123456789012",
  "dev-video-videos",
  "arn:aws:lambda:us-east-1:123456789012:function:api",
  "admin:Password",
  "eu-west-1-backup",
  "amazonaws.com/mine",
];

const NOT_LOOKED_FOR = [
  ["five characters", "a1-b2"],
  ["a word of seven letters", "enabled"],
  ["a number of seven digits", "1234567"],
  ["a port", "65535"],
  ["a boolean", "true"],
  ["nothing to see", "        "],
  ["a Region", "eu-central-1"],
  ["a Region of a government", "us-gov-west-1"],
  ["an Availability Zone", "us-east-1a"],
  ["a service principal", "lambda.amazonaws.com"],
  ["a managed policy", "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
  ["the version of a policy", "2012-10-17"],
  ["an action of a policy", "dynamodb:GetItem"],
  ["an action with a wildcard", "s3:Get*"],
  ["everybody's address", "0.0.0.0/0"],
  ["a qualifier", "$LATEST.PUBLISHED"],
  ["a state", "DISABLED"],
  ["a part of what hides others", "sensitive"],
] as const;

describe("a value under a mark", () => {
  it.each(LOOKED_FOR)("is looked for elsewhere: %s", (text) => {
    expect(isLookedFor(text)).toBe(true);
  });

  it.each(NOT_LOOKED_FOR)("is not looked for elsewhere when it is %s", (_what, text) => {
    expect(isLookedFor(text)).toBe(false);
  });
});
