// Map runs on the page, in Chromium: read through the console's own views from the local Step Functions.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { createConsole } from "../../../local/console/console.ts";
import { Feed } from "../../../local/console/feed.ts";
import { pageFiles } from "../../../local/console/pageFiles.ts";
import { systemClock } from "../../../local/lambda/clock.ts";
import { type Listener, openConsolePort } from "../../../local/servers.ts";
import { RunsView } from "../../../scripts/console/runsView.ts";
import { describeInBrowser } from "../../support/http/browser.ts";
import { gate, MACHINE_ARN, openWorkflows, task, until } from "../../support/workflow/workflows.ts";
import { focused, overflow, violations } from "./inPage.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ITEMS = 30;

const definition = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ToleratedFailurePercentage: 100,
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Work",
        States: {
          Work: task("work", { Retry: [{ ErrorEquals: ["Broken"], IntervalSeconds: 0, MaxAttempts: 2 }], End: true }),
        },
      },
      Next: "Last",
    },
    Last: task("last", { Parameters: { FunctionName: "last", Payload: {} }, End: true }),
  },
};

describeInBrowser("map runs in Chromium", (browser) => {
  let listener: Listener;
  let workflows: Awaited<ReturnType<typeof openWorkflows>>;
  const feed = new Feed(systemClock);
  const last = gate();
  const asked: string[] = [];

  beforeAll(async () => {
    const work = ({ video }: { video: number }) => {
      if (video === 7) throw Object.assign(new Error("no frames in it"), { name: "Broken" });
      return { done: video };
    };
    workflows = await openWorkflows(definition, { work, last: last.call });
    await workflows.start(
      "run",
      Array.from({ length: ITEMS }, (_, video) => ({ video })),
    );
    await until(() => last.calls.length === 1);
    const runs = new RunsView(workflows.client, MACHINE_ARN, feed);
    await runs.read();
    listener = await openConsolePort(0);
    const noted = (name: string, query: URLSearchParams) =>
      void asked.push(`${name} ${query.get("status") ?? ""}`.trim());
    const lookups = {
      run: (query: URLSearchParams) => {
        noted("run", query);
        return runs.detail(query.get("arn"));
      },
      "map-run": (query: URLSearchParams) => {
        noted("map-run", query);
        return runs.mapRuns.detail(query);
      },
    };
    listener.serve(createConsole({ files: await pageFiles(), feed, lookups, streams: {} }));
  }, 60_000);
  afterAll(async () => {
    feed.close();
    await listener.close();
    await workflows.stop();
    await workflows.remove();
  });

  async function open(kind: "local" | "deployed"): Promise<Page> {
    feed.put("meta", "", { environment: "dev", region: "us-east-1", kind, actions: [], startedAt: 0 });
    const page = await browser().newPage();
    await page.goto(`http://127.0.0.1:${listener.port}/#runs`);
    await page.getByRole("heading", { name: "Map runs, newest first" }).waitFor();
    return page;
  }

  it("has the items of a chunk by how they stand, and of each what was tried", async () => {
    const page = await open("local");
    const items = page.locator(".items > li");
    await items.first().waitFor();
    expect(await items.count()).toBe(25);
    await page.getByRole("button", { name: "Next items" }).click();
    await page.getByRole("button", { name: "First items" }).waitFor();
    expect(await items.count()).toBe(ITEMS - 25);

    await page.getByRole("button", { name: "1 failed" }).click();
    await items.getByText(/Broken: .*no frames in it/).waitFor();
    expect(await items.count()).toBe(1);
    expect(await items.first().innerText()).toMatch(/failed.*\{"video":7\}/s);
    await items.locator("summary").first().click();
    await items.getByText("3 attempts failed").waitFor();
    expect(await items.locator(".errors").innerText()).toMatch(/^\d\d:\d\d:\d\d Broken: .* tried again after 0\.0 s$/m);
    await items.getByText("Input of the item").click();
    expect(await items.locator("pre").first().innerText()).toContain('"video": 7');
    expect(asked).toContain("map-run FAILED");
    await page.close();
  }, 60_000);

  it("is opened with the keyboard, and what is deployed is not asked for until then", async () => {
    asked.length = 0;
    const page = await open("deployed");
    expect(asked).toEqual(["run"]);

    const summary = page.locator(".map-runs summary", { hasText: "Each" });
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.locator(".items > li").first().waitFor();
    expect(asked.filter((one) => one === "map-run")).toHaveLength(1);
    for (let presses = 0; !/^\d+ succeeded$/.test(await page.evaluate(focused)); presses += 1) {
      expect(presses).toBeLessThan(10);
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `${ITEMS - 1} succeeded`, pressed: true }).waitFor();
    await page.close();
  }, 60_000);

  it.each(["light", "dark"] as const)(
    "has nothing for axe to find, in the %s scheme",
    async (scheme) => {
      const page = await open("local");
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.getByRole("button", { name: "1 failed" }).click();
      await page.locator(".items .failure").waitFor();
      await page.locator(".items summary").first().click();
      await page.getByText("3 attempts failed").waitFor();
      const found: string[] = [];
      for (const width of [1_600, 390]) {
        await page.setViewportSize({ width, height: 900 });
        const more = await page.evaluate(overflow);
        if (more > 0) found.push(`${width}: ${more} px too wide`);
        await page.evaluate(AXE);
        found.push(...(await page.evaluate(violations)));
      }
      expect(found).toEqual([]);
      await page.close();
    },
    60_000,
  );
});
