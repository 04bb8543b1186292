// Behind the marks: lines across at the ticks, the line at the bottom, and what the ticks say.
import { html, type Markup, px } from "../html.ts";
import type { Ruler, Tick } from "./axis.ts";
import { wrapped } from "./wrapped.ts";

interface Plot {
  readonly width: number;
  readonly height: number;
}

export const horizontalLines = (ticks: readonly Tick[], { width }: Plot): Markup =>
  html`<g class="grid">${ticks.map(
    ({
      at,
      text,
    }) => html`<line x2="${px(width)}" y1="${px(at)}" y2="${px(at)}"/><text x="-8" y="${px(at)}" dy="0.32em" text-anchor="end">${text}</text>
`,
  )}</g>`;

/** Where bars stand and areas begin: at 0, or at the bottom of a log axis. */
export const baselineOf = ({ domain, place }: Ruler): number =>
  place(domain[0] > 0 ? domain[0] : Math.min(0, domain[1]));

export const bottomTicks = (ticks: readonly Tick[], { width, height }: Plot): Markup =>
  html`<g class="bottom"><line x2="${px(width)}" y1="${px(height)}" y2="${px(height)}"/>${ticks.map(
    ({
      at,
      text,
    }) => html`<line x1="${px(at)}" x2="${px(at)}" y1="${px(height)}" y2="${px(height + 5)}"/><text x="${px(at)}" y="${px(height + 20)}" text-anchor="middle">${text}</text>
`,
  )}</g>`;

const [TICKS_HEIGHT, LINE] = [24, 18] as const;

/** What the bottom counts, right under the end of its ticks; `height` is of both. @param left room before the plot */
export function bottomTitle(title: string, { width, height }: Plot, left: number) {
  const lines = wrapped(title, width + left);
  return {
    height: TICKS_HEIGHT + LINE * lines.length + 4,
    marks: html`${lines.map(
      (line, index) =>
        html`<text x="${px(width)}" y="${px(height + TICKS_HEIGHT + LINE * (index + 1))}" text-anchor="end">${line}</text>`,
    )}`,
  };
}
