// A chart on the page: what it shows, the drawing in the sizes that screens have, and its numbers as a table.
import type { Block } from "../block.ts";
import { html, type Markup } from "../html.ts";
import { type Table, tableMarkup } from "../table.ts";
import { type LegendItem, legend } from "./legend.ts";
import { SIZES, type Size } from "./size.ts";

/** One drawing, without what surrounds it. */
export interface Drawing {
  readonly height: number;
  readonly marks: Markup;
  readonly legend: readonly LegendItem[];
  /** What the values are. */
  readonly above: string;
}

interface Described {
  readonly title: string;
  readonly description: string;
}

const sized = ({ title, description }: Described, size: Size, drawing: Drawing, id: string): Markup =>
  html`<div class="size ${size.name}">${legend(drawing.legend)}<p class="axis">${drawing.above}</p>
<svg class="chart" viewBox="0 0 ${size.width} ${drawing.height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${drawing.marks}
</svg></div>
`;

/** @throws RangeError, at once, for a table that cannot be written */
export function figure(chart: Described, draw: (size: Size) => Drawing, table: Table): Block {
  tableMarkup(table, "");
  return {
    html: (id) => html`<figure id="${id}">
<figcaption><h3>${chart.title}</h3><p>${chart.description}</p></figcaption>
${SIZES.map((size) => sized(chart, size, draw(size), `${id}-${size.name}`))}
<details><summary>Table: ${chart.title}</summary>${tableMarkup(table, `${id}-table`)}</details>
</figure>`,
    lines: () => [],
  };
}
