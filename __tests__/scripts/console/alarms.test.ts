// DescribeAlarms as AWS answers it, through the real client: pages, throttles, and rights that are missing.
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Feed } from "../../../local/console/feed.ts";
import type { ShownAlarm } from "../../../local/console/model.ts";
import { readAlarms } from "../../../scripts/console/alarmsView.ts";
import { keepReading } from "../../../scripts/console/keepReading.ts";
import { problemLine } from "../../../scripts/console/problem.ts";
import { ManualClock } from "../../support/lambda/simulation.ts";

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: object;
}

const SINCE = Date.UTC(2026, 10, 28, 11, 58);

const alarm = (name: string, more: object = {}) => ({
  AlarmName: `prod-video-${name}`,
  AlarmArn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:prod-video-${name}`,
  AlarmDescription: `docs/runbook.md#${name}`,
  StateValue: "OK",
  StateReason: "Threshold Crossed: no datapoints were received",
  StateUpdatedTimestamp: SINCE / 1_000 + 60,
  StateTransitionedTimestamp: SINCE / 1_000,
  ...more,
});
const FIRST: Answer = {
  body: {
    MetricAlarms: [alarm("alarm-dead-letters"), alarm("alarm-api-errors", { StateValue: "ALARM" })],
    CompositeAlarms: [alarm("page", { AlarmRule: "ALARM(prod-video-alarm-api-errors)" })],
    NextToken: "more",
  },
};
const SECOND: Answer = { body: { MetricAlarms: [alarm("alarm-scaler-silent")], CompositeAlarms: [] } };
const THROTTLED: Answer = {
  status: 400,
  headers: { "x-amzn-query-error": "Throttling;Sender" },
  body: { __type: "com.amazonaws.cloudwatch.v2010_08_01#ThrottlingException", message: "Rate exceeded" },
};
const refusal =
  "User: arn:aws:sts::123456789012:assumed-role/viewer/ada is not authorized to perform: cloudwatch:DescribeAlarms on resource: arn:aws:cloudwatch:us-east-1:123456789012:alarm:* because no identity-based policy allows the cloudwatch:DescribeAlarms action";
const DENIED: Answer = {
  status: 403,
  headers: { "x-amzn-query-error": "AccessDenied;Sender" },
  body: { __type: "com.amazonaws.cloudwatch.v2010_08_01#AccessDeniedException", message: refusal },
};

