import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { formatEvent, offsetOf } from "../../../local/logs/logFile.ts";
import { logsOperations } from "../../../local/logs/logs.ts";
import { localClient, serveAws, type TestServer } from "../../support/http/httpServer.ts";

const AT = Date.UTC(2026, 0, 5, 8);
const ARN = "arn:aws:logs:eu-west-1:000000000000:log-group:";
const logGroupName = "/aws/lambda/video";
let folder: string;
let file: string;
let server: TestServer;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "logs-"));
  file = join(folder, "video.log");
  const groups = ["/aws/lambda/scaler", logGroupName, "/aws/vpc/flow"].map((name) => ({
    name,
    arn: ARN + name,
    createdAt: AT,
    metricFilters: 0,
    file: name === logGroupName ? file : join(folder, "none"),
    ...(name === logGroupName && { retentionDays: 14 }),
  }));
  server = await serveAws({ logs: logsOperations(groups) });
  client = new CloudWatchLogsClient(localClient(server.endpoint));
});
afterEach(async () => {
  client.destroy();
  await server.close();
  rmSync(folder, { recursive: true });
});

/** A second apart, on two streams in turn. */
const write = (...messages: string[]) =>
  writeFileSync(file, messages.map((message, n) => formatEvent(AT + n * 1_000, n % 2 ? "b" : "a", message)).join(""));

const filter = (input: Omit<FilterLogEventsCommandInput, "logGroupName"> = {}) =>
  client.send(new FilterLogEventsCommand({ logGroupName, ...input }));
const messages = (events: { message?: string }[] | undefined) => events?.map(({ message }) => message);

describe("log groups", () => {
  it("are the synthesised ones, by prefix, by pattern, and page by page", async () => {
    const all: (string | undefined)[][] = [];
    for await (const { logGroups } of paginateDescribeLogGroups({ client, pageSize: 2 }, {}))
      all.push((logGroups ?? []).map((group) => group.logGroupName));
    expect(all).toEqual([["/aws/lambda/scaler", logGroupName], ["/aws/vpc/flow"]]);

    write("x");
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/v" }));
    expect(logGroups).toEqual([
      expect.objectContaining({
        arn: `${ARN + logGroupName}:*`,
        retentionInDays: 14,
        storedBytes: 29,
        creationTime: AT,
      }),
    ]);
    const found = await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: "FLOW" }));
    expect(found.logGroups).toEqual([expect.objectContaining({ logGroupName: "/aws/vpc/flow", storedBytes: 0 })]);
  });
});

describe("log streams", () => {
  it("are those that have events, by name, or the newest first", async () => {
    write("0", "1", "2");
    const byName = await client.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(byName.logStreams).toEqual([
      expect.objectContaining({ logStreamName: "a", firstEventTimestamp: AT, lastEventTimestamp: AT + 2_000 }),
      expect.objectContaining({ logStreamName: "b", firstEventTimestamp: AT + 1_000 }),
    ]);
    const newest = { logGroupName, orderBy: "LastEventTime", descending: true, limit: 1 } as const;
    const first = await client.send(new DescribeLogStreamsCommand(newest));
    const second = await client.send(new DescribeLogStreamsCommand({ ...newest, nextToken: first.nextToken }));
    expect(first.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(["a"]);
    expect(second.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(["b"]);
    expect(second.nextToken).toBeUndefined();
  });
});

describe("FilterLogEvents", () => {
  it("gives what matches, by time, stream and pattern, of a group by name or ARN", async () => {
    write("zero", "one", "two words", '{"level":"ERROR"}');
    expect(messages((await filter()).events)).toEqual(["zero", "one", "two words", '{"level":"ERROR"}']);
    expect(messages((await filter({ startTime: AT + 1_000, endTime: AT + 2_000 })).events)).toEqual([
      "one",
      "two words",
    ]);
    expect(messages((await filter({ logStreamNames: ["b"] })).events)).toEqual(["one", '{"level":"ERROR"}']);
    expect(messages((await filter({ logStreamNamePrefix: "a" })).events)).toEqual(["zero", "two words"]);
    expect(messages((await filter({ filterPattern: '{ $.level = "ERROR" }' })).events)).toEqual(['{"level":"ERROR"}']);
    const logGroupIdentifier = ARN + logGroupName;
    expect((await client.send(new FilterLogEventsCommand({ logGroupIdentifier }))).events).toHaveLength(4);
  });

  it("goes on page by page, also over what comes meanwhile, and gives each event an id of its own", async () => {
    write("0", "1", "2", "3", "4");
    const seen: (string | undefined)[][] = [];
    const ids = new Set<string | undefined>();
    for await (const { events } of paginateFilterLogEvents({ client, pageSize: 2 }, { logGroupName })) {
      seen.push(messages(events) ?? []);
      for (const { eventId } of events ?? []) ids.add(eventId);
      if (seen.length === 1) appendFileSync(file, `${formatEvent(AT + 9_000, "a", "later")}half a line`);
    }
    expect(seen).toEqual([
      ["0", "1"],
      ["2", "3"],
      ["4", "later"],
    ]);
    expect(ids.size).toBe(6);
  });

  it("ends a page at 1 MB, and skips lines that no writer wrote", async () => {
    write("x".repeat(600 * 1024), "y".repeat(600 * 1024));
    appendFileSync(file, `another format\n${formatEvent(AT + 3_000, "a", "z")}`);
    const { events, nextToken } = await filter();
    expect(events).toHaveLength(1);
    expect(messages((await filter({ nextToken })).events)?.map((message) => message?.length)).toEqual([600 * 1024, 1]);
  });

  it("finds the beginning in a large file without reading all of it", async () => {
    const line = (n: number) => formatEvent(AT + n, "a", `${n} ${"x".repeat(500)}`);
    writeFileSync(file, Array.from({ length: 10_000 }, (_, n) => line(n)).join(""));
    const offset = await offsetOf(file, AT + 9_000);
    expect(offset).toBeGreaterThan(9_000 * 500 - 300 * 1024);
    expect(messages((await filter({ startTime: AT + 9_000, limit: 1 })).events)?.[0]).toMatch(/^9000 /);
    expect(await offsetOf(file, AT - 1)).toBe(0);
  });
});

describe("GetLogEvents", () => {
  const get = (input: { nextToken?: string; startFromHead?: boolean; limit?: number } = {}) =>
    client.send(new GetLogEventsCommand({ logGroupName, logStreamName: "a", ...input }));

  it("begins with the newest, and goes back and forth by its tokens", async () => {
    write("0", "-", "2", "-", "4", "-", "6");
    const newest = await get({ limit: 2 });
    expect(messages(newest.events)).toEqual(["4", "6"]);
    const before = await get({ limit: 2, nextToken: String(newest.nextBackwardToken) });
    expect(messages(before.events)).toEqual(["0", "2"]);
    const again = await get({ limit: 2, nextToken: String(before.nextForwardToken) });
    expect(messages(again.events)).toEqual(["4", "6"]);
  });

  it("gives the token back at the end, from which later events come", async () => {
    write("0", "-", "2");
    const all = await get({ startFromHead: true });
    const end = await get({ nextToken: String(all.nextForwardToken) });
    expect(end).toMatchObject({ events: [], nextForwardToken: all.nextForwardToken });
    appendFileSync(file, formatEvent(AT + 9_000, "a", "later"));
    expect(messages((await get({ nextToken: String(end.nextForwardToken) })).events)).toEqual(["later"]);
  });
});
