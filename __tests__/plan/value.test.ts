import { describe, expect, it } from "@jest/globals";
import { at, sensitive, UNKNOWN } from "../../plan/value.ts";

describe("what stands at a path", () => {
  it("is found through lists and blocks, and is nothing where there is none", () => {
    const attributes = { vpc_config: [{ subnet_ids: ["a", "b"] }] };

    expect(at(attributes, "vpc_config", 0, "subnet_ids", 1)).toBe("b");
    expect(at(attributes, "vpc_config", 1, "subnet_ids")).toBeUndefined();
    expect(at(attributes, "vpc_config", "subnet_ids")).toBeUndefined();
  });

  it("is unknown or sensitive where the whole block is", () => {
    expect(at({ vpc_config: UNKNOWN }, "vpc_config", 0, "subnet_ids")).toBe(UNKNOWN);
    expect(at({ vpc_config: [sensitive(true)] }, "vpc_config", 0, "subnet_ids")).toBe(sensitive(true));
  });
});
