// The findings of a run as a block: on a page as a list, for a terminal as indented lines.
import type { Block } from "../../report/block.ts";
import { html } from "../../report/html.ts";
import { linked } from "../../report/links.ts";
import type { Level } from "../judge/finding.ts";
import type { Told } from "../result.ts";

const WORDS: Readonly<Record<Level, string>> = {
  error: "error",
  "not-shown": "not shown",
  warning: "warning",
  hint: "hint",
  info: "info",
};

const whereOf = ({ place, subject }: Told): string =>
  [place && `${place.file}:${place.line}`, subject].filter((part) => part !== undefined).join("  ");

/** ` (3 of 4)` */
export const seenOf = ({ seen }: Pick<Told, "seen">): string => (seen ? ` (${seen.count} of ${seen.of})` : "");

/** Why and what to do are said once for each kind. */
function linesOf(finding: Told, isFirst: boolean): string[] {
  const { level, title, code, what, why, remedy, source } = finding;
  const where = whereOf(finding);
  return [
    `${WORDS[level]}  ${code}: ${title}`,
    ...(where === "" ? [] : [`  at ${where}`]),
    `  ${what}${seenOf(finding)}`,
    ...(isFirst ? [`  why: ${why}`, `  change: ${remedy}`] : []),
    ...(source === undefined ? [] : [`  source: ${source}`]),
  ];
}

export function findingsBlock(findings: readonly Told[]): Block {
  const isFirst = (finding: Told, index: number) => findings.findIndex(({ code }) => code === finding.code) === index;
  return {
    html: () =>
      html`<ul class="notes">${findings.map((finding, index) => {
        const { level, code, title, what, why, remedy, source } = finding;
        return html`<li>
<p class="assumption"><span class="name">${title}</span> <span class="mark">${WORDS[level]}</span> <span class="mark">${code}</span></p>
<p>${whereOf(finding) !== "" && html`<strong>${whereOf(finding)}</strong>: `}${what}${seenOf(finding)}</p>
${isFirst(finding, index) && html`<p class="source">${why} ${remedy}</p>`}${source !== undefined && html`<p class="source">${linked(source)}</p>`}</li>
`;
      })}</ul>`,
    lines: () =>
      findings.flatMap((finding, index) => [
        ...(index === 0 ? [] : [""]),
        ...linesOf(finding, isFirst(finding, index)),
      ]),
  };
}
