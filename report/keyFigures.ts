// The few numbers that a reader came for.
import type { Block } from "./block.ts";
import { html } from "./html.ts";

export interface KeyFigure {
  readonly label: string;
  /** As people read it: `usd(205.51)`. */
  readonly value: string;
  readonly note?: string;
}

/** On a page only: a terminal has them in its tables. */
export const keyFigures = (figures: readonly [KeyFigure, ...KeyFigure[]]): Block => ({
  html: () =>
    html`<dl class="figures">${figures.map(
      ({ label, value, note }) =>
        html`<div><dt>${label}</dt><dd class="value">${value}</dd>${note !== undefined && html`<dd class="note">${note}</dd>`}</div>`,
    )}</dl>`,
  lines: () => [],
});
