import { describe, expect, it } from "@jest/globals";
import { compareInstanceTypes } from "../../../../plan/rules/capacity/instanceTypes.ts";

const allow = (...allowed: string[]) => ({ allowed, excluded: [] });
const exclude = (...excluded: string[]) => ({ allowed: [], excluded });
const ALL = allow();

describe("the instance types of a capacity provider", () => {
  it.each([
    ["a family, then one size of it", allow("m7g.*"), allow("m7g.large"), "restricted"],
    ["one size, then its family", allow("m7g.large"), allow("m7g.*"), "widened"],
    ["a size beside the pattern that covers it", allow("m7g.*", "m7g.large"), allow("m7g.*"), undefined],
    ["the same in another order", allow("m7g.*", "c7g.*"), allow("c7g.*", "m7g.*"), undefined],
    ["another family", allow("m7g.*"), allow("c7g.*"), "changed"],
    ["a pattern that begins alike", allow("m7g.*"), allow("m7gd.*"), "changed"],
    ["one family of two, and a new one", allow("m7g.*", "c7g.*"), allow("m7g.*", "r7g.*"), "changed"],
    ["an allowed list, then all but others", allow("m7g.*"), exclude("r7g.*"), "widened"],
    ["an allowed list, then all but the same", allow("m7g.*"), exclude("m7g.*"), "widened"],
    ["all but some, then an allowed list", exclude("r7g.*"), allow("m7g.*"), "restricted"],
    ["everything, then an allowed list", ALL, allow("m7g.*"), "restricted"],
    ["an allowed list, then everything", allow("m7g.*"), ALL, "widened"],
    ["an excluded list, then everything", exclude("m7g.*"), ALL, "widened"],
    ["one more excluded", exclude("m7g.*"), exclude("m7g.*", "c7g.*"), "restricted"],
    ["an excluded size that its excluded family covers", exclude("m7g.*"), exclude("m7g.*", "m7g.large"), undefined],
    ["an excluded family, then one size of it", exclude("m7g.*"), exclude("m7g.large"), "widened"],
    ["everything, written as a pattern", ALL, allow("*"), undefined],
    ["a pattern inside of a pattern", allow("m*.large"), allow("m7g.large"), "restricted"],
  ])("compares %s", (_, before, after, expected) => {
    expect(compareInstanceTypes(before, after)).toBe(expected);
  });
});
