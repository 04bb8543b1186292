import { describe, expect, it } from "@jest/globals";
import type { AwsCall } from "../../../local/aws/call.ts";
import { sessionNameOf } from "../../../local/iam/caller.ts";
import { Permissions } from "../../../local/iam/permissions.ts";
import { readStatements } from "../../../local/iam/statements.ts";

const HERE = "eu-west-1:000000000000";
const TABLE = `arn:aws:dynamodb:${HERE}:table/videos`;
const SCALER = `arn:aws:lambda:${HERE}:function:scaler`;
const QUEUE = `arn:aws:sqs:${HERE}:dead`;
const RULE = `arn:aws:events:${HERE}:rule/ended`;
const EVENTS = { service: "events.amazonaws.com", sourceArn: RULE };

const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

const allow = (Action: string | string[], Resource: string, rest: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...rest,
});

function permissionsOf(own: object[], resourcePolicies: object[] = [], bucketPolicies: object[] = []) {
  const lines: string[] = [];
  const read = (statements: object[]) => readStatements("p", JSON.stringify({ Statement: statements }));
  const permissions = new Permissions({
    roles: (arn) => ({
      name: arn.split("/").at(-1) ?? "",
      arn,
      uniqueId: "AROAEXAMPLE",
      trust: [],
      statements: read(own),
    }),
    resourcePolicies: read(resourcePolicies),
    bucketPolicies: read(bucketPolicies),
    account: {
      place: { partition: "aws", region: "eu-west-1", accountId: "000000000000" },
      keys: () => "id",
    },
    report: (line) => lines.push(line),
  });
  return { permissions, lines };
}

const getItem = (accessKeyId: string | undefined, id = "a"): AwsCall => ({
  service: "dynamodb",
  operation: "GetItem",
  method: "POST",
  url: new URL("http://127.0.0.1/"),
  headers: {},
  body: Buffer.alloc(0),
  json: { TableName: "videos", Key: { id: { S: id } } },
  accessKeyId,
});

