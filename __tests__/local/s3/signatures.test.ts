// Who may ask is who signed: what is tampered with, too old, or signed by another secret is refused.
import { createHash } from "node:crypto";
import { request } from "node:http";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Presigning, presigned } from "../../support/aws/presigned.ts";
import { type LocalS3, OUTSIDE, openS3, SESSION, SYNTHESISED } from "../../support/local/s3.ts";

const Bucket = SYNTHESISED.name;

let s3: LocalS3;
beforeAll(async () => {
  s3 = await openS3();
});
afterEach(() => {
  s3.clock.ahead = 0;
});
afterAll(() => s3.close());

const url = (presigning: Presigning, credentials: typeof OUTSIDE = OUTSIDE) =>
  presigned(s3.endpoint, credentials, presigning);

const send = async (address: string, init: RequestInit = {}) => {
  const response = await fetch(address, init);
  const text = await response.text();
  return { status: response.status, text, code: /<Code>(\w+)/.exec(text)?.[1] };
};

describe("a request that is signed in its header", () => {
  it("is answered to a role's session, and to any other access key whose secret is itself", async () => {
    for (const credentials of [SESSION, OUTSIDE, { accessKeyId: "any", secretAccessKey: "any" }])
      await s3.client(credentials).send(new ListObjectsV2Command({ Bucket }));
    expect(s3.calls.at(-1)?.accessKeyId).toBe("any");
  });

  it.each([
    [{ ...OUTSIDE, secretAccessKey: "another" }, "SignatureDoesNotMatch"],
    [{ ...SESSION, secretAccessKey: SESSION.accessKeyId }, "SignatureDoesNotMatch"],
    [{ ...SESSION, sessionToken: "another" }, "InvalidToken"],
  ])("is refused to %j", async (credentials, name) => {
    const asked = s3.client(credentials).send(new ListObjectsV2Command({ Bucket }));
    await expect(asked).rejects.toMatchObject({ name });
  });

  it("says which secret is right here", async () => {
    const asked = s3.client({ ...OUTSIDE, secretAccessKey: "another" }).send(new ListObjectsV2Command({ Bucket }));
    await expect(asked).rejects.toThrow(/the secret of an access key that is no role's is the access key itself/);
  });

  it("is refused a quarter of an hour later", async () => {
    s3.clock.ahead = 16 * 60_000;
    const asked = s3.client(OUTSIDE, { systemClockOffset: 0 }).send(new GetObjectCommand({ Bucket, Key: "none" }));
    await expect(asked).rejects.toMatchObject({ name: "RequestTimeTooSkewed" });
  });

  it("is refused with another content than its hash says", async () => {
    const client = s3.client(OUTSIDE, { requestChecksumCalculation: "WHEN_REQUIRED" });
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: unknown }).body = "other";
        return next(args);
      },
      { step: "finalizeRequest", priority: "low" },
    );
    const asked = client.send(new PutObjectCommand({ Bucket, Key: "changed", Body: "first" }));
    await expect(asked).rejects.toMatchObject({ name: "XAmzContentSHA256Mismatch" });
  });

  it("is refused without any signature, in an older way and in none", async () => {
    const path = `${s3.endpoint}/${Bucket}/x`;
    const old = await send(`${path}?AWSAccessKeyId=a&Signature=b&Expires=1`);
    expect(old).toMatchObject({
      status: 400,
      code: "InvalidRequest",
      text: expect.stringContaining("AWS4-HMAC-SHA256"),
    });
    const broken = { authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request" };
    expect(await send(path, { headers: broken })).toMatchObject({ status: 400, code: "AuthorizationHeaderMalformed" });
  });
});

