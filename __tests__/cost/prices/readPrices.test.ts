// Price tables from files.

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { CostError } from "../../../cost/costError.ts";
import { parsePrices, readPrices } from "../../../cost/prices/readPrices.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { temporaryFolder } from "../../support/local/system.ts";

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a table is refused with after a change. */
function refusal(change: (table: Record<string, Record<string, unknown>>) => void): string {
  const table = structuredClone(US_EAST_1) as unknown as Record<string, Record<string, unknown>>;
  change(table);
  try {
    parsePrices("mine.json", JSON.stringify(table));
  } catch (error) {
    if (error instanceof CostError) return error.message;
    throw error;
  }
  return "";
}

describe("readPrices", () => {
  it("gives the shipped table without a file", async () => {
    expect(await readPrices()).toBe(US_EAST_1);
  });

  it("reads back what was written, with a byte order mark too", async () => {
    const path = join(folder, "prices.json");
    writeFileSync(path, `\uFEFF${JSON.stringify({ ...US_EAST_1, region: "eu-west-1" })}`);
    expect(await readPrices(path)).toEqual({ ...US_EAST_1, region: "eu-west-1" });
  });

  it("names a file that cannot be read", async () => {
    const path = join(folder, "absent.json");
    await expect(readPrices(path)).rejects.toMatchObject({
      name: "CostError",
      message: `${path}: cannot be read (ENOENT)`,
    });
    await expect(readPrices(folder)).rejects.toMatchObject({
      name: "CostError",
      message: `${folder}: cannot be read (EISDIR)`,
    });
  });

  it("names a file that is not JSON", () => {
    expect(() => parsePrices("mine.json", "{")).toThrow(/^mine\.json: is not JSON: /);
  });

  it("accepts a table without change", () => {
    expect(refusal(() => {})).toBe("");
  });

  const instance = { architecture: "arm64", vCpus: 2, memoryGib: 8, usdPerHour: 0.1 };
  it.each<[string, Parameters<typeof refusal>[0], string]>([
    [
      "a Region that is none",
      (table) => Object.assign(table, { region: "Ireland" }),
      'mine.json: region: must be a Region such as eu-west-1, got "Ireland"',
    ],
    [
      "a day that is none",
      (table) => Object.assign(table, { date: "2026-02-30" }),
      'mine.json: date: must be a day such as 2026-07-20, got "2026-02-30"',
    ],
    [
      "a price of nothing",
      ({ instances }) => Object.assign(instances ?? {}, { "m7g.large": { ...instance, usdPerHour: 0 } }),
      "mine.json: instances.m7g.large.usdPerHour: must be above 0, got 0",
    ],
    [
      "a price as text",
      ({ kms }) => Object.assign(kms ?? {}, { usdPerKeyMonth: "1" }),
      'mine.json: kms.usdPerKeyMonth: must be a number above 0, got "1"',
    ],
    [
      "an unknown key",
      ({ instances }) => Object.assign(instances ?? {}, { "m7g.large": { ...instance, usd: 1 } }),
      "mine.json: instances.m7g.large.usd: unknown key",
    ],
    [
      "no instance type",
      (table) => Object.assign(table, { instances: {} }),
      "mine.json: instances: must not be empty, got {}",
    ],
    [
      "a last tier that ends",
      ({ httpApi }) => Object.assign(httpApi ?? {}, { usdPerMillionRequests: [{ upTo: 5, usd: 1 }] }),
      'mine.json: httpApi.usdPerMillionRequests: every tier but the last must say upTo, got [{"upTo":5,"usd":1}]',
    ],
    [
      "tiers in the wrong order",
      ({ httpApi }) =>
        Object.assign(httpApi ?? {}, { usdPerMillionRequests: [{ upTo: 5, usd: 1 }, { upTo: 5, usd: 2 }, { usd: 3 }] }),
      'mine.json: httpApi.usdPerMillionRequests: upTo must rise from tier to tier, got [{"upTo":5,"usd":1},{"upTo":5,"usd":2},{"usd":3}]',
    ],
  ])("refuses %s", (_what, change, line) => {
    expect(refusal(change)).toBe(line);
  });

  it("says every mistake, one a line", () => {
    const lines = refusal((table) => Object.assign(table, { region: 1, extra: true, kms: undefined })).split("\n");
    expect(lines.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "mine.json: region:",
      "mine.json: kms:",
      "mine.json: extra:",
    ]);
  });
});
