import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { sparkline } from "../../report/sparkline.ts";

describe("a sparkline", () => {
  it.each([
    ["goes from nothing to the highest value", [0, 1, 2, 3, 4, 5, 6, 7, 8], 20, " ▁▂▃▄▅▆▇█"],
    ["shows anything above 0", [0, 0.001, 1_000], 20, " ▁█"],
    ["is blank where all is 0", [0, 0, 0], 20, "   "],
    ["is empty without values", [], 20, ""],
    ["is empty without room", [1, 2], 0, ""],
  ])("%s", (_, values, width, expected) => {
    expect(sparkline(values, width)).toBe(expected);
  });

  it("keeps a peak that shares its place", () => {
    expect(sparkline([0, 8, 0, 0, 4, 4, 8, 8], 4)).toBe("█ ▄█");
  });

  it("is never wider than asked for, and shows the highest value", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 200 }),
        (values, width) => {
          const line = sparkline(Float64Array.from(values), width);
          expect(line).toHaveLength(Math.min(width, values.length));
          expect(line.includes("█")).toBe(Math.max(...values) > 0);
        },
      ),
    );
  });
});
