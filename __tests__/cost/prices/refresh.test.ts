// Reading the price list over HTTP: what goes wrong on the way, and what is bounded.

import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type RefreshOptions, refresh } from "../../../cost/prices/refresh.ts";
import {
  csvOf,
  fee,
  LISTED,
  type PriceListServer,
  priceList,
  pricesOf,
  REGION,
  servePriceList,
} from "../../support/cost/priceList.ts";

let server: PriceListServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Instead = Parameters<typeof servePriceList>[1];

async function serving(instead?: Instead, list = priceList()): Promise<Omit<RefreshOptions, "region">> {
  server = await servePriceList(list, instead);
  return { priceList: server.endpoint, now: Date.UTC(2026, 9, 1, 12), pause: async () => {} };
}

const address = (offer: string): string => `${server?.endpoint}/offers/v1.0/aws/${offer}/current/${REGION}/index.csv`;

const status = (response: ServerResponse, code: number): true => {
  response.writeHead(code).end("busy");
  return true;
};

/** Half of a file, and then the connection is gone. */
const half = (response: ServerResponse): true => {
  const body = csvOf("AmazonEC2", priceList().AmazonEC2 ?? []);
  response.writeHead(200, { "content-length": Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
  return true;
};

describe("refresh", () => {
  it("reads every offer once, the large one last, and says from where and when", async () => {
    const options = await serving();
    const table = await refresh({ ...options, region: REGION });
    expect(pricesOf(table)).toEqual(LISTED);
    expect(table.date).toBe("2026-10-01");
    expect(table.source).toMatch(
      /^AWS price list http:\/\/127\.0\.0\.1:\d+: AWSLambda 20260925174521, .*AmazonEC2 20260925174521$/,
    );
    expect(server?.asked.at(-1)).toBe("AmazonEC2");
    expect(new Set(server?.asked).size).toBe(server?.asked.length);
  });

  it.each([
    ["AmazonS3", undefined, "s3", "s3: left out of the table, AmazonS3 of eu-west-1 lists no TimedStorage-ByteHrs"],
    [
      "AmazonCloudWatch",
      "EU-CW:CompositeAlarmMonitorUsage",
      "cloudWatch",
      "cloudWatch: left out of the table, AmazonCloudWatch of eu-west-1 lists no CW:CompositeAlarmMonitorUsage",
    ],
  ])("without what %s lists of it (%s) leaves %s out and says so", async (offer, usage, part, told) => {
    const list = priceList();
    const rows = list[offer] ?? [];
    const options =
      usage === undefined
        ? await serving({ [offer]: (_request, response) => status(response, 404) })
        : await serving(undefined, { ...list, [offer]: rows.filter(({ usageType }) => usageType !== usage) });
    const warned: string[] = [];
    const table = await refresh({ ...options, region: REGION, warn: (line) => void warned.push(line) });

    expect(pricesOf(table)).toEqual({ ...LISTED, [part]: undefined });
    expect(warned.filter((line) => line.startsWith(part))).toEqual([told]);
  });

  it.each([500, 503, 429])("tries again after HTTP %i", async (code) => {
    const options = await serving({ awskms: (_request, response, asked) => asked < 3 && status(response, code) });
    expect(pricesOf(await refresh({ ...options, region: REGION }))).toEqual(LISTED);
  });

  it("gives up after the third attempt, and waits longer before each", async () => {
    const pauses: number[] = [];
    const pause = async (failures: number) => {
      pauses.push(failures);
    };
    const options = await serving({ awskms: (_request, response) => status(response, 503) });
    await expect(refresh({ ...options, region: REGION, pause })).rejects.toMatchObject({
      name: "PriceListError",
      message: `${address("awskms")}: cannot be read, 3 attempts, the last: HTTP 503`,
    });
    expect(pauses).toEqual([1, 2]);
  });

  it("does not try again what is not there", async () => {
    const options = await serving({ AWSLambda: (_request, response) => status(response, 404) });
    await expect(refresh({ ...options, region: REGION })).rejects.toMatchObject({
      name: "PriceListError",
      message: `${address("AWSLambda")}: is not there for this Region or service, got HTTP 404`,
    });
    expect(server?.asked).toEqual(["AWSLambda"]);
  });

  it("begins a file anew when the connection breaks within it, and counts nothing twice", async () => {
    const options = await serving({ AmazonEC2: (_request, response, asked) => asked === 1 && half(response) });
    expect(pricesOf(await refresh({ ...options, region: REGION }))).toEqual(LISTED);
    expect(server?.asked.filter((offer) => offer === "AmazonEC2")).toHaveLength(2);
  });

  it("takes no partial file for a whole one", async () => {
    const options = await serving({ AmazonEC2: (_request, response) => half(response) });
    await expect(refresh({ ...options, region: REGION })).rejects.toThrow(
      /AmazonEC2.*: cannot be read, 3 attempts, the last: /,
    );
  });

  it("says that nobody listens", async () => {
    const options = await serving();
    await server?.close();
    await expect(refresh({ ...options, region: REGION })).rejects.toThrow(
      /cannot be read, 3 attempts, the last: ECONNREFUSED$/,
    );
  });

  it.each([
    ["before it answers", () => true],
    [
      "within a file",
      (_request: unknown, response: ServerResponse) => {
        response.writeHead(200);
        response.write('"FormatVersion","v1.0"\n');
        return true;
      },
    ],
  ])("does not wait for a server that stalls %s", async (_when, stall) => {
    const options = await serving({ AWSLambda: stall });
    await expect(refresh({ ...options, region: REGION, stallMs: 20 })).rejects.toMatchObject({
      name: "PriceListError",
      message: `${address("AWSLambda")}: cannot be read, 3 attempts, the last: nothing came for 0.02 s`,
    });
  });

  it("does not follow to another address", async () => {
    const options = await serving({
      AWSLambda: ({ url = "" }, response) => {
        if (url.endsWith("?again")) return false;
        response.writeHead(302, { location: `${url}?again` }).end();
        return true;
      },
    });
    await expect(refresh({ ...options, region: REGION })).rejects.toThrow(/the last: unexpected redirect$/);
  });

  it("names what is missing before it begins the large file", async () => {
    const options = await serving({}, { ...priceList(), awskms: [], AWSEvents: [] });
    await expect(refresh({ ...options, region: REGION })).rejects.toMatchObject({
      name: "PriceListError",
      message:
        "scheduler.usdPerMillionInvocations: AWSEvents of eu-west-1 lists no ScheduledInvocation\nkms.usdPerKeyMonth: awskms of eu-west-1 lists no KMS-Keys",
    });
    expect(server?.asked).not.toContain("AmazonEC2");
  });

  it("shows what it is reading", async () => {
    const seen: string[] = [];
    const options = await serving();
    await refresh({ ...options, region: REGION, onProgress: (line) => seen.push(line) });
    expect(seen.slice(0, 2)).toEqual(["AWSLambda", "AWSLambda: 0 of 1 MB"]);
  });

  it("warns when AWS takes another management fee than the arithmetic, not when it rounds", async () => {
    const warned: string[] = [];
    const warn = (line: string) => warned.push(line);
    await refresh({ ...(await serving()), region: REGION, warn });
    expect(warned).toEqual([]);

    await server?.close();
    const list = priceList();
    const lambda = (list.AWSLambda ?? []).filter(({ usageType }) => !usageType?.includes("m7g.large"));
    const options = await serving({}, { ...list, AWSLambda: [...lambda, fee("m7g.large", "0.0109320000")] });
    await refresh({ ...options, region: REGION, warn });
    expect(warned).toEqual([
      "management fee of m7g.large: AWS lists 0.1200 of the EC2 price, the arithmetic takes 0.15; --assume managementFee=0.1200 replaces it",
    ]);
  });
});
