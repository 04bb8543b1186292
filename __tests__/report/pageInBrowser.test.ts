// The page as Chromium draws it, opened from a disk: the marks themselves, not only that something loaded.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { describeInBrowser } from "../support/http/browser.ts";
import { serve } from "../support/http/httpServer.ts";
import { exampleReport, SHOWN } from "./exampleReport.ts";
import { type Box, type MeasuredChart, type MeasuredPage, measurePage } from "./measurePage.mjs";
import { oddReport } from "./oddReport.ts";

const SCHEMES = ["light", "dark"] as const;
const WIDTHS = [1_280, 390] as const;

const inside = (box: Box, frame: Box): boolean =>
  box.x >= frame.x - 1 &&
  box.y >= frame.y - 1 &&
  box.x + box.width <= frame.x + frame.width + 1 &&
  box.y + box.height <= frame.y + frame.height + 1;

const overlap = (a: Box, b: Box): boolean =>
  a.x + 1 < b.x + b.width && b.x + 1 < a.x + a.width && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height;

/** Texts of a chart that lie on each other, or outside of it. */
const misplaced = ({ svg, texts }: MeasuredChart): string[] =>
  texts.flatMap(({ text, box }, index) => [
    ...(inside(box, svg) ? [] : [`${text} is outside`]),
    ...texts.slice(index + 1).flatMap((other) => (overlap(box, other.box) ? [`${text} on ${other.text}`] : [])),
  ]);

const columnOf = ({ table }: MeasuredChart, column: number): number[] => table.map((row) => Number(row[column]));

/** `$1,600` and `20 k`. */
function tickValue(text: string): number {
  const [, digits = "", suffix = ""] = /^\$?([\d.,]+) ?([kM]?)$/.exec(text) ?? [];
  return Number(digits.replaceAll(",", "")) * (suffix === "k" ? 1e3 : suffix === "M" ? 1e6 : 1);
}

/** What a height on the screen stands for, read off the axis as a person does. */
function readingOf({ yTicks }: MeasuredChart): (y: number) => number {
  const [low, high] = [yTicks[0], yTicks.at(-1)];
  if (!low || !high) throw new Error("chart: must have two ticks");
  const [from, to] = [tickValue(low.text), tickValue(high.text)];
  return (y) => from + ((y - low.y) / (high.y - low.y)) * (to - from);
}

