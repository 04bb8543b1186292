import { describe, expect, it } from "@jest/globals";
import { plain } from "../../../../plan/rules/world/plain.ts";
import { sensitive, UNKNOWN } from "../../../../plan/value.ts";

describe("plain values", () => {
  it("leave what is unknown to the configuration, and what is sensitive to nobody", () => {
    expect(plain({ unknown: UNKNOWN, secret: sensitive(true), known: 1, nothing: null })).toEqual({
      secret: null,
      known: 1,
      nothing: null,
    });
  });

  it("leave a list to the configuration as a whole when one element is unknown", () => {
    expect(plain({ ids: ["a", UNKNOWN], blocks: [{ id: UNKNOWN, name: "a" }], none: [] })).toEqual({
      blocks: [{ name: "a" }],
      none: [],
    });
  });
});
