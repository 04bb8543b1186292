import { describe, expect, it } from "@jest/globals";
import { declarationSchema } from "../../../app/capacity/declaration.ts";

const declaration = { functionName: "processor", baseline: { min: 0, max: 0 }, limit: 10 };

const refusal = (changes: object) => {
  const { error } = declarationSchema.safeParse({ ...declaration, ...changes });
  return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

describe("a declaration", () => {
  it("is taken as it is when it breaks no rule", () => {
    expect(declarationSchema.parse(declaration)).toEqual({ ...declaration, windows: [], graceSeconds: 60 });
  });

  it.each([
    [{ baseline: { min: 0, max: 1 } }, "baseline: min 0 is allowed only with max 0 (deactivated), got 0/1"],
    [{ baseline: { min: 2, max: 1 } }, "baseline: min must not be above max, got 2/1"],
    [{ baseline: { min: 1 } }, "baseline.max: Invalid input: expected number, received undefined"],
    [{ limit: 0 }, "limit: Too small: expected number to be >=1"],
    [{ limit: 1.5 }, "limit: Invalid input: expected int, received number"],
    [{ functionName: "" }, "functionName: Too small: expected string to have >=1 characters"],
    [{ window: {} }, ': Unrecognized key: "window"'],
  ])("is refused by name: %j", (changes, message) => {
    expect(refusal(changes)).toEqual([message]);
  });
});