describeInBrowser("a report in Chromium", (browser) => {
  let directory = "";
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "lmi-report-"));
    await writeFile(join(directory, "report.html"), exampleReport());
    await writeFile(join(directory, "odd.html"), oddReport());
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** Opens a file, and keeps what the page asks for and complains about. */
  async function opened<Result>(
    file: string,
    [width, colorScheme]: readonly [number, "light" | "dark"],
    use: (
      page: Page,
      seen: { readonly requests: string[]; readonly complaints: string[]; readonly url: string },
    ) => Promise<Result>,
  ): Promise<Result> {
    const page = await browser().newPage();
    const url = pathToFileURL(join(directory, file)).href;
    const seen = { requests: [] as string[], complaints: [] as string[], url };
    page.on("request", (request) => seen.requests.push(request.url()));
    page.on("console", (message) => seen.complaints.push(message.text()));
    page.on("pageerror", (error) => seen.complaints.push(error.message));
    page.on("dialog", async (dialog) => {
      seen.complaints.push(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    try {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(url);
      return await use(page, seen);
    } finally {
      await page.close();
    }
  }

  interface Seen {
    readonly seen: MeasuredPage;
    readonly complaints: readonly string[];
    /** Requests for anything but the file itself. */
    readonly outside: readonly string[];
  }
  const measured = new Map<string, Seen>();
  /** Each combination is opened once. */
  async function measure(file: string, width: number, scheme: "light" | "dark"): Promise<Seen> {
    const key = `${file} ${width} ${scheme}`;
    const before = measured.get(key);
    if (before) return before;
    return opened(file, [width, scheme], async (page, { requests, complaints, url }) => {
      const seen = await page.evaluate(measurePage);
      const outside = requests.filter((request) => request !== url && !request.startsWith("data:"));
      const result = { seen, complaints, outside };
      measured.set(key, result);
      return result;
    });
  }

  const chartCalled = ({ charts }: MeasuredPage, title: string): MeasuredChart => {
    const chart = charts.find((each) => each.title === title);
    if (!chart) throw new Error(`page: must have a chart "${title}"`);
    return chart;
  };

  const combinations = WIDTHS.flatMap((width) => SCHEMES.map((scheme) => [width, scheme] as const));

  it.each(combinations)("is readable and complete at %i px in %s", async (width, scheme) => {
    const { seen, complaints, outside } = await measure("report.html", width, scheme);

    expect(seen.documentWidth).toBe(seen.viewportWidth);
    expect(seen.paper).toBe(scheme === "dark" ? "rgb(18, 22, 27)" : "rgb(255, 255, 255)");
    const texts = [...seen.texts, ...seen.charts.flatMap((chart) => chart.texts)];
    expect(texts.length).toBeGreaterThan(150);
    expect(texts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
    expect(texts.filter(({ fontSizePx }) => fontSizePx < 11)).toEqual([]);

    expect(seen.charts).toHaveLength(9);
    for (const chart of seen.charts) {
      expect([chart.title, chart.shown]).toEqual([chart.title, 1]);
      expect([chart.title, misplaced(chart)]).toEqual([chart.title, []]);
      expect(chart.name).toMatch(new RegExp(`^${chart.title}: .+`));
      expect(chart.lines.length + chart.bars.length).toBeGreaterThan(0);
      expect(chart.table.length).toBeGreaterThan(2);
      expect(chart.tableHeight).toBeGreaterThan(60);
      for (const { box, length } of chart.lines) {
        expect(box.width).toBeGreaterThan(chart.svg.width / 2);
        expect(length).toBeGreaterThan(chart.svg.width / 2);
        expect(inside(box, chart.svg)).toBe(true);
      }
      for (const bar of chart.bars) expect(inside(bar, chart.svg)).toBe(true);
    }
    expect(chartCalled(seen, "Traffic").bands.every(({ width }) => width > 10)).toBe(true);

    expect(seen.scripts).toBe(0);
    expect(outside).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.each(WIDTHS)("draws bars as long as their values, at %i px", async (width) => {
    const { seen } = await measure("report.html", width, "light");
    const lengths: [title: string, side: "width" | "height", values: readonly number[]][] = [
      ["What a month costs", "width", SHOWN.options.map(([, cost]) => cost)],
      ["What the cost is made of", "width", SHOWN.parts.flatMap(([, parts]) => Object.values(parts))],
      ["Cost by day", "height", SHOWN.days.map(([, cost]) => cost)],
    ];
    for (const [title, side, values] of lengths) {
      const chart = chartCalled(seen, title);
      expect(chart.bars).toHaveLength(values.length);
      const most = values.indexOf(Math.max(...values));
      const longest = chart.bars[most]?.[side] ?? 0;
      expect(longest).toBeGreaterThan(100);
      values.forEach((value, index) => {
        const share = (chart.bars[index]?.[side] ?? 0) / longest;
        expect(Math.abs(share - value / (values[most] ?? 1))).toBeLessThan(0.01);
      });
      const cells = chart.table.flatMap((row) => row.slice(1, 1 + values.length / chart.table.length));
      expect(cells).toEqual(values);
    }
  });

  it.each(WIDTHS)("draws lines where the axis says their table's values are, at %i px", async (width) => {
    const { seen } = await measure("report.html", width, "light");
    for (const title of ["Cost by requests", "Cost by active hours"]) {
      const chart = chartCalled(seen, title);
      const reading = readingOf(chart);
      const precision = reading(chart.yTicks.at(-1)?.y ?? 0) / 100;
      chart.lines.forEach(({ first, last }, series) => {
        const values = columnOf(chart, series + 1).filter((value) => !Number.isNaN(value));
        expect(Math.abs(reading(first) - (values[0] ?? Number.NaN))).toBeLessThan(precision);
        expect(Math.abs(reading(last) - (values.at(-1) ?? Number.NaN))).toBeLessThan(precision);
      });
    }
    const traffic = chartCalled(seen, "Traffic");
    const peak = Math.max(...SHOWN.traffic.map(([, requests]) => requests));
    expect(Math.max(...columnOf(traffic, 2))).toBe(peak);
    expect(Math.abs(readingOf(traffic)(traffic.lines[0]?.box.y ?? 0) - peak)).toBeLessThan(peak / 50);
  });

  it("fits every width between a small phone and a large screen, with text of at least 11 px", async () => {
    await opened("report.html", [320, "light"], async (page) => {
      for (const width of [320, 511, 512, 783, 784, 1_920]) {
        await page.setViewportSize({ width, height: 900 });
        const seen = await page.evaluate(measurePage);
        const texts = [...seen.texts, ...seen.charts.flatMap((chart) => chart.texts)];
        expect([width, seen.documentWidth]).toEqual([width, seen.viewportWidth]);
        expect([width, texts.filter(({ fontSizePx }) => fontSizePx < 11)]).toEqual([width, []]);
        expect([width, seen.charts.flatMap(misplaced)]).toEqual([width, []]);
        expect([width, seen.charts.filter(({ shown }) => shown !== 1)]).toEqual([width, []]);
      }
    });
  });

  it("opens a chart's table on a click", async () => {
    await opened("report.html", [390, "dark"], async (page) => {
      const table = page.getByRole("table", { name: "What a month costs" });
      expect(await table.isVisible()).toBe(false);
      await page.getByText("Table: What a month costs").click();
      expect(await table.isVisible()).toBe(true);
      expect(await table.getByRole("row").count()).toBe(1 + SHOWN.options.length);
      expect(await table.getByRole("row", { name: /^Managed instances, always on \$205\.51$/ }).count()).toBe(1);
    });
  });

  it("shows names that look like markup as what they are", async () => {
    await opened("report.html", [1_280, "light"], async (page) => {
      expect(await page.getByRole("rowheader", { name: SHOWN.hostile }).count()).toBe(1);
      const { charts } = await page.evaluate(measurePage);
      const bars = charts.flatMap((chart) => chart.bars).filter(({ title }) => title.startsWith(SHOWN.hostile));
      expect(bars).toHaveLength(3);
    });
  });

  it("lets nothing run or load, even if something had got into it", async () => {
    let asked = 0;
    const server = await serve(async (_, response) => {
      asked += 1;
      response.end();
    });
    const ran = await opened("report.html", [390, "light"], (page) =>
      page.evaluate(`
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        const image = document.createElement("img");
        image.src = "${server.endpoint}/picture.png";
        document.body.append(script, image);
        new Promise((resolve) => { image.onerror = () => resolve(window.ran === true); })`),
    ).finally(() => server.close());
    expect(ran).toBe(false);
    expect(asked).toBe(0);
  });

  it.each(combinations)("draws odd data without a text out of place, at %i px in %s", async (width, scheme) => {
    const { seen, complaints } = await measure("odd.html", width, scheme);
    expect(seen.documentWidth).toBe(seen.viewportWidth);
    for (const chart of seen.charts) expect([chart.title, misplaced(chart)]).toEqual([chart.title, []]);
    expect(chartCalled(seen, "one point").dots.every(({ width }) => width > 5)).toBe(true);
    expect(chartCalled(seen, "one point").dots).toHaveLength(1);
    for (const title of ["no series", "no points", "no rows", "no columns"]) {
      expect(chartCalled(seen, title).texts.map(({ text }) => text)).toContain("No values");
    }
    const month = chartCalled(seen, "a month");
    expect(Math.abs(readingOf(month)(month.lines[0]?.box.y ?? 0) - 9_000)).toBeLessThan(150);
    expect(Math.max(...columnOf(month, 2))).toBe(9_000);
    expect(complaints).toEqual([]);
  });
});
