import { describe, expect, it } from "@jest/globals";
import { DARK, LIGHT, type Palette } from "../../report/palette.ts";

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
] as const)("the %s palette", (_, palette: Palette) => {
  it("has text with a contrast of at least 4.5 on all that it stands on", () => {
    for (const text of ["ink", "quiet", "link"] as const) {
      for (const ground of ["paper", "surface", "band"] as const) {
        expect([text, ground, contrast(palette[text], palette[ground]) >= 4.5]).toEqual([text, ground, true]);
      }
    }
  });

  it("has series with a contrast of at least 3, on bands too", () => {
    for (const ground of [palette.paper, palette.band]) {
      for (const colour of palette.series) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(3);
    }
  });

  it("has each colour once", () => {
    expect(new Set(palette.series).size).toBe(palette.series.length);
  });
});
