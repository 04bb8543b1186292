import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openBucket } from "../../../scripts/deploy/s3States.ts";

const STATE = { version: 4, resources: [] };
const LISTED = (keys: readonly string[], next: string) =>
  `<?xml version="1.0"?><ListBucketResult><IsTruncated>${next !== ""}</IsTruncated>` +
  (next && `<NextContinuationToken>${next}</NextContinuationToken>`) +
  keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join("") +
  "</ListBucketResult>";

const seen: string[] = [];
let server: Server;
const before = { ...process.env };
beforeAll(async () => {
  server = createServer(({ url = "" }, response) => {
    seen.push(url);
    const { pathname, searchParams } = new URL(url, "http://s3");
    if (pathname.startsWith("/closed")) {
      response.writeHead(403, { "content-type": "application/xml" });
      response.end("<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
    } else if (pathname.endsWith(".tfstate")) response.end(JSON.stringify(STATE));
    else if (searchParams.get("continuation-token") === "more") response.end(LISTED(["video/b-data.tfstate"], ""));
    else response.end(LISTED(["video/a-data.tfstate", "video/a-data.tfstate.tflock"], "more"));
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" });
});
afterAll(() => {
  process.env = before;
  server.closeAllConnections();
  server.close();
});

describe("the states in a bucket", () => {
  it("are listed under the prefix, over all pages, without locks", async () => {
    const place = await openBucket({ bucket: "states", region: "eu-west-1", prefix: "video/" });

    expect(place.shown).toBe("s3://states/video/");
    expect(await place.names()).toEqual(["a-data", "b-data"]);
    expect(seen[0]).toMatch(/^\/states\/?\?.*delimiter=%2F.*prefix=video%2F/);
    expect(await place.read("b-data")).toEqual(STATE);
  });

  it("may be closed: the error says so by its name", async () => {
    const place = await openBucket({ bucket: "closed", region: "eu-west-1", prefix: "video/" });

    await expect(place.names()).rejects.toMatchObject({ name: "AccessDenied" });
  });
});
