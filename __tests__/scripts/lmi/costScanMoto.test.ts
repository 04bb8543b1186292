import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { strToU8, zipSync } from "fflate";
import { localClient } from "../../support/http/httpServer.ts";
import { lmiJson } from "../../support/lmi/lmiCommand.ts";

/** Where .ci/scan-check started moto; elsewhere these are skipped, and Jest says so. */
const { LMI_MOTO_ENDPOINT: endpoint = "" } = process.env;
const HOUR = 3_600_000;
const HOURS = 24;
const LAST = Math.floor(Date.now() / HOUR) * HOUR;

interface MotoFunction {
  readonly FunctionName: string;
  readonly Runtime: "nodejs22.x" | "python3.9";
  readonly MemorySize: number;
  readonly Tags: Record<string, string>;
}
const FUNCTIONS: readonly MotoFunction[] = [
  { FunctionName: "shop-a", Runtime: "nodejs22.x", MemorySize: 1_024, Tags: { team: "red" } },
  { FunctionName: "shop-b", Runtime: "nodejs22.x", MemorySize: 1_024, Tags: { team: "red" } },
  { FunctionName: "shop-old", Runtime: "python3.9", MemorySize: 512, Tags: { team: "red" } },
  { FunctionName: "jobs", Runtime: "nodejs22.x", MemorySize: 2_048, Tags: {} },
  { FunctionName: "never", Runtime: "nodejs22.x", MemorySize: 128, Tags: {} },
];
const PER_HOUR = 36_000;
const DURATION_MS = 1_000;
const at = { AWS_ENDPOINT_URL: endpoint };

/** In every hour of a day, as Lambda puts them: so many of the same duration. */
const measured = (name: string): MetricDatum[] =>
  Array.from({ length: HOURS }, (_, hour) => new Date(LAST - (hour + 1) * HOUR)).flatMap((Timestamp) => {
    const Dimensions = [{ Name: "FunctionName", Value: name }];
    return [
      { MetricName: "Invocations", Dimensions, Timestamp, Value: PER_HOUR, Unit: "Count" as const },
      { MetricName: "Duration", Dimensions, Timestamp, Value: PER_HOUR * DURATION_MS, Unit: "Milliseconds" as const },
      { MetricName: "ConcurrentExecutions", Dimensions, Timestamp, Value: 11, Unit: "Count" as const },
    ];
  });

/** Without IAM's client, which nothing else here needs: moto checks no signature. */
async function createRole(): Promise<string> {
  const policy = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  const authorization =
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none";
  const body = {
    Action: "CreateRole",
    Version: "2010-05-08",
    RoleName: "any",
    AssumeRolePolicyDocument: JSON.stringify(policy),
  };
  const answer = await fetch(endpoint, { method: "POST", headers: { authorization }, body: new URLSearchParams(body) });
  const [, arn = ""] = /<Arn>(.*)<\/Arn>/.exec(await answer.text()) ?? [];
  return arn;
}

async function fill(): Promise<void> {
  const client = { ...localClient(endpoint), region: "us-east-1", maxAttempts: 3 };
  const [lambda, cloudWatch, sqs] = [new LambdaClient(client), new CloudWatchClient(client), new SQSClient(client)];
  const ZipFile = zipSync({ "index.mjs": strToU8("export const handler = async () => {};") });
  const Role = await createRole();
  for (const { Tags, ...fn } of FUNCTIONS) {
    await lambda.send(
      new CreateFunctionCommand({
        ...fn,
        Tags,
        Role,
        Handler: "index.handler",
        Code: { ZipFile },
        Architectures: ["arm64"],
      }),
    );
    if (fn.FunctionName === "never") continue;
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData: measured(fn.FunctionName) }));
  }
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  await lambda.send(
    new CreateEventSourceMappingCommand({ FunctionName: "jobs", EventSourceArn: Attributes?.QueueArn }),
  );
}

const withMoto = endpoint === "" ? describe.skip : describe;

withMoto("a scan of moto's Lambda and CloudWatch (.ci/scan-check starts it)", () => {
  beforeAll(fill);

  it("reads functions, tags, queues and metrics, and prices them", async () => {
    const scan = await lmiJson(["cost", "scan", "--region", "us-east-1", "--days", "1", "--trust-tag", "team"], at);
    const byName = Object.fromEntries(scan.functions.map((one: { name: string }) => [one.name, one]));

    expect(scan).toMatchObject({ hours: HOURS, unread: [] });
    expect(Object.keys(byName).sort()).toEqual(["jobs", "never", "shop-a", "shop-b", "shop-old"]);
    expect(byName["shop-a"]).toMatchObject({
      trust: "team red",
      durationMs: DURATION_MS,
      meanInFlight: 10,
      peakInFlight: 11,
    });
    expect(byName["shop-a"].ordinaryUsdPerMonth).toBeCloseTo(PER_HOUR * 730 * (0.0000133334 + 0.2e-6), 2);
    expect(byName.jobs).toMatchObject({ arrival: "queue", memoryMb: 2_048 });
    expect(byName["shop-old"]).toMatchObject({ verdict: "stays", why: "managed instances run python3.13 and later" });
    expect(byName.never).toMatchObject({ verdict: "stays", why: "it was not invoked", ordinaryUsdPerMonth: 0 });
  });
});
