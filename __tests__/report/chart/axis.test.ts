import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Axis, horizontalRuler, verticalRuler } from "../../../report/chart/axis.ts";
import { textWidth } from "../../../report/chart/size.ts";
import { COUNT, USD } from "../../../report/units.ts";

const HOUR = 3_600_000;
const DAY = Date.UTC(2026, 2, 1);
const dollars: Axis = { title: "US dollars", unit: USD };
const requests: Axis = { title: "Requests", unit: COUNT };
const logarithmic: Axis = { title: "Requests", unit: COUNT, scale: "log" };
const textsOf = ({ ticks }: { readonly ticks: readonly { readonly text: string }[] }) => ticks.map(({ text }) => text);
const up = (extent: readonly [number, number] | undefined, axis: Axis = dollars) =>
  verticalRuler(axis, { extent, range: [300, 0], wanted: 5 });
const along = (extent: readonly [number, number] | undefined, axis: Axis, width = 600) =>
  horizontalRuler(axis, { extent, range: [0, width], wanted: 8 });

describe("an axis up the side", () => {
  it.each([
    ["begins at zero", [100, 307], ["$0", "$50", "$100", "$150", "$200", "$250", "$300", "$350"]],
    ["reaches below zero where values do", [-3, 5], ["-$4", "-$2", "$0", "$2", "$4", "$6"]],
    [
      "is there when all is zero",
      [0, 0],
      ["$0.0", "$0.2", "$0.4", "$0.6", "$0.8", "$1.0"].map((t) => t.replace("$0.0", "$0")),
    ],
  ] as const)("%s", (_, extent, texts) => {
    expect(textsOf(up(extent))).toEqual(texts);
  });

  it("is there without values", () => {
    expect(up(undefined).domain).toEqual([0, 1]);
  });

  it("contains all values and has ticks that grow, whatever the values", () => {
    const value = fc.oneof(
      fc.double({ min: -1e90, max: 1e90, noNaN: true }).filter((each) => each === 0 || Math.abs(each) > 1e-90),
      fc.integer(),
    );
    fc.assert(
      fc.property(value, value, (a, b) => {
        const { domain, ticks, place } = up([Math.min(a, b), Math.max(a, b)]);
        expect(domain[0]).toBeLessThanOrEqual(Math.min(a, b, 0));
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(a, b, 0));
        expect(ticks.length).toBeGreaterThan(0);
        for (const each of [a, b]) expect(place(each) >= -1e-6 && place(each) <= 300 + 1e-6).toBe(true);
        expect(ticks.every(({ at }, index) => index === 0 || at < (ticks[index - 1]?.at ?? 0))).toBe(true);
      }),
    );
  });
});

describe("an axis along the bottom", () => {
  it.each([
    ["has powers of ten where it is logarithmic", logarithmic, [1e6, 1e9], 600, ["1 M", "10 M", "100 M", "1 B"]],
    ["has 2 and 5 between them where there is room", logarithmic, [10, 100], 600, ["10", "20", "50", "100"]],
    ["leaves out powers where there is none", logarithmic, [1, 1e12], 300, ["1", "1,000", "1 M", "1 B", "1 T"]],
    [
      "has even ticks within less than a decade",
      logarithmic,
      [11, 19],
      600,
      ["11", "12", "13", "14", "15", "16", "17", "18", "19"],
    ],
    [
      "opens around a single value",
      requests,
      [5, 5],
      600,
      ["4.5", "4.6", "4.7", "4.8", "4.9", "5.0", "5.1", "5.2", "5.3", "5.4", "5.5"],
    ],
    ["opens by a decade where it is logarithmic", logarithmic, [5, 5], 600, ["0.5", "1", "2", "5", "10", "20", "50"]],
  ] as const)("%s", (_, axis, extent, width, texts) => {
    expect(textsOf(along(extent, axis, width))).toEqual(texts);
  });

  it("shows a day by its hours, in UTC", () => {
    const time: Axis = { title: "Time", scale: "time" };
    expect(textsOf(along([DAY, DAY + 24 * HOUR], time))).toContain("06:00");
    expect(textsOf(along([DAY, DAY + 7 * 24 * HOUR], time))).toContain("3 Mar");
  });

  it("has the ticks that it is given, within what it shows", () => {
    expect(textsOf(along([0, 24], { ...requests, ticks: [0, 6, 12, 18, 24, 30] }))).toEqual([
      "0",
      "6",
      "12",
      "18",
      "24",
    ]);
  });

  it("never has ticks whose texts touch", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(requests, logarithmic),
        fc.double({ min: 1e-9, max: 1e14, noNaN: true }),
        fc.double({ min: 1.001, max: 1e12, noNaN: true }),
        fc.integer({ min: 60, max: 900 }),
        (axis, from, factor, width) => {
          const { ticks } = along([from, from * factor], axis, width);
          ticks.forEach(({ at, text }, index) => {
            const next = ticks[index + 1];
            if (next) expect(next.at - at).toBeGreaterThan((textWidth(text) + textWidth(next.text)) / 2);
          });
        },
      ),
    );
  });
});
