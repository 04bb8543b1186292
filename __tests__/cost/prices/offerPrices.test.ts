// What is read from offer files, whatever the order of their rows and however their bytes arrive.
import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { mistakesInListed, tableOf } from "../../../cost/prices/listedTable.ts";
import { type Listed, offerPrices } from "../../../cost/prices/offerPrices.ts";
import { LARGE_OFFER, SMALL_OFFERS } from "../../../cost/prices/wanted.ts";
import {
  csvOf,
  headOf,
  instance,
  LISTED,
  type PriceList,
  priceList,
  pricesOf,
  REGION,
  row,
  rowLine,
} from "../../support/cost/priceList.ts";

const OFFERS = [...SMALL_OFFERS, LARGE_OFFER];

const streamed = (text: string, chunkBytes = 65_536): Readable => {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  return Readable.from(chunks, { objectMode: false });
};

async function listedIn(list: PriceList, chunkBytes?: number): Promise<Map<string, readonly Listed[]>> {
  const listed = new Map<string, readonly Listed[]>();
  for (const offer of OFFERS) {
    const found = await offerPrices(offer, REGION, streamed(csvOf(offer, list[offer] ?? []), chunkBytes));
    for (const [price, rows] of found.listed) listed.set(price, rows);
  }
  return listed;
}

/** The table, or the lines that say why there is none. */
async function readList(list: PriceList, chunkBytes?: number) {
  const listed = await listedIn(list, chunkBytes);
  const mistakes = mistakesInListed(OFFERS, REGION, listed);
  return mistakes.length > 0
    ? mistakes
    : pricesOf(tableOf(listed, { region: REGION, date: "2026-10-01", source: "a test" }));
}

/** The list with one offer's rows changed. */
function changed(
  offer: string,
  change: (rows: readonly ReturnType<typeof row>[]) => readonly ReturnType<typeof row>[],
) {
  const list = priceList();
  return { ...list, [offer]: change(list[offer] ?? []) };
}

const without = (offer: string, usageType: string) =>
  changed(offer, (rows) => rows.filter((one) => one.usageType !== usageType));

