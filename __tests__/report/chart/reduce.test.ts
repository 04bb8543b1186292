import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Place, reduce } from "../../../report/chart/reduce.ts";

const places = fc
  .array(fc.tuple(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
    maxLength: 300,
  })
  .map((all): Place[] => all.toSorted(([a], [b]) => a - b));

describe("a reduced line", () => {
  it("keeps a peak of one minute in a month", () => {
    const month = Array.from(
      { length: 43_200 },
      (_, minute): Place => [(minute * 800) / 43_200, minute === 20_011 ? 9 : 1],
    );
    const reduced = reduce(month);
    expect(reduced.length).toBeLessThanOrEqual(4 * 800);
    expect(reduced.filter(([, y]) => y === 9)).toHaveLength(1);
  });

  it("keeps first, lowest, highest and last of each column, and invents nothing", () => {
    fc.assert(
      fc.property(places, (all) => {
        const reduced = reduce(all);
        const columns = (of: readonly Place[]) => Object.groupBy(of, ([x]) => Math.floor(x));
        const [before, after] = [columns(all), columns(reduced)];
        expect(Object.keys(after)).toEqual(Object.keys(before));
        for (const [column, kept = []] of Object.entries(after)) {
          const from = before[Number(column)] ?? [];
          const ys = (of: readonly Place[]) => of.map(([, y]) => y);
          expect([kept[0], kept.at(-1)]).toEqual([from[0], from.at(-1)]);
          expect([Math.min(...ys(kept)), Math.max(...ys(kept))]).toEqual([
            Math.min(...ys(from)),
            Math.max(...ys(from)),
          ]);
          expect(kept.length).toBeLessThanOrEqual(4);
        }
        let at = -1;
        for (const place of reduced) {
          const found = all.indexOf(place, at + 1);
          expect(found).toBeGreaterThan(at);
          at = found;
        }
      }),
    );
  });

  it("leaves a line with few points as it is", () => {
    const few: Place[] = [
      [0.5, 1],
      [10, 2],
      [20, 0],
    ];
    expect(reduce(few)).toEqual(few);
    expect(reduce([])).toEqual([]);
  });
});