/** The client, in front of answers that were recorded, the last of which is given again and again. */
function recorded(...answers: readonly Answer[]) {
  const asked: object[] = [];
  const left = [...answers];
  const handle = async (request: { body: Uint8Array }) => {
    asked.push(JSON.parse(new TextDecoder().decode(request.body)) as object);
    const { status = 200, headers = {}, body } = (left.length > 1 ? left.shift() : left[0]) ?? { body: {} };
    const type = { "content-type": "application/x-amz-json-1.0" };
    const response = { statusCode: status, headers: { ...type, ...headers }, body: Buffer.from(JSON.stringify(body)) };
    return { response };
  };
  const credentials = { accessKeyId: "a", secretAccessKey: "s" };
  const client = new CloudWatchClient({
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
  return { client, asked };
}

describe("the alarms of what is deployed", () => {
  it("are all pages of metric alarms and composites, with state, reason and since", async () => {
    const { client, asked } = recorded(FIRST, SECOND);
    const alarms = await readAlarms(client, "prod-video-");

    expect([...alarms.keys()].sort()).toEqual(
      ["alarm-api-errors", "alarm-dead-letters", "alarm-scaler-silent", "page"].map((name) => `prod-video-${name}`),
    );
    expect(alarms.get("prod-video-alarm-api-errors")).toEqual({
      name: "prod-video-alarm-api-errors",
      state: "ALARM",
      description: "docs/runbook.md#alarm-api-errors",
      reason: "Threshold Crossed: no datapoints were received",
      since: SINCE,
    } satisfies ShownAlarm);
    const all = {
      AlarmNamePrefix: "prod-video-",
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
      MaxRecords: 100,
    };
    expect(asked).toEqual([all, { ...all, NextToken: "more" }]);
  });

  it("are read page by page for an end, also of a list without one", async () => {
    const { client, asked } = recorded(FIRST);
    await readAlarms(client, "prod-video-");

    expect(asked).toHaveLength(10);
  });
});

describe("reading from AWS", () => {
  let stop = () => {};
  afterEach(() => stop());

  function begin(...answers: readonly Answer[]) {
    const { client, asked } = recorded(...answers);
    const clock = new ManualClock();
    const feed = new Feed(clock);
    const openPage = () => feed.subscribe(undefined, () => {});
    const pace = { leastMilliseconds: 60_000, mostMilliseconds: 60_000, longestMilliseconds: 240_000 };
    const read = async () => feed.replace("alarms", await readAlarms(client, "prod-video-"));
    const reading = keepReading(
      { alarms: { pace, read, action: "cloudwatch:DescribeAlarms" } },
      { feed, readsFirst: false, clock },
    );
    feed.onSubscribe = reading.pokeAll;
    stop = () => {
      reading.stop();
      feed.close();
    };
    return { asked, feed, openPage, clock, problem: () => feed.get("problems", "alarms") };
  }

  /** Lets the client's own promises come to an end, then time pass. */
  const pass = async (clock: ManualClock, seconds: number) => {
    await clock.advance(seconds);
    for (let turns = 0; turns < 20; turns += 1) await clock.advance(0);
  };

  it("that is refused because of too many calls is a line, asks less and less often, and is over with the first answer", async () => {
    const { asked, problem, clock, feed, openPage } = begin(THROTTLED, THROTTLED, THROTTLED, THROTTLED, SECOND);
    openPage();
    await pass(clock, 0);
    expect(problem()).toBe("alarms: AWS wants fewer calls (Rate exceeded); asked again in 120 s");
    await pass(clock, 119);
    expect(asked).toHaveLength(1);
    await pass(clock, 1);
    expect(asked).toHaveLength(2);
    expect(problem()).toContain("asked again in 240 s");
    await pass(clock, 240);
    await pass(clock, 240);
    expect(asked).toHaveLength(4);
    expect(problem()).toContain("asked again in 240 s");
    await pass(clock, 240);
    expect(problem()).toBeUndefined();
    expect(feed.keys("alarms")).toEqual(["prod-video-alarm-scaler-silent"]);
    await pass(clock, 60);
    expect(asked).toHaveLength(6);
  });

  it("is not asked more often because pages come and go", async () => {
    const { asked, openPage, clock } = begin(THROTTLED);
    const leave = openPage();
    await pass(clock, 0);
    leave();
    await pass(clock, 119);
    openPage();
    await pass(clock, 0);
    expect(asked).toHaveLength(1);
    await pass(clock, 1);
    expect(asked).toHaveLength(2);
  });

  it("is for the first page that comes, at once, and not before", async () => {
    const { asked, feed, openPage, clock } = begin(SECOND);
    await pass(clock, 59);
    expect(asked).toEqual([]);
    openPage();
    await pass(clock, 0);

    expect(feed.keys("alarms")).toHaveLength(1);
  });

  it("that is refused for want of a right says which", async () => {
    const { problem, clock, feed, openPage } = begin(DENIED);
    openPage();
    await pass(clock, 0);

    expect(problem()).toBe(`alarms: cloudwatch:DescribeAlarms is not allowed for these credentials (${refusal})`);
    expect(feed.keys("alarms")).toEqual([]);
  });
});

it.each([
  [
    { name: "AccessDenied", message: "no" },
    { action: "states:ListExecutions" },
    "states:ListExecutions is not allowed for these credentials (no)",
  ],
  [{ name: "UnauthorizedOperation", message: "" }, {}, "not allowed for these credentials (UnauthorizedOperation)"],
  [
    { name: "TooManyRequestsException", message: "slow\ndown" },
    { again: 1 },
    "AWS wants fewer calls (slow); asked again in 1 s",
  ],
  [{ name: "TimeoutError", message: "late" }, { again: 20_000 }, "late; asked again in 20 s"],
])("%j is a line", (error, more, line) => {
  expect(problemLine(Object.assign(new Error(error.message), { name: error.name }), more)).toBe(line);
});
