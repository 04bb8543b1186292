// How charts look: calm grids, marks that stand out, text that is read as easily as the page's.
import { seriesStyle } from "./seriesStyle.ts";
import { FONT_SIZE, SHOWN_FROM } from "./size.ts";

export const chartStyle = `
figure { margin: 2.5rem 0 0; container-type: inline-size; break-inside: avoid; }
figcaption p { color: var(--quiet); margin: 0.25rem 0 1.25rem; max-width: 42rem; }
.size { display: none; }
.size.narrow { display: block; }
@container (min-width: ${SHOWN_FROM.medium}px) { .size.narrow { display: none; } .size.medium { display: block; } }
@container (min-width: ${SHOWN_FROM.wide}px) { .size.medium { display: none; } .size.wide { display: block; } }
svg.chart { display: block; width: 100%; height: auto; overflow: visible; font-size: ${FONT_SIZE}px; font-variant-numeric: tabular-nums; }
p.axis { color: var(--quiet); font-size: 0.8125rem; margin: 0 0 0.375rem; }
ul.legend { display: flex; flex-wrap: wrap; gap: 0.375rem 1.5rem; list-style: none; margin: 0 0 1rem; padding: 0; font-size: 0.875rem; line-height: 1.4; }
ul.legend li { display: flex; gap: 0.5rem; align-items: baseline; margin: 0; }
svg.sample { flex: none; }
svg.patterns { position: absolute; }
svg text { fill: var(--quiet); }
.ends text, .markers text, text.name, text.value { fill: var(--ink); }
text.value { font-weight: 600; }
text.halo { stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.grid line { stroke: var(--rule); }
.bottom line, .zero { stroke: var(--quiet); }
.line { fill: none; stroke: var(--colour); stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: butt; }
.line.dense { stroke-width: 1.5; }
.area { fill: var(--colour); fill-opacity: 0.14; }
.dot, .plain { fill: var(--colour); }
.band { fill: var(--band); }
.sample .band { stroke: var(--rule); }
.markers line { stroke: var(--ink); stroke-dasharray: 1 3; stroke-width: 1.5; stroke-linecap: round; }
.readout rect { fill: transparent; }
.readout rect:hover { fill: var(--ink); fill-opacity: 0.07; }
pattern rect { fill: var(--colour); }
pattern path { fill: none; stroke: var(--paper); stroke-width: 1.25; stroke-opacity: 0.6; }
pattern circle { fill: var(--paper); fill-opacity: 0.75; }
${seriesStyle}
`;