describe("a presigned URL", () => {
  const path = `/${Bucket}/a%20b/%C3%BC.mp4`;

  it("puts and gets what it was made for", async () => {
    const headers = { "content-type": "video/mp4", "content-length": "5", "if-none-match": "*" };
    const put = await url({ method: "PUT", path, headers });
    const { "content-length": _, ...sent } = headers;
    expect(await send(put, { method: "PUT", body: "12345", headers: sent })).toMatchObject({ status: 200 });
    expect(await send(put, { method: "PUT", body: "12345", headers: sent })).toMatchObject({ status: 412 });
    const query = { "response-content-disposition": "attachment" };
    const response = await fetch(await url({ path, query }, SESSION));
    expect(await response.text()).toBe("12345");
    expect(response.headers.get("content-disposition")).toBe("attachment");
    expect(response.headers.get("content-type")).toBe("video/mp4");
  });

  it("does not look at a checksum in the query, which the SDK made of no content", async () => {
    const query = { "x-amz-checksum-crc32": "AAAAAA==", "x-amz-sdk-checksum-algorithm": "CRC32" };
    expect(await send(await url({ method: "PUT", path, query }), { method: "PUT", body: "1" })).toMatchObject({
      status: 200,
    });
  });

  it("takes what it is given in the query for headers", async () => {
    const query = { "x-amz-meta-made": "here", "x-amz-tagging": "a=1" };
    await send(await url({ method: "PUT", path, query }), { method: "PUT", body: "1" });
    const response = await fetch(await url({ path }));
    expect([response.headers.get("x-amz-meta-made"), response.headers.get("x-amz-tagging-count")]).toEqual([
      "here",
      "1",
    ]);
  });

  it.each<[string, (address: string) => string, RequestInit]>([
    ["another key", (address) => address.replace(".mp4", ".mov"), {}],
    ["another method", (address) => address, { method: "DELETE" }],
    ["a longer time", (address) => address.replace("Expires=60", "Expires=600"), {}],
    ["another query", (address) => `${address}&response-content-type=text/html`, {}],
    ["another access key", (address) => address.replace("Credential=outside", "Credential=another"), {}],
    ["a header more", (address) => address, { headers: { "x-amz-acl": "public-read" } }],
  ])("is refused with %s", async (_, change, init) => {
    expect((await send(change(await url({ path })), init)).status).toBe(403);
  });

  it("is refused with another length or type than it was made for", async () => {
    const put = await url({ method: "PUT", path, headers: { "content-length": "5", "content-type": "video/mp4" } });
    const sent = (body: string, type: string) => send(put, { method: "PUT", body, headers: { "content-type": type } });
    expect((await sent("123456", "video/mp4")).code).toBe("SignatureDoesNotMatch");
    expect((await sent("12345", "text/html")).code).toBe("SignatureDoesNotMatch");
    expect((await sent("12345", "video/mp4")).status).toBe(200);
  });

  it("is refused when its time is over, and before it", async () => {
    const [before, after] = [new Date(Date.now() + 3_600_000), new Date(Date.now() - 61_000)];
    for (const [signingDate, message] of [
      [after, "Request has expired"],
      [before, "Request is not valid yet"],
    ] as const)
      expect(await send(await url({ path, signingDate }))).toMatchObject({
        status: 403,
        text: expect.stringContaining(message),
      });
  });

  it("holds for a week at most", async () => {
    const address = (await url({ path })).replace("X-Amz-Expires=60", "X-Amz-Expires=604801");
    expect(await send(address)).toMatchObject({ status: 400, code: "AuthorizationQueryParametersError" });
  });

  it("ends with the session that made it", async () => {
    const address = await url({ path }, SESSION);
    const token = `X-Amz-Security-Token=${SESSION.sessionToken}`;
    expect(await send(address.replace(token, "X-Amz-Security-Token=other"))).toMatchObject({ code: "InvalidToken" });
  });

  it("needs the whole content that was announced", async () => {
    const address = new URL(await url({ method: "PUT", path: `/${Bucket}/half` }));
    const md5 = createHash("md5").update("other").digest("base64");
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(
        address,
        { method: "PUT", headers: { "content-length": 5, "content-md5": md5 } },
        (got) => {
          got.resume();
          resolve(got.statusCode);
        },
      );
      sending.once("error", reject);
      sending.end("12345");
    });
    expect(answer).toBe(400);
    expect(s3.errors).toEqual([]);
  });
});
