// Names at the right ends of lines, moved apart where ends are close.
import { html, type Markup, px } from "../html.ts";
import { textWidth } from "./size.ts";

export const LINE_HEIGHT = 18;
/** From the end of a line to its name: a sample of the line. */
const SAMPLE = 30;

export interface EndLabel {
  readonly name: string;
  readonly index: number;
  /** Where the line ends. */
  readonly y: number;
}

/** What they need at the side of the plot. */
export const endLabelsWidth = (names: readonly string[]): number => SAMPLE + Math.max(0, ...names.map(textWidth));

/**
 * Places at least a line apart, as near as they can be to where they should be, in the same order.
 * @param ys ascending; they must fit
 */
export function apart(ys: readonly number[], height: number): number[] {
  const places = [...ys];
  for (let index = 1; index < places.length; index++) {
    places[index] = Math.max(places[index] ?? 0, (places[index - 1] ?? 0) + LINE_HEIGHT);
  }
  let limit = height;
  for (let index = places.length - 1; index >= 0; index--) {
    places[index] = Math.min(places[index] ?? 0, limit);
    limit = (places[index] ?? 0) - LINE_HEIGHT;
  }
  return places;
}

export function endLabels(
  labels: readonly EndLabel[],
  plot: { readonly width: number; readonly height: number },
): Markup {
  const ordered = labels.toSorted((a, b) => a.y - b.y || a.index - b.index);
  const places = apart(
    ordered.map(({ y }) => y),
    plot.height,
  );
  return html`<g class="ends">${ordered.map(({ name, index }, order) => {
    const y = places[order] ?? 0;
    return html`<path class="line s${index}" d="M${px(plot.width + 6)} ${px(y)}h18"/><text x="${px(plot.width + SAMPLE)}" y="${px(y)}" dy="0.32em">${name}</text>
`;
  })}</g>`;
}
