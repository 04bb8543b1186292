// How series are told apart: by colour, and without colour by the dashes of lines and the patterns of bars.
import { html, type Markup } from "../html.ts";
import { MAX_SERIES } from "../palette.ts";

/** The first is solid. */
const DASHES = ["none", "9 4", "2.5 3.5", "12 4 2.5 4", "5 3", "16 5"] as const;

/** Over the colour of a bar; the first has none. */
const PATTERNS: readonly Markup[] = [
  html``,
  html`<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6"/>`,
  html`<circle cx="2" cy="2" r="1.1"/><circle cx="6" cy="6" r="1.1"/>`,
  html`<path d="M-2 6L2 10M0 0L8 8M6 -2L10 2"/>`,
  html`<path d="M0 2H8M0 6H8"/>`,
  html`<path d="M0 4H8M4 0V8"/>`,
];

const indexes = Array.from({ length: MAX_SERIES }, (_, index) => index);

/** Once on a page that has bars; takes no room. */
export const patternDefinitions: Markup = html`<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>${indexes.map(
  (
    index,
  ) => html`<pattern id="pattern-${index}" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="s${index}" width="8" height="8"/>${PATTERNS[index]}</pattern>
`,
)}</defs></svg>`;

export const seriesStyle: string = indexes
  .map(
    (index) => `.s${index} { --colour: var(--series-${index}); }
.line.s${index}, .s${index} .line { stroke-dasharray: ${DASHES[index]}; }
.fill.s${index}, .s${index} .fill { fill: url(#pattern-${index}) var(--series-${index}); }`,
  )
  .join("\n");
