import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { apart, LINE_HEIGHT } from "../../../report/chart/endLabels.ts";
import { MAX_MARKERS, type Standing, standing } from "../../../report/chart/markers.ts";
import { textWidth } from "../../../report/chart/size.ts";
import { wrapped } from "../../../report/chart/wrapped.ts";

describe("names at the ends of lines", () => {
  it("stay where they are when there is room", () => {
    expect(apart([10, 50, 200], 300)).toEqual([10, 50, 200]);
  });

  it("are a line apart, within the plot and in order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 10 }), (given) => {
        const placed = apart(
          given.toSorted((a, b) => a - b),
          200,
        );
        placed.forEach((y, index) => {
          expect(y >= -1e-9 && y <= 200).toBe(true);
          if (index > 0) expect(y - (placed[index - 1] ?? 0)).toBeGreaterThanOrEqual(LINE_HEIGHT - 1e-9);
        });
      }),
    );
  });
});

describe("labels of markers", () => {
  const spanOf = ({ label, x, side }: Standing) =>
    side === "left" ? ([x - 7 - textWidth(label), x - 7] as const) : ([x + 7, x + 7 + textWidth(label)] as const);

  it("point away from each other where two lines are close", () => {
    const placed = standing(
      [
        { label: "break-even", x: 300 },
        { label: "this workload", x: 310 },
      ],
      [0, 600],
    );
    expect(placed.map(({ side, row }) => [side, row])).toEqual([
      ["left", 0],
      ["right", 0],
    ]);
  });

  it("stand above each other near the edge", () => {
    const placed = standing(
      [
        { label: "break-even", x: 580 },
        { label: "this workload", x: 590 },
      ],
      [0, 600],
    );
    expect(placed.map(({ side, row }) => [side, row])).toEqual([
      ["left", 0],
      ["left", 1],
    ]);
  });

  it("are never crossed by a line, nor on each other", () => {
    const marker = fc.record({
      label: fc.string({ minLength: 1, maxLength: 24 }),
      x: fc.integer({ min: 0, max: 600 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(marker, { maxLength: MAX_MARKERS, selector: ({ x }) => Math.floor(x / 3) }),
        (markers) => {
          const placed = standing(markers, [-50, 650]);
          expect(placed).toHaveLength(markers.length);
          for (const one of placed) {
            const [from, to] = spanOf(one);
            for (const other of placed) {
              if (other === one) continue;
              if (other.row >= one.row) expect(from < other.x && other.x < to).toBe(false);
              const [otherFrom, otherTo] = spanOf(other);
              if (other.row === one.row) expect(from < otherTo && otherFrom < to).toBe(false);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a wrapped name", () => {
  it.each([
    ["On-demand Lambda", 400, ["On-demand Lambda"]],
    ["On-demand Lambda, arm64", textWidth("n") * 16, ["On-demand", "Lambda, arm64"]],
    ["arn:aws:lambda", textWidth("n") * 8, ["arn:aws-", ":lambda"]],
    ["", 100, [""]],
  ])("%s", (name, width, lines) => {
    expect(wrapped(name, width)).toEqual(lines);
  });

  it("has no line that is too long, and all of its letters", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 3, max: 30 }), (name, letters) => {
        const lines = wrapped(name, textWidth("n".repeat(letters)));
        expect(Math.max(0, ...lines.map((line) => line.length))).toBeLessThanOrEqual(letters);
        const bare = (text: string) => text.replace(/[\s-]/g, "");
        expect(bare(lines.join(""))).toBe(bare(name));
      }),
    );
  });
});
