// A real Chromium for tests that look at what is drawn. Where there is none their suite is skipped by name, unless
// LMI_REQUIRE_BROWSER=1 says that there must be one.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, it } from "@jest/globals";
import type { BrowserContext } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The first that is on the PATH. */
export const findChromium = (path = process.env.PATH ?? ""): string | undefined =>
  path
    .split(delimiter)
    .flatMap((directory) => NAMES.map((name) => join(directory, name)))
    .find((file) => existsSync(file));

/**
 * A suite with one browser, in a profile of its own; both are gone afterwards.
 * @param suite gets a function that gives the browser, for use inside of tests
 */
export function describeInBrowser(title: string, suite: (browser: () => BrowserContext) => void): void {
  const executablePath = findChromium();
  describe(title, () => {
    if (executablePath === undefined) {
      const missing = `needs one of ${NAMES.join(", ")} on the PATH`;
      if (process.env.LMI_REQUIRE_BROWSER !== "1") {
        // Jest names no skipped test where all of a file are.
        process.stderr.write(`skipped: ${title}: ${missing}\n`);
        it.skip(missing, () => {});
        return;
      }
      it(missing, () => {
        throw new Error(`Chromium: ${missing}, because LMI_REQUIRE_BROWSER is 1`);
      });
      return;
    }
    let profile = "";
    let context: BrowserContext | undefined;
    beforeAll(async () => {
      const { chromium } = await import("playwright-core");
      profile = await mkdtemp(join(tmpdir(), "lmi-browser-"));
      context = await chromium.launchPersistentContext(profile, {
        executablePath,
        headless: true,
        chromiumSandbox: false,
        args: FLAGS,
      });
    });
    afterAll(async () => {
      await context?.close();
      if (profile !== "") await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    });
    suite(() => {
      if (!context) throw new Error("browser: must be used inside of a test");
      return context;
    });
  });
}