describe("the prices of a price list", () => {
  it("are those of Linux on demand in the Region, tiers in order, and nothing else", async () => {
    expect(await readList(priceList())).toEqual(LISTED);
  });

  it("do not depend on the order of the rows, nor on where the bytes are cut", async () => {
    const list = priceList();
    const shuffled = fc.record(
      Object.fromEntries(
        OFFERS.map((offer) => {
          const rows = [...(list[offer] ?? [])];
          return [offer, fc.shuffledSubarray(rows, { minLength: rows.length })];
        }),
      ),
    );
    const expected = JSON.stringify(await readList(list));
    await fc.assert(
      fc.asyncProperty(shuffled, fc.integer({ min: 50, max: 5_000 }), async (inAnyOrder, chunkBytes) => {
        expect(JSON.stringify(await readList(inAnyOrder, chunkBytes))).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });

  it.each(["", "USE1-"])("are found under the usage types of us-east-1, which begin with %j", async (prefix) => {
    const region = "us-east-1";
    const listed = new Map<string, readonly Listed[]>();
    for (const [offer, rows] of Object.entries(priceList())) {
      const moved = rows.map((one) => ({
        ...one,
        usageType: (one.usageType ?? "").replace(/^EU-/, prefix).replace(REGION, region),
        "Region Code": (one["Region Code"] ?? "").replace(REGION, region),
      }));
      const found = await offerPrices(offer, region, streamed(csvOf(offer, moved)));
      for (const [price, prices] of found.listed) listed.set(price, prices);
    }
    expect(mistakesInListed(OFFERS, region, listed)).toEqual([]);
    expect(pricesOf(tableOf(listed, { region, date: "2026-10-01", source: "a test" }))).toEqual({ ...LISTED, region });
  });

  it.each([
    ["AmazonEC2", "EU-NatGateway-Hours", "natGateway.usdPerHour: AmazonEC2 of eu-west-1 lists no NatGateway-Hours"],
    [
      "AWSEvents",
      "EU-ScheduledInvocation",
      "scheduler.usdPerMillionInvocations: AWSEvents of eu-west-1 lists no ScheduledInvocation",
    ],
    ["awskms", "eu-west-1-KMS-Keys", "kms.usdPerKeyMonth: awskms of eu-west-1 lists no KMS-Keys"],
    [
      "AWSLambda",
      "EU-Lambda-GB-Second-ARM",
      "lambda.usdPerGbSecond.arm64: AWSLambda of eu-west-1 lists no Lambda-GB-Second-ARM",
    ],
  ])("that %s lacks for %s are named", async (offer, usageType, line) => {
    expect(await readList(without(offer, usageType))).toEqual([line]);
  });

  it("that are missing are all named, one a line", async () => {
    const lines = await readList({ ...priceList(), AmazonDynamoDB: [], awskms: [] });
    expect(lines).toHaveLength(5);
  });

  it("are not guessed from tiers of which one is missing", async () => {
    const list = changed("AWSLambda", (rows) => rows.filter(({ StartingRange }) => StartingRange !== "6000000000"));
    expect(await readList(list)).toEqual([
      "lambda.usdPerGbSecond.x86_64: AWSLambda of eu-west-1 must list Lambda-GB-Second once from 0 to Inf, above 0 at the end, got 0 to 6000000000: 0.0000166667, 15000000000 to Inf: 0.0000133334",
    ]);
  });

  it.each([
    ["the last tier is missing", row("EU-StateTransition", "0.000025", { EndingRange: "4000" }), "0 to 4000: 0.025"],
    ["it is free for ever", row("EU-StateTransition", "0.0000000000"), "0 to Inf: 0"],
    ["it is no number", row("EU-StateTransition", "n/a"), "0 to Inf: NaN"],
    ["it is below 0", row("EU-StateTransition", "-1"), "0 to Inf: -1000"],
  ])("are refused when %s", async (_why, only, got) => {
    expect(await readList({ ...priceList(), AmazonStates: [only] })).toEqual([
      `stepFunctions.usdPerThousandTransitions: AmazonStates of eu-west-1 must list StateTransition once from 0 to Inf, above 0 at the end, got ${got}`,
    ]);
  });

  it("are refused when there are two, and taken when the second one is the same", async () => {
    const twice = (usd: string) => changed("awskms", (rows) => [...rows, row("eu-west-1-KMS-Keys", usd)]);
    expect(await readList(twice("1.0000000000"))).toEqual(LISTED);
    expect(await readList(twice("1.5"))).toEqual([
      "kms.usdPerKeyMonth: awskms of eu-west-1 must list KMS-Keys once from 0 to Inf, above 0 at the end, got 0 to Inf: 1, 0 to Inf: 1.5",
    ]);
  });

  it("of an instance type are refused when there are two", async () => {
    const list = changed("AmazonEC2", (rows) => [...rows, instance("m7g.large", "0.0922", "2", "8 GiB")]);
    expect(await readList(list)).toEqual([
      "instances.m7g.large: AmazonEC2 of eu-west-1 must list BoxUsage:m7g.large once from 0 to Inf, above 0 at the end, got 0 to Inf: 0.0911, 0 to Inf: 0.0922",
    ]);
  });

  it("say that a Region has no managed instances", async () => {
    const list = changed("AWSLambda", (rows) => rows.filter(({ usageType }) => !usageType?.includes("Managed")));
    expect(await readList(list)).toEqual([
      "instances: AWSLambda of eu-west-1 lists no Lambda-Managed-Instances-*-Management-Hours: Lambda offers no managed instances there",
      "instances: AmazonEC2 of eu-west-1 lists no BoxUsage:* of a type that has a management fee",
    ]);
  });
});

describe("an offer file", () => {
  const kms = (text: string) => offerPrices("awskms", REGION, streamed(text));
  const PRICES = rowLine(row("eu-west-1-KMS-Keys", "1"));

  it("may have a byte order mark, and lines that end in CR LF", async () => {
    const { listed, version } = await kms(`\uFEFF${(headOf("awskms") + PRICES).replaceAll("\n", "\r\n")}`);
    expect([version, listed.get("kms.usdPerKeyMonth")?.length]).toEqual(["20260925174521", 1]);
  });

  it("may have commas, quotes and line ends in its cells", async () => {
    const odd = rowLine(row("eu-west-1-KMS-Keys", "1", { PriceDescription: 'a "key",\nor two, "eu-west-1-KMS-Keys"' }));
    const { listed } = await kms(headOf("awskms") + odd);
    expect(listed.get("kms.usdPerKeyMonth")).toMatchObject([{ from: 0, usd: 1 }]);
  });

  it.each([
    ["", "awskms: is not a price list: it has no line that begins with SKU"],
    ["<html>busy</html>", "awskms: is not a price list: it has no line that begins with SKU"],
    [
      headOf("awskms").replace('"usageType"', '"usagetype"'),
      'awskms: must have the column "usageType"; AWS changed its price list',
    ],
  ])("is refused when it is none: %j", async (text, message) => {
    await expect(kms(text)).rejects.toMatchObject({ name: "PriceListError", message: message });
  });

  it("is refused when a quote is left open, before all of it is held", async () => {
    let sent = 0;
    const endless = Readable.from(
      (function* () {
        yield `${headOf("awskms")}"`;
        for (; sent < 1_000; sent++) yield "x".repeat(65_536);
      })(),
      { objectMode: false },
    );
    await expect(offerPrices("awskms", REGION, endless)).rejects.toThrow(/^awskms: is not a price list: /);
    expect(sent).toBeLessThan(100);
  });
});
