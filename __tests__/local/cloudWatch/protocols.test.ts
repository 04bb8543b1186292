// CloudWatch has three protocols: JSON, which the SDK for JavaScript and botocore speak, CBOR, which the other SDKs do, and XML.
import { gzipSync } from "node:zlib";
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListDashboardsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SmithyRpcV2CborProtocol } from "@smithy/core/cbor";
import { writeCbor } from "../../../local/aws/cbor.ts";
import type { CloudWatch } from "../../../local/cloudWatch/cloudWatch.ts";
import { cloudWatchOperations } from "../../../local/cloudWatch/operations.ts";
import { localClient, serveAws, type TestServer } from "../../support/http/httpServer.ts";
import { ManualClock } from "../../support/lambda/simulation.ts";
import { alarmOn, watchedBy } from "../../support/local/alarms.ts";

const clock = new ManualClock();
const minute = Math.floor(clock.now() / 60_000) * 60_000;
const span = { StartTime: new Date(minute - 600_000), EndTime: new Date(minute + 600_000) };
const PROTOCOLS = { JSON: undefined, CBOR: SmithyRpcV2CborProtocol };
type Protocol = keyof typeof PROTOCOLS;

let cloudWatch: CloudWatch;
let server: TestServer & { errors: unknown[] };
const clients = new Map<Protocol, CloudWatchClient>();
beforeAll(async () => {
  cloudWatch = watchedBy([alarmOn("Waiting", { threshold: 2.5 }), alarmOn("Lost")], { clock });
  server = await serveAws({ cloudwatch: cloudWatchOperations(cloudWatch, () => clock.now()) });
  for (const [name, protocol] of Object.entries(PROTOCOLS)) {
    const settings = { ...localClient(server.endpoint), ...(protocol && { protocol }) };
    clients.set(name as Protocol, new CloudWatchClient(settings));
  }
});
afterAll(async () => {
  for (const client of clients.values()) client.destroy();
  await server.close();
});

/** The client's `send`, loosely: commands of all kinds, and what they answer beside the metadata. */
async function answer(protocol: Protocol, command: object) {
  const client = clients.get(protocol) as unknown as { send(command: object): Promise<object> };
  // biome-ignore lint/suspicious/noExplicitAny: each command has another answer
  const { $metadata, ...said } = (await client.send(command)) as any;
  return said;
}

describe.each(Object.keys(PROTOCOLS) as Protocol[])("CloudWatch in %s", (protocol) => {
  it("takes metrics, and gives them back with their times", async () => {
    const Namespace = `Of${protocol}`;
    const Dimensions = [{ Name: "kind", Value: "a" }];
    await answer(
      protocol,
      new PutMetricDataCommand({
        Namespace,
        MetricData: [
          { MetricName: "Tries", Dimensions, Timestamp: new Date(minute), Values: [1.5, 3], Counts: [2, 1] },
        ],
      }),
    );
    const Metric = { Namespace, MetricName: "Tries", Dimensions };
    const MetricStat = { Metric, Period: 60, Stat: "Sum" };
    const queries = [
      { Id: "m", MetricStat },
      { Id: "n", Expression: "m / 4" },
    ];

    expect(await answer(protocol, new GetMetricDataCommand({ ...span, MetricDataQueries: queries }))).toEqual({
      MetricDataResults: [
        { Id: "m", Label: "Tries", Timestamps: [new Date(minute)], Values: [6], StatusCode: "Complete" },
        { Id: "n", Label: "n", Timestamps: [new Date(minute)], Values: [1.5], StatusCode: "Complete" },
      ],
      Messages: [],
    });
    expect(
      await answer(
        protocol,
        new GetMetricStatisticsCommand({ ...span, ...Metric, Period: 60, Statistics: ["Maximum"] }),
      ),
    ).toEqual({ Label: "Tries", Datapoints: [{ Timestamp: new Date(minute), Maximum: 3 }] });
    expect(await answer(protocol, new ListMetricsCommand({ Namespace }))).toEqual({ Metrics: [Metric] });
  });

  it("describes alarms and what became of them, page by page", async () => {
    await answer(
      protocol,
      new SetAlarmStateCommand({ AlarmName: "Waiting", StateValue: "ALARM", StateReason: `in ${protocol}` }),
    );
    const first = await answer(protocol, new DescribeAlarmsCommand({ MaxRecords: 1 }));
    const rest = await answer(protocol, new DescribeAlarmsCommand({ MaxRecords: 1, NextToken: first.NextToken }));

    const all = [first, rest].flatMap(({ MetricAlarms }) => MetricAlarms as { AlarmName: string }[]);
    expect(all.map(({ AlarmName }) => AlarmName).sort()).toEqual(["Lost", "Waiting"]);
    expect(all.find(({ AlarmName }) => AlarmName === "Waiting")).toMatchObject({
      Threshold: 2.5,
      StateValue: "ALARM",
      StateReason: `in ${protocol}`,
      StateUpdatedTimestamp: new Date(clock.now()),
    });
    const { AlarmHistoryItems } = await answer(protocol, new DescribeAlarmHistoryCommand({ AlarmName: "Waiting" }));
    expect(AlarmHistoryItems[0]).toMatchObject({ AlarmName: "Waiting", Timestamp: new Date(clock.now()) });
  });

  it.each([
    [new DescribeAlarmsCommand({ NextToken: "none" }), "InvalidNextToken"],
    [new SetAlarmStateCommand({ AlarmName: "none", StateValue: "OK", StateReason: "r" }), "ResourceNotFound"],
    [new DescribeAlarmsCommand({ MaxRecords: 101 }), "InvalidParameterValueException"],
    [new ListDashboardsCommand({}), "NotImplementedException"],
  ])("refuses by the names of its model: %#", async (command, name) => {
    await expect(answer(protocol, command)).rejects.toMatchObject({ name });
  });
});

