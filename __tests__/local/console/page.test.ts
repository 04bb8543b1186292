// The page in Chromium, in front of the system that npm start runs: the README's story, a failure, the keyboard, small screens,
// both schemes, and what axe finds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { makeClips } from "../../../scripts/demo/clips.ts";
import { FFMPEG } from "../../app/processor/engines/ffmpeg/clips.ts";
import { describeInBrowser } from "../../support/http/browser.ts";
import { discard, eventually, type LocalRun, ROOT, startLocal, temporaryFolder } from "../../support/local/system.ts";
import { chooseAtOnce, countsOf, focused, overflow, play, transferOf, violations, widthsOf } from "./inPage.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TABS = ["capacity", "videos", "runs", "logs", "alarms", "cost"] as const;
/** What is there when a tab is. */
const SHOWN = {
  capacity: ".timeline svg",
  videos: ".video",
  runs: ".graph svg",
  logs: ".log li",
  alarms: ".panel",
  cost: ".bar",
} as const satisfies Record<(typeof TABS)[number], string>;
const START_SECONDS = 120;
const STORY_SECONDS = 240;
/** A minute that is bad, and what is told of it. */
const ALARM_SECONDS = 180;

/** What axe finds. */
async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(violations);
}

/** Reports what a page must not do: ask elsewhere, break its policy, fail. */
async function open(context: BrowserContext, url: string): Promise<{ page: Page; wrong: string[] }> {
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) wrong.push(`asked ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(error.message));
  await page.goto(url);
  await page.getByRole("article", { name: "dev-video-processor" }).waitFor();
  return { page, wrong };
}

const text = (page: Page, label: string) =>
  page.locator(".key-figure", { hasText: label }).locator(".value").innerText();

/** Drops files where a hand would. */
async function drop(page: Page, files: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
  const given = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString("base64") }));
  const transfer = await page.evaluateHandle(transferOf, given);
  await page.locator(".drop").dispatchEvent("drop", { dataTransfer: transfer });
}

/** Tabs until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (name.test(await page.evaluate(focused))) return;
  }
  throw new Error(`focus: must come to ${name} by Tab`);
}

describeInBrowser("the console in Chromium", (browser) => {
  let folder = "";
  let run: LocalRun;
  beforeAll(async () => {
    folder = temporaryFolder();
    run = await startLocal(folder, [], ROOT);
  }, START_SECONDS * 1_000);
  afterAll(() => discard(run, folder));

  (FFMPEG ? it : it.skip)(
    "shows the README's story: films are dropped, capacity comes, they play, and it goes",
    async () => {
      const clips = makeClips(FFMPEG?.path ?? "").slice(0, 3);
      const { page, wrong } = await open(browser(), run.consoleUrl);
      const processor = page.getByRole("article", { name: "dev-video-processor" });
      await processor.getByText("No execution environment").waitFor();

      await page.goto(`${run.consoleUrl}/#videos`);
      await page.getByText("The same by commands").click();
      expect(await page.locator(".drop .command code").innerText()).toMatch(/^curl -X POST \S+\/videos .*\ncurl -T /);
      await drop(
        page,
        clips.map(({ title, bytes }) => ({ name: `${title}.mp4`, bytes })),
      );
      await page.goto(`${run.consoleUrl}/#capacity`);
      await processor.locator(".tile.ready").first().waitFor({ timeout: 60_000 });
      await processor.locator(".why", { hasText: /lease now-\d+/ }).waitFor();
      await page.goto(`${run.consoleUrl}/#videos`);
      await page.locator(".chips button", { hasText: "completed 3" }).waitFor({ timeout: 120_000 });
      await page.locator(".video .title").first().click();
      const player = page.locator("video").first();
      await player.waitFor();
      const seconds = await player.evaluate(play);
      expect(seconds).toBeGreaterThan(1);
      const widths = await page.locator(".outputs img").evaluateAll(widthsOf);
      expect(widths.length).toBeGreaterThanOrEqual(2);
      expect(Math.min(...widths)).toBeGreaterThan(0);

      await page.goto(`${run.consoleUrl}/#runs`);
      await page.locator(".state.past").first().waitFor();
      const listed = page.getByRole("navigation", { name: "Runs" }).getByRole("button");
      const done = page.locator(".items > li", { hasText: '{"outcome":"completed"}' }).first();
      // On a busy machine the films may have come in several runs, of which some complete none.
      await eventually("a run that shows what it completed", 60, async () => {
        for (const run of await listed.all()) {
          await run.click();
          if (
            await done.waitFor({ timeout: 3_000 }).then(
              () => true,
              () => false,
            )
          )
            return true;
        }
        return undefined;
      });
      await page.goto(`${run.consoleUrl}/#capacity`);
      await processor.getByText("No execution environment").waitFor({ timeout: 150_000 });
      expect(await text(page, "Completed")).toBe("3");
      expect(wrong).toEqual([]);
      await page.close();
    },
    STORY_SECONDS * 1_000,
  );

  it("lets a failure be injected, seen and cleared with the keyboard alone", async () => {
    const { page, wrong } = await open(browser(), run.consoleUrl);
    await tabTo(page, /^Actions$/);
    await page.keyboard.press("Enter");
    await tabTo(page, /^Inject a failure/);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    const command = /npm run -s lmi -- local fault add publish-failed --env dev --function \S+/;
    await dialog.locator(".command", { hasText: command }).waitFor();
    await tabTo(page, /^Function|^dev-video-api/);
    await page.keyboard.type("dev-video-processor");
    await tabTo(page, /^Inject a failure$/);
    await page.keyboard.press("Enter");
    await dialog.locator(".outcome").waitFor();
    expect(await dialog.locator(".outcome").innerText()).toContain("publish-failed --function dev-video-processor");
    await page.keyboard.press("Escape");
    const processor = page.getByRole("article", { name: "dev-video-processor" });
    await processor.locator("header .pill", { hasText: "Failed" }).waitFor();
    await processor
      .locator(".conditions tr.true", { hasText: "Failed" })
      .getByText("CapacityProviderScalingLimitExceeded")
      .waitFor();

    await page.goto(`${run.consoleUrl}/#alarms`);
    await tabTo(page, /^Clear$/);
    await page.keyboard.press("Enter");
    await page.getByText("None.", { exact: true }).waitFor();
    await page.goto(`${run.consoleUrl}/#capacity`);
    await processor.locator("header .pill", { hasText: /Failed/ }).waitFor({ state: "detached" });
    expect(wrong).toEqual([]);
    await page.close();
  }, 60_000);

  it("keeps what is chosen as soon as a form is there", async () => {
    const { page } = await open(browser(), run.consoleUrl);
    await page.getByRole("button", { name: "Actions" }).click();
    const choice = { label: "Inject a failure", option: "dev-video-processor" };
    expect(await page.evaluate(chooseAtOnce, choice)).toBe("dev-video-processor");
    const command = page.getByRole("dialog").locator(".command", { hasText: "--function dev-video-processor" });
    await command.waitFor();
    await page.close();
  }, 30_000);

  it("says the mistake of an action in a line", async () => {
    const { page } = await open(browser(), run.consoleUrl);
    const processor = page.getByRole("article", { name: "dev-video-processor" });
    await processor.getByRole("button", { name: "Hold" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("At least").fill("9");
    await dialog.getByLabel("At most").fill("2");
    await dialog.getByRole("button", { name: "Hold", exact: true }).click();
    expect(await dialog.locator(".outcome.bad").innerText()).toMatch(/9/);
    await page.close();
  }, 30_000);

  it("holds and resumes, with the owner and the end of the hold", async () => {
    const { page } = await open(browser(), run.consoleUrl);
    const processor = page.getByRole("article", { name: "dev-video-processor" });
    await processor.getByRole("button", { name: "Hold" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("a test of the page");
    await dialog.getByRole("button", { name: "Hold", exact: true }).click();
    await dialog.locator(".outcome").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await processor.getByText(/Held by .*a test of the page/).waitFor();
    await processor.locator(".tile.ready").first().waitFor({ timeout: 30_000 });
    await processor.getByRole("button", { name: "Resume" }).click();
    await dialog.getByRole("button", { name: "Resume", exact: true }).click();
    await dialog.locator(".outcome").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await processor.getByText("No execution environment").waitFor({ timeout: 30_000 });
    await page.close();
  }, 90_000);

  it.each(["light", "dark"] as const)(
    "has nothing for axe to find, in the %s scheme, on wide and narrow screens",
    async (scheme) => {
      const { page, wrong } = await open(browser(), run.consoleUrl);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const found: string[] = [];
      for (const width of [1_600, 1_024, 390]) {
        await page.setViewportSize({ width, height: 900 });
        for (const tab of TABS) {
          await page.goto(`${run.consoleUrl}/#${tab}`);
          await page.locator(SHOWN[tab]).first().waitFor();
          if (tab === "videos") await page.locator(".video .title").first().click();
          const more = await page.evaluate(overflow);
          if (more > 0) found.push(`${tab} at ${width}: ${more} px too wide`);
          found.push(...(await axe(page)).map((one) => `${tab} at ${width}: ${one}`));
        }
      }
      await page.getByRole("button", { name: "Actions" }).click();
      await page
        .getByRole("button", { name: /^Acquire/ })
        .last()
        .click();
      found.push(...(await axe(page)).map((one) => `actions: ${one}`));

      expect([...new Set(found)]).toEqual([]);
      expect(wrong).toEqual([]);
      await page.close();
    },
    120_000,
  );

  it("has missed no event, also after the connection was lost", async () => {
    const { page } = await open(browser(), run.consoleUrl);
    const state = page.locator(".link-state");
    await page.context().setOffline(true);
    const asked = Array.from({ length: 20 }, () => fetch(`${run.apiUrl}/videos?limit=1`));
    await Promise.all(asked);
    await page.context().setOffline(false);
    await state.filter({ hasText: "live" }).waitFor();
    await fetch(`${run.apiUrl}/videos?limit=1`);
    await page
      .locator(".requests")
      .getByText(/\d+ requests/)
      .waitFor();
    const counts = await state.evaluate(countsOf);

    expect(counts.received).toBe(counts.sent);
    expect(counts.sent).toBeGreaterThan(0);
    await page.close();
  }, 60_000);

  it(
    "shows the alarm of an injected failure, and why it fires",
    async () => {
      const { page, wrong } = await open(browser(), run.consoleUrl);
      await page.getByRole("button", { name: "Actions" }).click();
      await page.getByRole("button", { name: /^Inject a failure/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Function").selectOption("dev-video-processor");
      await dialog.getByLabel("For").fill("10m");
      await dialog.getByRole("button", { name: "Inject a failure", exact: true }).click();
      await dialog.locator(".outcome", { hasText: "publish-failed --function dev-video-processor" }).waitFor();
      await page.keyboard.press("Escape");

      await page.goto(`${run.consoleUrl}/#alarms`);
      const name = "dev-video-alarm-version-failed-processor";
      const alarm = page.locator(".rows li", { has: page.getByText(name, { exact: true }) });
      await eventually(
        "the alarm to fire",
        ALARM_SECONDS,
        async () => ((await alarm.innerText()).startsWith("ALARM") ? true : undefined),
        () => run.output().slice(-3_000),
      );
      expect(await alarm.innerText()).toMatch(
        /Threshold Crossed: 1 out of the last 1 datapoints .*runbook\.md#version-failed/s,
      );
      await page.getByRole("button", { name: "Clear", exact: true }).click();
      await page.getByText("None.", { exact: true }).waitFor();
      expect(wrong).toEqual([]);
      await page.close();
    },
    (60 + ALARM_SECONDS) * 1_000,
  );
});
