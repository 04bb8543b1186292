// A report as lines for a terminal: the answer, and each section that says more than a chart.
import type { Report, Section } from "./report.ts";

function sectionLines({ heading, blocks }: Section): string[] {
  const written = blocks.map((block) => block.lines()).filter((lines) => lines.length > 0);
  if (written.length === 0) return [];
  return ["", `${heading}:`, ...written.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]))];
}

export const text = ({ lead, sections }: Report): string[] => [lead, ...sections.flatMap(sectionLines)];
