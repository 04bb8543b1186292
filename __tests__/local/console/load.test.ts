// Much at once, with the page open: nothing is lost, and memory stays. npm run bench says what showing it costs.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { CDPSession, Page } from "playwright-core";
import { createConsole } from "../../../local/console/console.ts";
import { Feed } from "../../../local/console/feed.ts";
import type { Environments, ShownVideo } from "../../../local/console/model.ts";
import { pageFiles } from "../../../local/console/pageFiles.ts";
import { systemClock } from "../../../local/lambda/clock.ts";
import { type Listener, openConsolePort } from "../../../local/servers.ts";
import { describeInBrowser } from "../../support/http/browser.ts";
import { countsOf } from "./inPage.mjs";

const VIDEOS = 5_000;
const ENVIRONMENTS = 64;
const EVENTS_PER_SECOND = 50;
const SECONDS = 8;
const MAX_ZIPPED_BYTES = 60 * 1024;
const STATUSES = ["queued", "processing", "completed"];

const video = (index: number, step: number): ShownVideo => ({
  id: String(index).padStart(26, "0"),
  title: `film ${index}`,
  status: STATUSES[step % STATUSES.length] ?? "",
  createdAt: "2026-11-28T12:00:00.000Z",
  updatedAt: new Date(step).toISOString(),
  attempt: 1,
  progress: { stage: "transcode", percent: step % 100 },
});

const environments = (step: number): Environments => ({
  name: "dev-video-processor",
  capacityProvider: "processor",
  slots: 16,
  throttles: 0,
  environments: Array.from({ length: ENVIRONMENTS }, (_, index) => ({
    number: index + 1,
    phase: "ready",
    inFlight: (index + step) % 17,
  })),
});

/** Bytes of the page's heap after a collection. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
}

/** Something happens, so often, for so long. */
async function happening(happen: () => void, seconds: number): Promise<void> {
  const timer = setInterval(happen, 1_000 / EVENTS_PER_SECOND);
  await sleep(seconds * 1_000);
  clearInterval(timer);
}

const counts = (page: Page) => page.locator(".link-state").evaluate(countsOf);

it("is a page of at most 60 KiB", async () => {
  const files = await pageFiles();
  const bytes = [...files.values()].reduce((sum, { zipped }) => sum + zipped.length, 0);

  expect(bytes).toBeLessThan(MAX_ZIPPED_BYTES);
});

describeInBrowser("the console under load", (browser) => {
  let listener: Listener;
  const feed = new Feed(systemClock);
  let step = 0;
  const happen = () => {
    step += 1;
    const changed = video(step % VIDEOS, step);
    feed.put("videos", changed.id, changed);
    // They are looked at five times a second.
    if (step % 10 === 0) feed.put("environments", "dev-video-processor", environments(step));
    feed.append("activity", { at: Date.now(), subject: "dev-video-processor", what: `step ${step}`, isError: false });
  };

  beforeAll(async () => {
    listener = await openConsolePort(0);
    const files = await pageFiles();
    listener.serve(createConsole({ files, feed, lookups: {}, streams: {} }));
    feed.put("meta", "", { environment: "dev", region: "us-east-1", kind: "local", actions: [], startedAt: 0 });
    for (let index = 0; index < VIDEOS; index += 1) feed.put("videos", video(index, 0).id, video(index, 0));
  });
  afterAll(async () => {
    feed.close();
    await listener.close();
  });

  it(`shows ${VIDEOS} videos and ${ENVIRONMENTS} environments at ${EVENTS_PER_SECOND} events a second without growing`, async () => {
    const page = await browser().newPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    await page.goto(`http://127.0.0.1:${listener.port}/#videos`);
    await page.locator(".chips button", { hasText: `all ${VIDEOS}` }).waitFor();
    expect(await page.locator(".video").count()).toBeLessThan(100);

    await happening(happen, 2);
    const before = await heapOf(session);
    await happening(happen, SECONDS);

    expect((await heapOf(session)) - before).toBeLessThan(4 * 1024 ** 2);
    await page.close();
  }, 60_000);

  it("loses no event of a burst, on a page that is open and on one that comes meanwhile", async () => {
    const page = await browser().newPage();
    await page.goto(`http://127.0.0.1:${listener.port}/`);
    await page.locator(".activity li").first().waitFor();
    for (let index = 0; index < 20_000; index += 1) happen();
    const late = await browser().newPage();
    await late.goto(`http://127.0.0.1:${listener.port}/`);
    await page.locator(".activity li", { hasText: new RegExp(`step ${step}$`) }).waitFor();
    await late.locator(".activity li", { hasText: new RegExp(`step ${step}$`) }).waitFor();

    expect(await counts(page)).toEqual({ received: feed.totals.activity, sent: feed.totals.activity });
    expect(await counts(late)).toEqual({ received: feed.totals.activity, sent: feed.totals.activity });
    await Promise.all([page.close(), late.close()]);
  }, 60_000);
});
