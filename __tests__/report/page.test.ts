import { describe, expect, it } from "@jest/globals";
import { list, paragraph } from "../../report/block.ts";
import { html } from "../../report/html.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import { linked } from "../../report/links.ts";
import { notes } from "../../report/notes.ts";
import { page } from "../../report/page.ts";
import { table } from "../../report/table.ts";
import { COUNT, USD } from "../../report/units.ts";
import { exampleReport } from "./exampleReport.ts";

const HOSTILE = `</style><script>alert(1)</script>`;
const textOf = (source: string): string => String(html`${linked(source)}`);

describe("a page", () => {
  it("names nothing that a browser would fetch", () => {
    const text = exampleReport();
    expect(text).not.toMatch(/<(script|img|iframe|object|embed|base)\b/i);
    expect(text).not.toMatch(/@import|@font-face|\bsrc=/i);
    expect([...text.matchAll(/<link\b[^>]*>/g)].map(String)).toEqual(['<link rel="icon" href="data:,">']);
    expect([...text.matchAll(/url\(([^)]*)\)/g)].every(([, target]) => /^#pattern-\d$/.test(target ?? ""))).toBe(true);
  });

  it("has a policy that allows its own style and nothing else", () => {
    expect(exampleReport()).toContain("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:;");
  });

  it("has each id once, and every reference to one has its target", () => {
    const text = exampleReport();
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...text.matchAll(/aria-labelledby="([^"]*)"/g)].flatMap(([, all]) => all?.split(" ") ?? []);
    expect(references.length).toBeGreaterThan(30);
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("escapes every text that it is given", () => {
    const text = page({
      title: HOSTILE,
      lead: HOSTILE,
      foot: HOSTILE,
      sections: [
        {
          heading: HOSTILE,
          blocks: [
            paragraph(HOSTILE),
            list([HOSTILE]),
            keyFigures([{ label: HOSTILE, value: HOSTILE, note: HOSTILE }]),
            table({ caption: HOSTILE, columns: [{ head: HOSTILE }, { head: HOSTILE }], rows: [[HOSTILE, HOSTILE]] }),
            notes([{ name: HOSTILE, value: 1, unit: HOSTILE, mark: "given", source: HOSTILE }]),
          ],
        },
      ],
    });
    expect(text).not.toContain("<script");
    expect(text.match(/<\/style>/g)).toHaveLength(1);
    expect(text.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(15);
  });
});

describe("a table", () => {
  const columns = [{ head: "Option" }, { head: "Requests", unit: COUNT }, { head: "Cost", unit: USD }] as const;

  it("puts numbers to the right, with their value, and a dash where there is none", () => {
    const text = String(
      table({
        caption: "Costs",
        columns,
        rows: [
          ["A", 154_131_578, 205.5096],
          ["B", undefined, 0],
        ],
      }).html("t"),
    );
    expect(text).toContain('<th scope="row">A</th>');
    expect(text).toContain('<td class="number"><data value="154131578">154,131,578</data></td>');
    expect(text).toContain('<td class="number"><data value="205.5096">$205.51</data></td>');
    expect(text).toContain('<td class="number">–</td>');
    expect(text).toContain('<th scope="col" class="number">Cost</th>');
  });

  it("refuses a number that is none, when it is made", () => {
    expect(() => table({ caption: "Costs", columns, rows: [["A", 1, Number.NaN]] })).toThrow(
      'table "Costs": column "Cost": must be a finite number, got NaN',
    );
  });

  it("does not compile with text in a column of numbers, or too few cells", () => {
    // @ts-expect-error a number is wanted
    const text = () => table({ caption: "Costs", columns, rows: [["A", "many", 1]] });
    // @ts-expect-error the cost is missing
    const short = () => table({ caption: "Costs", columns, rows: [["A", 1]] });
    expect([text, short]).toHaveLength(2);
  });
});

describe("a note", () => {
  it.each([
    ["https://aws.amazon.com/lambda/pricing/", ">aws.amazon.com › pricing</a>"],
    ["see https://example.com/a_(b)/c.html#part, then", ">example.com › c.html#part</a>, then"],
    ["https://example.com/page.", ">example.com › page</a>."],
    ['https://example.com/"onclick="x', 'href="https://example.com/"'],
  ])("links the address in %s", (source, expected) => {
    expect(textOf(source)).toContain(expected);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "ftp://example.com/x", "http://", "aprender report, 2026-09"])(
    "does not link %s",
    (source) => {
      expect(textOf(source)).not.toContain("<a");
    },
  );

  it("refuses a value that is not a number", () => {
    const note = { name: "Fee", value: Number.NaN, unit: "of the price", mark: "given", source: "you" } as const;
    expect(() => notes([note])).toThrow("exact: must be a finite number, got NaN");
  });
});
