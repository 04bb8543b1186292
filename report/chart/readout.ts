// What a pointer reads: strips over the plot, each with the values of the points under it as its title. No script is needed.
import { html, type Markup, px } from "../html.ts";
import type { Unit } from "../units.ts";
import { extentOf } from "./axis.ts";
import type { Series } from "./lineData.ts";

/** A strip is at least so wide. */
const STRIP = 10;

interface Plotted {
  readonly width: number;
  readonly height: number;
  readonly x: Unit;
  readonly y: Unit;
  readonly place: (x: number) => number;
}

/** One value, or from the least to the most. */
function spanText(values: readonly number[], unit: Unit): string {
  const [least, most] = extentOf(values) ?? [0, 0];
  const texts = [unit.text(least), unit.text(most)];
  return texts[0] === texts[1] ? String(texts[0]) : `${texts[0]} to ${texts[1]}`;
}

interface Strip {
  readonly xs: number[];
  readonly bySeries: number[][];
}

export function readout(series: readonly Series[], { width, height, x, y, place }: Plotted): Markup {
  const strips = new Map<number, Strip>();
  series.forEach(({ points }, index) => {
    for (const [atX, atY] of points) {
      const number = Math.min(Math.floor(place(atX) / STRIP), Math.ceil(width / STRIP) - 1);
      const strip = strips.get(number) ?? { xs: [], bySeries: series.map(() => []) };
      strips.set(number, strip);
      strip.xs.push(atX);
      strip.bySeries[index]?.push(atY);
    }
  });
  const numbers = [...strips.keys()].toSorted((a, b) => a - b);
  return html`<g class="readout">${numbers.map((number, order) => {
    const { xs, bySeries } = strips.get(number) ?? { xs: [], bySeries: [] };
    const middle = (other: number | undefined, edge: number) =>
      other === undefined ? edge : ((other + number + 1) / 2) * STRIP;
    const from = middle(numbers[order - 1], 0);
    const to = Math.min(width, middle(numbers[order + 1], width));
    const lines = bySeries.flatMap((values, index) =>
      values.length > 0 ? [`${series[index]?.name}: ${spanText(values, y)}`] : [],
    );
    return html`<rect x="${px(from)}" width="${px(to - from)}" height="${px(height)}"><title>${[spanText(xs, x), ...lines].join("\n")}</title></rect>
`;
  })}</g>`;
}
