import { describe, expect, it } from "@jest/globals";
import { createOperator, operatorOfArn } from "../../../scripts/lmi/operator.ts";

const ARN = "arn:aws:sts::123456789012:assumed-role/Admin/ann@example.com";

describe("the operator", () => {
  it("is the caller's identity on AWS, asked for once", async () => {
    let calls = 0;
    const operator = createOperator(undefined, async () => {
      calls += 1;
      return ARN;
    });

    expect(await Promise.all([operator(), operator()])).toEqual(
      Array(2).fill("operator:assumed-role/Admin/ann@example.com"),
    );
    expect(calls).toBe(1);
  });

  it("is what the settings say, without a call", async () => {
    const identity = () => Promise.reject(new Error("called"));

    expect(await createOperator("operator:ann", identity)()).toBe("operator:ann");
  });

  it.each([
    ["arn:aws:iam::123456789012:user/on-call/ann", "operator:user/on-call/ann"],
    ["arn:aws:iam::123456789012:root", "operator:root"],
    ["arn:aws-cn:sts::123456789012:federated-user/ann", "operator:federated-user/ann"],
  ])("is named by %s", (arn, name) => {
    expect(operatorOfArn(arn)).toBe(name);
  });

  it("is refused where AWS names none", () => {
    expect(() => operatorOfArn("undefined")).toThrow(
      "the caller's identity: no name in undefined; LMI_OPERATOR gives one",
    );
  });
});
