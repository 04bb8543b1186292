// Services that are not run locally say so in their own protocol, so that their SDKs and the CLI read it as the service's error.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { serveAws, type TestServer } from "../../support/http/httpServer.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveAws({});
});
afterAll(() => server.close());

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const message = (asked: string) =>
  `${asked}: not run locally; dynamodb, lambda, states, sts, logs, sqs, cloudwatch, s3 are`;
const xml = (asked: string) => `<Code>NotImplementedException</Code><Message>${message(asked)}</Message>`;

interface Request {
  readonly scope: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function send({ scope, path = "/", headers = {}, body = "" }: Request) {
  const response = await fetch(`${server.endpoint}${path}`, {
    method: "POST",
    headers: { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=key/20260101/eu-west-1/${scope}/aws4_request` },
    body,
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe("a service that is not run locally", () => {
  it.each([
    ["iam", FORM, "Action=ListRoles&Version=2010-05-08", `<ErrorResponse><Error><Type>Receiver</Type>${xml("iam")}`],
    [
      "cloudformation",
      FORM,
      "Action=ListStacks",
      `<ErrorResponse><Error><Type>Receiver</Type>${xml("cloudformation")}`,
    ],
    [
      "ec2",
      FORM,
      "Action=DescribeVpcs&Version=2016-11-15",
      `<Response><Errors><Error>${xml("ec2")}</Error></Errors></Response>`,
    ],
    ["route53", {}, "", `<ErrorResponse><Error><Type>Receiver</Type>${xml("route53: POST /")}`],
  ])("answers in XML: %s", async (scope, headers, body, expected) => {
    const answer = await send({ scope, headers, body });
    expect(answer.status).toBe(501);
    expect(answer.headers.get("content-type")).toMatch(/^(text|application)\/xml$/);
    expect(answer.bytes.toString()).toContain(expected);
  });

  it.each([
    ["events", "AWSEvents.ListRules"],
    ["ssm", "AmazonSSM.DescribeParameters"],
  ])("answers in JSON by its target: %s", async (scope, target) => {
    const answer = await send({ scope, headers: { "x-amz-target": target }, body: "{}" });
    expect(answer.status).toBe(501);
    expect(JSON.parse(answer.bytes.toString())).toEqual({
      __type: "NotImplementedException",
      message: message(target),
    });
  });

  it("answers in JSON by its path: EventBridge Scheduler", async () => {
    const answer = await send({ scope: "scheduler", path: "/schedules" });
    expect(answer.headers.get("x-amzn-errortype")).toBe("NotImplementedException");
    expect(JSON.parse(answer.bytes.toString())).toMatchObject({ message: message("scheduler: POST /schedules") });
  });
});