describe("a call at the AWS endpoint", () => {
  it("is the administrator's unless its credentials are a role's", async () => {
    const { permissions, lines } = permissionsOf([]);
    permissions.session(roleArn("api"), "api");
    for (const accessKeyId of [undefined, "local", "AKIAIOSFODNN7EXAMPLE", "ASIAAAAAAAAAAAAAAAAA"]) {
      expect(await permissions.step(getItem(accessKeyId))).toBeUndefined();
    }
    expect(lines).toEqual([]);
  });

  it("is let through if the role's policy allows it", async () => {
    const { permissions, lines } = permissionsOf([allow("dynamodb:GetItem", TABLE)]);
    const { credentials } = permissions.session(roleArn("api"), "api");
    expect(await permissions.step(getItem(credentials.accessKeyId))).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it("is refused in AWS's words if nothing allows it, and the missing statement is told once", async () => {
    const { permissions, lines } = permissionsOf([allow("dynamodb:PutItem", TABLE)]);
    const { credentials } = permissions.session(roleArn("api"), "dev-api");
    const refused = await permissions.step(getItem(credentials.accessKeyId));
    await permissions.step(getItem(credentials.accessKeyId));
    expect(refused).toEqual({
      status: 400,
      code: "AccessDeniedException",
      message: `User: arn:aws:sts::000000000000:assumed-role/api/dev-api is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:GetItem action`,
    });
    expect(lines).toEqual([`role api lacks: {"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"${TABLE}"}`]);
  });

  it("is refused with other words if a statement denies it", async () => {
    const { permissions, lines } = permissionsOf([
      allow("dynamodb:*", "*"),
      { Sid: "Never", Effect: "Deny", Action: "dynamodb:GetItem", Resource: TABLE },
    ]);
    const { credentials } = permissions.session(roleArn("api"), "dev-api");
    expect((await permissions.step(getItem(credentials.accessKeyId)))?.message).toBe(
      `User: arn:aws:sts::000000000000:assumed-role/api/dev-api is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} with an explicit deny in an identity-based policy`,
    );
    expect(lines).toEqual([`role api: statement Never denies dynamodb:GetItem on ${TABLE}`]);
  });

  it("brings the partition key that it names", async () => {
    const Condition = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a"] } };
    const { permissions } = permissionsOf([allow("dynamodb:GetItem", TABLE, { Condition })]);
    const { accessKeyId } = permissions.session(roleArn("api"), "api").credentials;
    expect(await permissions.step(getItem(accessKeyId, "a"))).toBeUndefined();
    expect(await permissions.step(getItem(accessKeyId, "b"))).toMatchObject({ code: "AccessDeniedException" });
  });

  it("is 403 where a service speaks REST", async () => {
    const { permissions } = permissionsOf([]);
    const { accessKeyId } = permissions.session(roleArn("api"), "api").credentials;
    const lambda = { ...getItem(accessKeyId), service: "lambda" as const, operation: "ListFunctions" };
    expect(await permissions.step(lambda)).toMatchObject({ status: 403, code: "AccessDeniedException" });
  });
});

describe("sessions", () => {
  it("have credentials of their own, which tell whose they are", () => {
    const { permissions } = permissionsOf([]);
    const api = permissions.session(roleArn("api"), "dev-api");
    const scaler = permissions.session(roleArn("scaler"), "dev-scaler");
    expect(api.credentials.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(api.credentials).not.toEqual(scaler.credentials);
    expect(permissions.session(roleArn("api"), "dev-api")).toBe(api);
    expect(permissions.principal(api.credentials.accessKeyId)).toMatchObject({
      arn: "arn:aws:sts::000000000000:assumed-role/api/dev-api",
      userId: "AROAEXAMPLE:dev-api",
    });
    expect(permissions.principal("local")).toBeUndefined();
  });
});

describe("an invocation from inside", () => {
  const machine = { roleArn: roleArn("workflow"), session: sessionNameOf("machine") };

  it("is made in the role of its caller, for the ARN as it is named", () => {
    const { permissions, lines } = permissionsOf([allow("lambda:InvokeFunction", `${SCALER}:*`)]);
    expect(permissions.invoke(machine, `${SCALER}:$LATEST.PUBLISHED`)).toBeUndefined();
    expect(permissions.invoke(machine, SCALER)).toEqual({
      status: 403,
      code: "AccessDeniedException",
      message: expect.stringMatching(
        /^User: arn:aws:sts::000000000000:assumed-role\/workflow\/[a-z]{32} is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:eu-west-1:000000000000:function:scaler because no identity-based policy allows the lambda:InvokeFunction action$/,
      ),
    });
    expect(lines).toEqual([
      `role workflow lacks: {"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"${SCALER}"}`,
    ]);
  });

  const permission = (rest: object = {}) =>
    allow("lambda:InvokeFunction", SCALER, {
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnLike: { "AWS:SourceArn": RULE } },
      ...rest,
    });

  it.each<[string, object[], boolean]>([
    ["the function's permission", [permission()], true],
    ["none", [], false],
    ["one for another service", [permission({ Principal: { Service: "s3.amazonaws.com" } })], false],
    ["one for another rule", [permission({ Condition: { ArnLike: { "AWS:SourceArn": `${RULE}2` } } })], false],
    [
      "one for this account",
      [permission({ Condition: { StringEquals: { "AWS:SourceAccount": "000000000000" } } })],
      true,
    ],
    ["one for another account", [permission({ Condition: { StringEquals: { "AWS:SourceAccount": "1" } } })], false],
    ["one for another function", [permission({ Resource: `${SCALER}2` })], false],
    ["one for a version", [permission({ Resource: `${SCALER}:1` })], false],
  ])("in a service's own name needs the function's permission: %s", (_what, policies, allowed) => {
    const { permissions, lines } = permissionsOf([allow("*", "*")], policies);
    expect(permissions.invoke(EVENTS, SCALER) === undefined).toBe(allowed);
    expect(lines).toEqual(
      allowed
        ? []
        : [
            `policy of function:scaler lacks: {"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"${SCALER}","Condition":{"ArnLike":{"aws:SourceArn":"${RULE}"}}}`,
          ],
    );
  });

  it("puts what cannot be delivered into a queue only where that is allowed", () => {
    const send = allow("sqs:SendMessage", QUEUE);
    const { permissions } = permissionsOf([send], [{ ...send, Principal: { Service: "events.amazonaws.com" } }]);
    expect(permissions.deadLetter(machine, QUEUE)).toBeUndefined();
    expect(permissions.deadLetter(EVENTS, QUEUE)).toBeUndefined();
    expect(permissions.deadLetter(machine, `${QUEUE}2`)).toContain("is not authorized to perform: sqs:SendMessage");
    expect(permissions.deadLetter({ ...EVENTS, service: "s3.amazonaws.com" }, QUEUE)).toBe(
      `Service: s3.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: ${QUEUE} because no resource-based policy allows the sqs:SendMessage action`,
    );
  });
});
