// One HTML file that holds all it needs: it asks the network for nothing, runs no script, and opens from a disk or a mail.
import { patternDefinitions } from "./chart/seriesStyle.ts";
import { html, Markup } from "./html.ts";
import type { Report } from "./report.ts";
import { style } from "./style.ts";

/** Also a browser with this page open could not be made to load or run anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The text of the file. */
export function page({ title, lead, sections, foot }: Report): string {
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${Markup.trusted(style)}</style>
</head>
<body>
${patternDefinitions}
<main>
<header><h1>${title}</h1><p>${lead}</p></header>
${sections.map(
  ({ heading, blocks }, section) => html`<section aria-labelledby="section-${section}">
<h2 id="section-${section}">${heading}</h2>
${blocks.map((block, index) => block.html(`block-${section}-${index}`))}
</section>
`,
)}${foot !== undefined && html`<footer>${foot}</footer>`}
</main>
</body>
</html>
`}`;
}
