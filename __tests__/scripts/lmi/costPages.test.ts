// The pages that lmi cost writes, as Chromium draws them.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { environmentNamed } from "../../../stacks/config/environments.ts";
import { type MeasuredPage, measurePage } from "../../report/measurePage.mjs";
import { describeInBrowser } from "../../support/http/browser.ts";
import { lmi } from "../../support/lmi/lmiCommand.ts";
import { removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const WORKLOAD = [
  "--requests-per-month",
  "600k",
  "--duration-ms",
  "20000",
  "--memory-mb",
  "2048",
  "--cpu-share",
  "0.9",
];
const CONFIG = {
  architecture: "arm64",
  memoryMib: 4096,
  memoryGibPerVCpu: 2,
  maxConcurrency: 2,
  scalingConfig: { min: 3, max: 40 },
  capacityProvider: { maxVCpus: 400, scaling: { mode: "Auto" } },
};

describeInBrowser("a page of lmi cost", (browser) => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lmi-cost-pages-"));
    await writeFile(join(folder, "a.json"), JSON.stringify(CONFIG));
    await writeFile(join(folder, "b.json"), JSON.stringify({ ...CONFIG, scalingConfig: { min: 10, max: 60 } }));
  });
  afterAll(async () => {
    removeTemporaryFolders();
    await rm(folder, { recursive: true, force: true });
  });

  async function drawn(file: string, args: readonly string[]): Promise<{ measured: MeasuredPage; requests: string[] }> {
    const path = join(folder, file);
    const { code, stderr } = await lmi(["cost", ...args, "--html", path]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const page = await browser().newPage();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    try {
      await page.goto(pathToFileURL(path).href);
      return { measured: await page.evaluate(measurePage), requests };
    } finally {
      await page.close();
    }
  }

  it("of a comparison shows what makes up the cost, the break-even and the active hours", async () => {
    const args = ["compare", ...WORKLOAD, "--arrival", "queue", "--active-hours", "60"];

    const { measured, requests } = await drawn("compare.html", args);

    expect(requests).toHaveLength(1);
    expect(measured.charts.map(({ title }) => title)).toEqual([
      "What makes up the cost",
      "Cost by requests",
      "Cost by active hours",
    ]);
    const [bars, ...lines] = measured.charts;
    expect(bars?.bars.length).toBeGreaterThanOrEqual(6);
    for (const { lines: drawnLines, table } of lines) {
      expect(drawnLines).toHaveLength(3);
      for (const { box } of drawnLines) expect(box.width).toBeGreaterThan(100);
      expect(Math.max(...drawnLines.map(({ box }) => box.height))).toBeGreaterThan(50);
      expect(table.length).toBeGreaterThan(10);
    }
  });

  it("of a simulation shows traffic, capacity and cost of every configuration, and both side by side", async () => {
    const args = [
      "simulate",
      ...WORKLOAD,
      ...["--requests-per-month", "2M", "--invocation-memory-mb", "1000"],
      "--shape",
      "spike5",
      "--config",
      join(folder, "a.json"),
      "--config",
      join(folder, "b.json"),
    ];

    const { measured } = await drawn("simulate.html", args);

    const titles = measured.charts.map(({ title }) => title);
    expect(titles).toEqual([
      "Cost",
      "Throttles",
      ...["a", "b"].flatMap((name) => ["traffic", "capacity", "cost"].map((what) => `${name}: ${what}`)),
    ]);
    for (const { title, lines } of measured.charts.slice(2)) {
      expect({ title, drawn: lines.some(({ box }) => box.width > 100 && box.height > 10) }).toEqual({
        title,
        drawn: true,
      });
    }
  });

  it.each([
    ["size", [...WORKLOAD], ["Invocations at once"], 5],
    ["prices", [], ["One vCPU for a month"], 20],
  ] as const)("of %s shows its figures as bars, with the same in a table", async (command, args, titles, bars) => {
    const { measured, requests } = await drawn(`${command}.html`, [command, ...args]);

    expect(requests).toHaveLength(1);
    expect(measured.charts.map(({ title }) => title)).toEqual(titles);
    const [chart] = measured.charts;
    expect(chart?.bars.length).toBeGreaterThanOrEqual(bars);
    expect(chart?.table.length).toBe(chart?.bars.length);
    expect(measured.documentWidth).toBeLessThanOrEqual(measured.viewportWidth);
  });

  it("of an environment shows what its stacks cost at floor, with windows and at ceiling", async () => {
    const { folder: out } = synthesise([environmentNamed("prod")]);

    const { measured } = await drawn("of.html", ["of", "--env", "prod", "--out", out]);

    const [chart] = measured.charts;
    expect(chart?.table.map(([stack]) => stack)).toEqual([
      "prod-data",
      "prod-network",
      "prod-operations",
      "prod-service",
    ]);
    expect(Math.max(...(chart?.bars.map(({ width }) => width) ?? []))).toBeGreaterThan(100);
  });
});
