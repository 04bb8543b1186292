// Names of what is drawn, each beside a sample of how it is drawn.
import { html, type Markup } from "../html.ts";

export interface LegendItem {
  readonly label: string;
  readonly sample: "line" | "bar" | "band";
  /** Of the series; a band has none. */
  readonly index?: number;
}

const SAMPLES: Record<LegendItem["sample"], Markup> = {
  line: html`<path class="line" d="M0 6H28"/>`,
  bar: html`<rect class="fill" width="28" height="12"/>`,
  band: html`<rect class="band" width="28" height="12"/>`,
};

export const legend = (items: readonly LegendItem[]): Markup | false =>
  items.length > 0 &&
  html`<ul class="legend">${items.map(
    ({ label, sample, index }) =>
      html`<li><svg class="sample${index !== undefined && ` s${index}`}" viewBox="0 0 28 12" width="28" height="12" aria-hidden="true">${SAMPLES[sample]}</svg>${label}</li>`,
  )}</ul>`;
