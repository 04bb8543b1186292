// The Capacity tab of what is deployed: what AWS tells is shown, and what it does not tell is not made up.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { createConsole } from "../../../local/console/console.ts";
import { Feed } from "../../../local/console/feed.ts";
import type { Capacity } from "../../../local/console/model.ts";
import { pageFiles } from "../../../local/console/pageFiles.ts";
import { systemClock } from "../../../local/lambda/clock.ts";
import { type Listener, openConsolePort } from "../../../local/servers.ts";
import { describeInBrowser } from "../../support/http/browser.ts";
import { cutOff, violations } from "./inPage.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const config = (min: number, max: number) => ({ min, max });
const UNTIL = new Date(2026, 10, 28, 12, 10).getTime();

const capacityOf = (name: string, applied: Capacity["baseline"]): Capacity => ({
  name,
  state: applied.max === 0 ? "Deactivated" : "Active",
  desired: applied,
  applied,
  baseline: applied,
  limit: 8,
  reasons: ["baseline"],
  conditions: [],
  spans: [],
  desiredLevels: [],
  appliedLevels: [],
});

describeInBrowser("the Capacity tab of what is deployed", (browser) => {
  let listener: Listener;
  let page: Page;
  const feed = new Feed(systemClock);
  const card = (name: string) => page.getByRole("article", { name });
  const cap = () => page.locator(".caps li");

  beforeAll(async () => {
    listener = await openConsolePort(0);
    listener.serve(createConsole({ files: await pageFiles(), feed, lookups: {}, streams: {} }));
    feed.put("meta", "", { environment: "prod", region: "us-east-1", kind: "deployed", actions: [], startedAt: 0 });
    feed.put("functions", "prod-video-processor", capacityOf("prod-video-processor", config(1, 4)));
    feed.put("providers", "p-1", { name: "p-1" });
    page = await browser().newPage();
    await page.goto(`http://127.0.0.1:${listener.port}/`);
    await card("prod-video-processor").waitFor();
  });
  afterAll(async () => {
    await page.close();
    feed.close();
    await listener.close();
  });

  const keyFigure = (label: string) => page.locator(".key-figure", { hasText: label }).locator(".value");
  const environmentsFigure = (name: string) => card(name).locator("dl.figures > div", { hasText: "Environments" });

  it("says of what is not known yet that it is not known", async () => {
    feed.put("environments", "prod-video-processor", {
      name: "prod-video-processor",
      capacityProvider: "p-1",
      slots: 8,
    });
    await environmentsFigure("prod-video-processor").getByText("–").waitFor();

    expect(await cap().innerText()).toMatch(/– of – vCPUs/);
    expect(await keyFigure("Environments").innerText()).toBe("–");
    expect(await keyFigure("Slots taken").innerText()).toBe("–");
    expect(await page.locator(".tile").count()).toBe(0);
    expect(await page.getByText("in the last minute").count()).toBe(0);
  });

  it("shows throttles of the last hour, the cap with its use, and about how many environments there are", async () => {
    const measured = { until: UNTIL, count: 3, busiest: 5 };
    const shown = { name: "prod-video-processor", capacityProvider: "p-1", slots: 8, throttles: 7, measured };
    feed.put("environments", "prod-video-processor", shown);
    feed.put("environments", "prod-video-scaler", { name: "prod-video-scaler", slots: 1, throttles: 2 });
    const use = { takenVCpus: 9, maxVCpus: 32, measured: { until: UNTIL, allocatedVCpus: 6 } };
    feed.put("providers", "p-1", { name: "p-1", ...use });
    await card("prod-video-processor").getByText("7 throttled in an hour").waitFor();
    await card("prod-video-scaler").getByText("2 throttled in an hour").waitFor();

    expect(await environmentsFigure("prod-video-processor").innerText()).toMatch(/about 3\s*of 8 that fit/);
    expect(await card("prod-video-processor").locator(".none").innerText()).toBe(
      "AWS does not list execution environments. In the five minutes to 12:10:00 by their vCPUs there were about 3, the busiest had 5 of 8 slots taken.",
    );
    expect(await cap().innerText()).toMatch(/9 of 32 vCPUs\s*6 in environments, to 12:10:00/);
    expect(await keyFigure("Environments").innerText()).toBe("about 3");
    expect(await cap().locator("small").evaluate(cutOff)).toBe(0);
  });

  it("knows of a function whose scaling config 0/0 is applied that it has none", async () => {
    feed.put("functions", "prod-video-api", capacityOf("prod-video-api", config(0, 0)));
    feed.put("environments", "prod-video-api", { name: "prod-video-api", capacityProvider: "p-2", slots: 32 });
    await environmentsFigure("prod-video-api").getByText(/^0/).waitFor();

    expect(await keyFigure("Environments").innerText()).toBe("about 3");
    await page.evaluate(AXE);
    expect(await page.evaluate(violations)).toEqual([]);
  });
});
