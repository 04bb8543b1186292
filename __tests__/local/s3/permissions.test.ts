// Each call by the role's policies and the bucket's, a presigned URL as the role that made it.
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, expect, it } from "@jest/globals";
import { Permissions } from "../../../local/iam/permissions.ts";
import { readStatements } from "../../../local/iam/statements.ts";
import { presigned } from "../../support/aws/presigned.ts";
import { type LocalS3, openS3, SYNTHESISED } from "../../support/local/s3.ts";

const Bucket = SYNTHESISED.name;
const ROLE = "arn:aws:iam::000000000000:role/worker";
const arn = (key = "") => `arn:aws:s3:::${Bucket}${key && `/${key}`}`;
const allow = (Action: string | string[], Resource: string | string[], Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});

let s3: LocalS3 | undefined;
afterEach(() => s3?.close());

async function as(own: object[], ofBucket: object[] = []) {
  const read = (statements: object[]) => readStatements("p", JSON.stringify({ Statement: statements }));
  const lines: string[] = [];
  const permissions = new Permissions({
    roles: () => ({ name: "worker", arn: ROLE, uniqueId: "AROAEXAMPLE", trust: [], statements: read(own) }),
    resourcePolicies: [],
    bucketPolicies: read(ofBucket),
    account: { place: { partition: "aws", region: "us-east-1", accountId: "000000000000" }, keys: () => undefined },
    report: (line) => lines.push(line),
  });
  s3 = await openS3({ permissions });
  const { credentials } = permissions.session(ROLE, "worker");
  const client = s3.client(credentials);
  const administrator = s3.client();
  await administrator.send(new PutObjectCommand({ Bucket, Key: "sources/1", Body: "1" }));
  return { client, lines, credentials, endpoint: s3.endpoint };
}

const outcome = (sent: Promise<unknown>) =>
  sent.then(
    () => "ok",
    (error) => error.name,
  );

it("what no policy allows is denied, and the developer is told which statement is missing", async () => {
  const { client, lines } = await as([allow("s3:GetObject", arn("sources/*"))]);
  const sent = (Key: string) => client.send(new PutObjectCommand({ Bucket, Key, Body: "1" }));
  expect(await outcome(client.send(new GetObjectCommand({ Bucket, Key: "sources/1" })))).toBe("ok");
  await expect(sent("outputs/1")).rejects.toMatchObject({
    name: "AccessDenied",
    message: `User: arn:aws:sts::000000000000:assumed-role/worker/worker is not authorized to perform: s3:PutObject on resource: ${arn("outputs/1")} because no identity-based policy allows the s3:PutObject action`,
    $metadata: { httpStatusCode: 403 },
  });
  expect(lines).toEqual([
    `role worker lacks: {"Effect":"Allow","Action":"s3:PutObject","Resource":"${arn("outputs/1")}"}`,
  ]);
});

it("each operation asks for its action", async () => {
  const actions = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"];
  const { client, lines } = await as([allow(actions, arn("outputs/*"))]);
  const Key = "outputs/1";
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  const tagged = client.send(new PutObjectCommand({ Bucket, Key, Body: "1", Tagging: "a=1" }));
  expect(await outcome(tagged)).toBe("AccessDenied");
  const copied = client.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/sources/1` }));
  expect(await outcome(copied)).toBe("AccessDenied");
  expect(lines).toEqual([
    expect.stringContaining(`"s3:PutObjectTagging","Resource":"${arn(Key)}"`),
    expect.stringContaining(`"s3:GetObject","Resource":"${arn("sources/1")}"`),
  ]);
});

it("listing may be bound to a prefix", async () => {
  const bound = { StringLike: { "s3:prefix": "outputs/*" } };
  const { client } = await as([allow("s3:ListBucket", arn(), bound)]);
  const list = (Prefix?: string) => outcome(client.send(new ListObjectsV2Command({ Bucket, Prefix })));
  expect([await list("outputs/1/"), await list("sources/"), await list()]).toEqual([
    "ok",
    "AccessDenied",
    "AccessDenied",
  ]);
});

it("whether a key exists is told to who may list", async () => {
  const statement = allow("s3:GetObject", arn("*"));
  const head = (client: Awaited<ReturnType<typeof as>>["client"]) =>
    client.send(new HeadObjectCommand({ Bucket, Key: "none" })).catch((error) => error.$metadata.httpStatusCode);
  expect(await head((await as([statement])).client)).toBe(403);
  await s3?.close();
  expect(await head((await as([statement, allow("s3:ListBucket", arn())])).client)).toBe(404);
});

it("of many keys those are deleted that may be", async () => {
  const { client } = await as([allow("s3:DeleteObject", arn("outputs/*"))]);
  const Objects = ["outputs/1", "sources/1"].map((Key) => ({ Key }));
  const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted).toEqual([{ Key: "outputs/1" }]);
  expect(Errors).toEqual([{ Key: "sources/1", Code: "AccessDenied", Message: "Access Denied" }]);
});

it("a bucket's policy denies what a role may, and asks for TLS as AWS would see it", async () => {
  const deny = (Action: string, Condition?: object) => ({
    ...allow(Action, [arn(), arn("*")], Condition),
    Effect: "Deny",
    Principal: "*",
  });
  const own = [allow(["s3:GetObject", "s3:DeleteObject"], arn("*"))];
  const { client } = await as(own, [
    deny("s3:*", { Bool: { "aws:SecureTransport": "false" } }),
    deny("s3:DeleteObject"),
  ]);
  expect(await outcome(client.send(new GetObjectCommand({ Bucket, Key: "sources/1" })))).toBe("ok");
  expect(await outcome(client.send(new DeleteObjectCommand({ Bucket, Key: "sources/1" })))).toBe("AccessDenied");
});

it("a presigned URL may do what the role may that made it", async () => {
  const { credentials, endpoint } = await as([allow("s3:PutObject", arn("sources/*"))]);
  const put = async (key: string) => {
    const address = await presigned(endpoint, credentials, { method: "PUT", path: `/${Bucket}/${key}` });
    return (await fetch(address, { method: "PUT", body: "1" })).status;
  };
  expect([await put("sources/2"), await put("outputs/2")]).toEqual([200, 403]);
});
