// Two invocations that met, drawn as two lanes of time: each with its requests; the numbers stand in a table beside it.
import type { Block } from "../../report/block.ts";
import { html, type Markup, px } from "../../report/html.ts";
import { tableMarkup } from "../../report/table.ts";
import { COUNT } from "../../report/units.ts";
import type { Drawn, Lane } from "../result.ts";

const WIDTH = 640;
const LANE = 64;
const BAR = 22;

function laneMarkup(lane: Lane, index: number, x: (milliseconds: number) => number): Markup {
  const top = 8 + index * LANE;
  const colour = `var(--series-${index})`;
  return html`<text x="0" y="${top + 12}" fill="currentColor" font-size="13">${lane.event}</text>
<rect x="${px(x(lane.from))}" y="${top + 20}" width="${px(Math.max(2, x(lane.to) - x(lane.from)))}" height="${BAR}" rx="3" fill="${colour}" fill-opacity="0.25" stroke="${colour}"/>
${lane.requests.map(
  (request) =>
    html`<rect x="${px(x(request.from))}" y="${top + 26}" width="${px(Math.max(2, x(request.to) - x(request.from)))}" height="${BAR - 12}" fill="${colour}"><title>${request.operation}</title></rect>
`,
)}`;
}

/** A drawing for the page. @throws RangeError for times that are not finite */
export function lanesBlock({ code, what, lanes }: Drawn): Block {
  const end = Math.max(1, ...lanes.map(({ to }) => to));
  const x = (milliseconds: number) => (Math.max(0, milliseconds) / end) * (WIDTH - 2);
  const rows = lanes.flatMap((lane, index) => [
    [`${index + 1}: ${lane.event}`, lane.from, lane.to],
    ...lane.requests.map((request) => [`  ${request.operation}`, request.from, request.to]),
  ]);
  const table = {
    caption: "Milliseconds since the first of the two began",
    columns: [{ head: "invocation, request" }, { head: "from", unit: COUNT }, { head: "to", unit: COUNT }],
    rows,
  };
  return {
    html: (id) => html`<figure id="${id}">
<figcaption><h3>${code}</h3><p>${what}</p></figcaption>
<svg class="chart" viewBox="0 0 ${WIDTH} ${2 * LANE}" role="img" aria-labelledby="${id}-title"><title id="${id}-title">${lanes[0].event} and ${lanes[1].event} in one worker, ${px(end)} ms</title>
${lanes.map((lane, index) => laneMarkup(lane, index, x))}
</svg>
<details><summary>Table: who ran when</summary>${tableMarkup(table, `${id}-table`)}</details>
</figure>`,
    lines: () => [],
  };
}
