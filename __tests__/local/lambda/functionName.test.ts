import { describe, expect, it } from "@jest/globals";
import { parseFunctionName } from "../../../local/lambda/functionName.ts";

const here = { region: "eu-west-1", accountId: "123456789012" };

describe("the name of a function", () => {
  it.each([
    ["video", undefined, "video", undefined],
    ["video", "$LATEST.PUBLISHED", "video", "$LATEST.PUBLISHED"],
    ["video:$LATEST.PUBLISHED", undefined, "video", "$LATEST.PUBLISHED"],
    ["video:7", "7", "video", "7"],
    ["123456789012:function:video", undefined, "video", undefined],
    ["arn:aws:lambda:eu-west-1:123456789012:function:video", undefined, "video", undefined],
    ["arn:aws:lambda:eu-west-1:123456789012:function:video:$LATEST", undefined, "video", "$LATEST"],
  ])("%s with qualifier %s is understood", (text, given, name, qualifier) => {
    expect(parseFunctionName(text, here, given)).toEqual({ name, qualifier });
  });

  it.each([
    ["", undefined, 'FunctionName: must be a name, a partial ARN or an ARN of a function, got ""'],
    ["a b", undefined, 'FunctionName: must be a name, a partial ARN or an ARN of a function, got "a b"'],
    ["video:7", "8", "does not match the specified qualifier, got 7 and 8"],
    ["arn:aws:lambda:us-east-1:123456789012:function:video", undefined, "Function not found: arn:aws:lambda:us-east-1"],
    ["999999999999:function:video", undefined, "Function not found: 999999999999:function:video"],
  ])("%j with qualifier %s is refused", (text, given, message) => {
    expect(() => parseFunctionName(text, here, given)).toThrow(message);
  });
});