it("the SDK compresses much, and that is taken", async () => {
  const MetricData = Array.from({ length: 400 }, (_, index) => ({
    MetricName: "Many",
    Value: 1,
    Dimensions: [{ Name: "n", Value: String(index) }],
  }));
  await answer("JSON", new PutMetricDataCommand({ Namespace: "Zipped", MetricData }));

  expect(cloudWatch.metrics().filter(({ namespace }) => namespace === "Zipped")).toHaveLength(400);
});

describe("a request of CloudWatch", () => {
  const send = async (path: string, headers: Record<string, string>, body: string | Buffer) => {
    const scope = "AWS4-HMAC-SHA256 Credential=key/20260101/eu-west-1/monitoring/aws4_request";
    const response = await fetch(`${server.endpoint}${path}`, {
      method: "POST",
      headers: { ...headers, authorization: scope },
      body,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const CBOR = { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" };
  const operation = (name: string) => `/service/GraniteServiceVersion20100801/operation/${name}`;

  it("as botocore writes it in CBOR is answered", async () => {
    // describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"], MaxRecords=1) of botocore 1.44.8
    const body = Buffer.from(
      "a26a416c61726d5479706573826b4d6574726963416c61726d6e436f6d706f73697465416c61726d6a4d61785265636f72647301",
      "hex",
    );
    const { status, headers, text } = await send(operation("DescribeAlarms"), CBOR, body);

    expect(status).toBe(200);
    expect(headers.get("smithy-protocol")).toBe("rpc-v2-cbor");
    expect(headers.get("content-type")).toBe("application/cbor");
    expect(text).toContain("alarm:Waiting");
  });

  it("may be compressed in CBOR too", async () => {
    const body = gzipSync(writeCbor({ Namespace: "Both", MetricData: [{ MetricName: "x", Value: 1 }] }));
    const { status, text } = await send(operation("PutMetricData"), { ...CBOR, "content-encoding": "gzip" }, body);

    expect([status, text]).toEqual([200, "\ufffd"]);
    expect(cloudWatch.metrics()).toContainEqual({ namespace: "Both", name: "x", dimensions: {} });
  });

  it.each([
    [{ AlarmName: "none", StateValue: "OK", StateReason: "r" }, "SetAlarmState", "ResourceNotFound;Sender"],
    [{ MaxRecords: 101 }, "DescribeAlarms", "InvalidParameterValue;Sender"],
    [{}, "SetAlarmState", "MissingParameter;Sender"],
  ])("of a client that knew XML is refused by the name of then, too: %j", async (body, name, expected) => {
    const target = { "x-amz-target": `GraniteServiceVersion20100801.${name}` };
    const asks = { "x-amzn-query-mode": "true" };
    const answers = await Promise.all([
      send("/", { ...target, ...asks }, JSON.stringify(body)),
      send(operation(name), { ...CBOR, ...asks }, writeCbor(body)),
      send("/", target, JSON.stringify(body)),
    ]);

    expect(answers.map(({ headers }) => headers.get("x-amzn-query-error"))).toEqual([expected, expected, null]);
  });

  it.each([
    ["DescribeAlarms", { "content-encoding": "gzip" }, "not gzip", 400, "The request is not gzip."],
    ["DescribeAlarms", {}, "not CBOR", 400, "The request is not CBOR."],
    ["DescribeNothing", {}, Buffer.of(0xa0), 400, "The operation does not exist."],
    [
      "DescribeAlarms",
      { "content-encoding": "gzip" },
      gzipSync(Buffer.alloc(2 ** 21)),
      413,
      "must be smaller than 1048576",
    ],
  ])("in CBOR that is none is refused in CBOR: %s %j", async (name, headers, body, status, message) => {
    const refused = await send(operation(name), { ...CBOR, ...headers }, body);

    expect(refused.status).toBe(status);
    expect(refused.headers.get("smithy-protocol")).toBe("rpc-v2-cbor");
    expect(refused.text).toContain(message);
  });

  it("in XML is refused in XML, in a line that says what to do", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const refused = await send("/", form, "Action=DescribeAlarms&Version=2010-08-01");

    expect(refused.status).toBe(501);
    expect(refused.text).toBe(
      "<ErrorResponse><Error><Type>Receiver</Type><Code>NotImplementedException</Code><Message>CloudWatch by the query protocol (XML): not spoken locally, its JSON and CBOR are; update the AWS CLI or the SDK (botocore 1.41 is too old, 1.42.30 is not)</Message></Error></ErrorResponse>",
    );
  });
});
