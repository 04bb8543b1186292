// How the page looks. Fonts are the system's, colours are custom properties, nothing is fetched.
import { chartStyle } from "./chart/chartStyle.ts";
import { DARK, LIGHT, propertiesOf } from "./palette.ts";

export const style = `
:root { color-scheme: light dark; ${propertiesOf(LIGHT)} }
@media screen and (prefers-color-scheme: dark) { :root { ${propertiesOf(DARK)} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 4.5rem 2rem 6rem; }
header { margin-bottom: 3.5rem; }
h1 { font-size: 2.25rem; line-height: 1.15; letter-spacing: -0.02em; font-weight: 650; margin: 0 0 1rem; text-wrap: balance; }
header p { font-size: 1.1875rem; line-height: 1.55; color: var(--quiet); margin: 0; max-width: 42rem; text-wrap: pretty; }
section { margin-top: 4.5rem; }
h2 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.012em; font-weight: 650; margin: 0 0 1rem; text-wrap: balance; }
h3 { font-size: 1.0625rem; line-height: 1.35; font-weight: 650; margin: 0; }
p { margin: 0 0 1rem; max-width: 42rem; }
ul { padding-left: 1.25rem; margin: 0 0 1rem; max-width: 42rem; }
li { margin-bottom: 0.375rem; }
a { color: var(--link); text-underline-offset: 0.15em; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 2px; }

dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr)); gap: 2rem; margin: 2rem 0 0; }
dl.figures > div { border-top: 2px solid var(--ink); padding-top: 0.75rem; break-inside: avoid; }
dl.figures dt { font-size: 0.875rem; color: var(--quiet); }
dl.figures dd { margin: 0; }
dl.figures .value { font-size: 1.875rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
dl.figures .note { font-size: 0.875rem; line-height: 1.45; color: var(--quiet); margin-top: 0.25rem; }

pre { overflow-x: auto; margin: 2.5rem 0 0; padding: 1rem 1.25rem; border: 1px solid var(--rule); border-radius: 4px; font-size: 0.875rem; line-height: 1.5; }
.scroll { overflow-x: auto; margin: 2.5rem 0 0; }
.scroll + p, dl.figures + p, figure + p { margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; line-height: 1.45; }
caption { text-align: left; color: var(--quiet); font-size: 0.875rem; padding-bottom: 0.625rem; }
th, td { padding: 0.5rem 1.25rem 0.5rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
th { font-weight: 400; }
th.under { padding-left: 1.25rem; }
thead th { color: var(--quiet); font-size: 0.8125rem; line-height: 1.35; vertical-align: bottom; border-bottom-color: var(--quiet); }
tr { break-inside: avoid; }
.number { text-align: right; }
td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }

details { margin-top: 1.25rem; font-size: 0.875rem; }
summary { color: var(--link); cursor: pointer; width: fit-content; padding: 0.375rem 0; }
details .scroll { margin-top: 0.75rem; max-height: 32rem; overflow: auto; }
details thead th { position: sticky; top: 0; background: var(--paper); }
details table { font-size: 0.875rem; }

ul.notes { list-style: none; margin: 1.5rem 0 2rem; border-bottom: 1px solid var(--rule); padding: 0; max-width: none; font-size: 0.9375rem; }
ul.notes li { display: grid; grid-template-columns: 15rem 1fr; gap: 0 2rem; padding: 0.875rem 0; margin: 0; border-top: 1px solid var(--rule); break-inside: avoid; }
ul.notes p { margin: 0; max-width: none; }
ul.notes .assumption { grid-row: span 2; }
ul.notes .name { display: block; font-weight: 600; }
ul.notes .source { color: var(--quiet); font-size: 0.875rem; }
.mark { display: inline-block; font-size: 0.75rem; line-height: 1.5; padding: 0 0.5rem; margin-top: 0.25rem; border-radius: 1rem; border: 1px solid var(--rule); color: var(--quiet); }
.mark.documented, .mark.given { background: var(--surface); }
.mark.assumed { border: 1px dashed var(--quiet); }
footer { margin-top: 5rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); color: var(--quiet); font-size: 0.875rem; }
${chartStyle}
@media (max-width: 40rem) {
  main { padding: 2.5rem 1rem 4rem; }
  header { margin-bottom: 2.5rem; }
  section { margin-top: 3.5rem; }
  h1 { font-size: 1.75rem; }
  header p { font-size: 1.0625rem; }
  h2 { font-size: 1.3125rem; }
  dl.figures { grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1.5rem 1rem; }
  dl.figures .value { font-size: 1.5rem; }
  th, td { padding-right: 0.875rem; }
  ul.notes li { grid-template-columns: 1fr; gap: 0.25rem; }
  ul.notes .name { display: inline; margin-right: 0.375rem; }
}
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  section { margin-top: 2.5rem; }
  h2, h3 { break-after: avoid; }
  details:not([open]) { display: none; }
  details .scroll { max-height: none; }
  * { print-color-adjust: exact; }
}
`;
