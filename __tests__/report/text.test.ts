import { describe, expect, it } from "@jest/globals";
import { code, list, paragraph } from "../../report/block.ts";
import { lineChart } from "../../report/chart/lineChart.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import { notes } from "../../report/notes.ts";
import { page } from "../../report/page.ts";
import type { Report } from "../../report/report.ts";
import { table } from "../../report/table.ts";
import { text } from "../../report/text.ts";
import { COUNT, USD } from "../../report/units.ts";

const chart = lineChart({
  title: "Cost",
  description: "Over requests.",
  x: { title: "Requests", unit: COUNT },
  y: { title: "US dollars", unit: USD },
  series: [{ name: "a", points: [[0, 1]] }],
});

const REPORT: Report = {
  title: "A title",
  lead: "The answer.",
  sections: [
    { heading: "Drawn", blocks: [keyFigures([{ label: "Cost", value: "$1" }]), chart] },
    {
      heading: "Costs",
      blocks: [
        table({
          caption: "By stack",
          columns: [{ head: "a month" }, { head: "floor", unit: USD }, { head: "how" }],
          rows: [
            ["data", 1_234.5, undefined],
            ["  table", 9, "9 x $1"],
            ["  key", undefined, "none"],
          ],
        }),
        paragraph("See https://example.com/docs/page.html."),
      ],
    },
    { heading: "Paste", blocks: [code("a: {\n  b: 1,\n},")] },
    { heading: "Notes", blocks: [list(["one", "two"])] },
    {
      heading: "Assumptions",
      blocks: [notes([{ name: "fee", value: 0.15, unit: "of EC2", mark: "documented", source: "AWS" }])],
    },
  ],
};

describe("one report", () => {
  it("is lines for a terminal: each section that says more than a chart, numbers below each other", () => {
    expect(text(REPORT)).toEqual([
      "The answer.",
      "",
      "Costs:",
      "a month      floor  how",
      "data     $1,234.50",
      "  table      $9.00  9 x $1",
      "  key            -  none",
      "",
      "See https://example.com/docs/page.html.",
      "",
      "Paste:",
      "a: {",
      "  b: 1,",
      "},",
      "",
      "Notes:",
      "one",
      "two",
      "",
      "Assumptions:",
      "fee  0.15 of EC2  documented  AWS",
    ]);
  });

  it("is a page with all of that, where addresses are links and parts stand under their sum", () => {
    const made = page(REPORT);
    for (const said of [
      "The answer.",
      "data",
      "9 x $1",
      "  b: 1,",
      "<li>two</li>",
      "of EC2",
      "<h2",
      "Over requests.",
    ]) {
      expect(made).toContain(said);
    }
    expect(made).toContain('<a href="https://example.com/docs/page.html" rel="noreferrer">');
    expect(made).toContain('<th scope="row" class="under">  table</th>');
  });
});
