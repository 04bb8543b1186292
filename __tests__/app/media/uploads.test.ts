import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { createObjects } from "../../../app/media/objects.ts";
import { createS3 } from "../../../app/media/s3.ts";
import { createUploads, MAX_PUT_BYTES, MAX_UPLOAD_BYTES, partSizes } from "../../../app/media/uploads.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { CREDENTIALS } from "../../support/aws/signedRequests.ts";
import { useS3 } from "../../support/local/useS3.ts";

const { s3, server, clock } = useS3();
const declared = { id: "v1", contentType: "video/mp4", bytes: 5 };
const put = (url: string, headers: Record<string, string>, body: string) =>
  fetch(url, { method: "PUT", headers, body });

describe("the URL of an upload", () => {
  it("lets a client put what was declared, once", async () => {
    const { url, headers, method, expiresAt } = await createUploads(s3()).single(declared);

    const answer = await put(url, { ...headers }, "hello");

    expect([answer.status, method, headers]).toEqual([
      200,
      "PUT",
      { "content-type": "video/mp4", "if-none-match": "*" },
    ]);
    expect(expiresAt).toBe(new Date(clock.now().getTime() + 3_600_000).toISOString());
    expect(server().received).toMatchObject([{ method: "PUT", body: "hello" }]);
    const { pathname, searchParams } = new URL(url);
    expect(pathname).toBe("/media/sources/v1");
    expect(searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;content-type;host;if-none-match");
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ["another type", { "content-type": "video/webm", "if-none-match": "*" }, "hello"],
    ["another size", { "content-type": "video/mp4", "if-none-match": "*" }, "hello!"],
    ["what may replace a source", { "content-type": "video/mp4" }, "hello"],
  ])("is refused with %s", async (_what, headers, body) => {
    const { url } = await createUploads(s3()).single(declared);

    expect((await put(url, headers, body)).status).toBe(403);
  });

  it("ends with the session that signed it, where its end is known", async () => {
    const expiration = new Date(clock.now().getTime() + 60_000);

    const { expiresAt } = await createUploads(s3({ expiration })).single(declared);

    expect(expiresAt).toBe(expiration.toISOString());
  });

  it("is of the bucket's own host on AWS", async () => {
    const urls = await Promise.all(
      ["eu-west-1", "cn-north-1"].map(async (region) => {
        const { url } = await createUploads(s3({ endpoint: undefined, region })).single(declared);
        return new URL(url).origin + new URL(url).pathname;
      }),
    );

    expect(urls).toEqual([
      "https://media.s3.eu-west-1.amazonaws.com/sources/v1",
      "https://media.s3.cn-north-1.amazonaws.com.cn/sources/v1",
    ]);
  });
});

describe("the parts of an upload", () => {
  it.each([MAX_PUT_BYTES + 1, 2 ** 40 + 7, MAX_UPLOAD_BYTES])(
    "are what S3 takes, and together the whole: %d",
    (bytes) => {
      const sizes = partSizes(bytes);

      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(bytes);
      expect(sizes.length).toBeLessThanOrEqual(1_024);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_PUT_BYTES);
      expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(64 * 1024 ** 2);
      expect(sizes.at(-1)).toBeGreaterThan(0);
    },
  );

  it("begin under an id, have a URL each, and become one object", async () => {
    const uploads = createUploads(s3());
    server().answers.push({ status: 200, body: "<R><UploadId>up/1+&amp;=</UploadId></R>".replace("&amp;", "") });
    const large = { ...declared, bytes: MAX_PUT_BYTES + 1 };

    const uploadId = await uploads.beginParts(large);
    const { parts } = await uploads.parts(large, uploadId);
    const last = parts.at(-1);
    const answer = await fetch(last?.url ?? "", { method: "PUT", body: "x".repeat(Math.min(last?.bytes ?? 0, 1)) });
    const done = await uploads.complete("v1", uploadId, ['"a"', "b"]);

    expect([uploadId, answer.status, done]).toEqual(["up/1+=", 200, true]);
    expect(server().received.map(({ method }) => method)).toEqual(["POST", "PUT", "POST"]);
    expect(server().received.at(0)?.headers).toMatchObject({ "content-type": "video/mp4" });
    expect(server().received.at(2)?.body).toContain(
      "<Part><PartNumber>1</PartNumber><ETag>&#34;a&#34;</ETag></Part><Part><PartNumber>2</PartNumber><ETag>b</ETag></Part>",
    );
  });

  it.each([
    [{ status: 200, body: "<CompleteMultipartUploadResult/>" }, true],
    [{ status: 404, body: "<Error><Code>NoSuchUpload</Code></Error>" }, true],
    [{ status: 412, body: "<Error><Code>PreconditionFailed</Code></Error>" }, true],
    [{ status: 400, body: "<Error><Code>InvalidPart</Code></Error>" }, false],
    [{ status: 400, body: "<Error><Code>EntityTooSmall</Code></Error>" }, false],
  ])("are complete, or wrong, as S3 says: %j", async (answer, done) => {
    server().answers.push(answer);

    expect(await createUploads(s3()).complete("v1", "up", ["a"])).toBe(done);
  });

  it("are not complete when S3 says 200 and an error", async () => {
    server().answers.push({ status: 200, body: "<Error><Code>InternalError</Code></Error>" });

    await expect(createUploads(s3()).complete("v1", "up", ["a"])).rejects.toThrow("InternalError");
  });
});

describe("parts that S3 puts together for a while", () => {
  /** S3 on AWS, which answers as `fetch` does; what it was asked, and for how long each time. */
  function slowS3(answer: () => Promise<Response>) {
    const asked: { method?: string | undefined; milliseconds: number | undefined }[] = [];
    const timeout = jest.spyOn(AbortSignal, "timeout");
    const s3 = createS3({
      bucket: "media",
      region: async () => "eu-west-1",
      credentials: async () => CREDENTIALS,
      clock: new ManualClock(),
      fetch: (_url, init) => {
        asked.push({ method: init?.method, milliseconds: timeout.mock.lastCall?.[0] });
        return answer();
      },
    });
    return { uploads: createUploads(s3), asked };
  }
  const late = () => Promise.reject(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  const said = (status: number, code: string) => async () =>
    new Response(`<Error><Code>${code}</Code></Error>`, { status });
  afterEach(() => void jest.restoreAllMocks());

  it("may take longer than any other request, and less than the API has", async () => {
    const { uploads, asked } = slowS3(async () => new Response("<CompleteMultipartUploadResult/>"));

    await uploads.complete("v1", "up", ["a"]);

    expect(asked).toEqual([{ method: "POST", milliseconds: 20_000 }]);
  });

  it("are not asked for again by the same call: S3 goes on, and a repetition finds them whole", async () => {
    const { uploads, asked } = slowS3(late);

    await expect(uploads.complete("v1", "up", ["a"])).rejects.toMatchObject({ name: "TimeoutError" });

    expect(asked).toHaveLength(1);
  });

  it.each([
    [409, "ConditionalRequestConflict"],
    [200, "InternalError"],
    [200, "SlowDown"],
  ])("are a reason to come back at %d %s", async (status, code) => {
    const { uploads } = slowS3(said(status, code));

    await expect(uploads.complete("v1", "up", ["a"])).rejects.toMatchObject({ name: code, $metadata: {} });
  });

  it("leave other requests as short as they were", async () => {
    const { uploads, asked } = slowS3(late);

    await expect(uploads.beginParts(declared)).rejects.toMatchObject({ name: "TimeoutError" });

    expect(asked.map(({ milliseconds }) => milliseconds)).toEqual([3_000, 3_000, 3_000]);
  });
});

describe("objects", () => {
  it("are there, or not, or not to be seen", async () => {
    const objects = createObjects(s3());
    const headers = { "content-length": "5", "content-type": "Video/MP4" };
    server().answers.push({ status: 200, headers }, { status: 404 }, { status: 403 }, { status: 200, body: "<R></R>" });

    expect(await objects.source("v1")).toEqual({ bytes: 5, contentType: "video/mp4" });
    expect(await objects.source("v1")).toBeUndefined();
    expect(await objects.source("v1")).toBeUndefined();

    server().answers.push({ status: 403 }, { status: 200, body: "<R><Key>sources/v1</Key></R>" });
    await expect(objects.source("v1")).rejects.toMatchObject({ name: "AccessDenied", status: 403 });
  });

  it("of a video are deleted, with its unfinished uploads, over several pages", async () => {
    server().answers.push(
      { status: 200, body: "<R><Upload><Key>sources/v1</Key><UploadId>u1</UploadId></Upload></R>" },
      { status: 204 },
      {
        status: 200,
        body: "<R><Key>outputs/v1/1/a%26b.jpg</Key><NextContinuationToken>t+1=</NextContinuationToken></R>",
      },
      { status: 200, body: "<R><Key>outputs/v1/2/c.mp4</Key></R>" },
    );

    await createObjects(s3()).deleteAll("v1");

    const asked = server().received.map(({ method, path }) => `${method} ${path}`);
    expect(asked.slice(0, 4)).toEqual([
      "GET /media/?uploads=&prefix=sources%2Fv1",
      "DELETE /media/sources/v1?uploadId=u1",
      "GET /media/?list-type=2&prefix=outputs%2Fv1%2F&encoding-type=url",
      "GET /media/?list-type=2&prefix=outputs%2Fv1%2F&encoding-type=url&continuation-token=t%2B1%3D",
    ]);
    expect(asked.slice(4).toSorted()).toEqual([
      "DELETE /media/outputs/v1/1/a%26b.jpg",
      "DELETE /media/outputs/v1/2/c.mp4",
      "DELETE /media/sources/v1",
    ]);
  });
});

describe("outputs that a video does not list", () => {
  it("are deleted, but for those of later attempts", async () => {
    const kept = ["outputs/v1/2/poster.jpg", "outputs/v1/3/poster.jpg", "outputs/v1/notes.txt", "outputs/v1/x/2/a.mp4"];
    const left = ["outputs/v1/1/poster.jpg", "outputs/v1/2/stray.mp4", "outputs/v1/2/a/poster.jpg"];
    const keys = [...kept, ...left].map((key) => `<Key>${key}</Key>`);
    server().answers.push({ status: 200, body: `<R>${keys.join("")}</R>` });

    await createObjects(s3()).deleteUnlisted("v1", 2, ["poster.jpg"]);

    const asked = server().received.map(({ method, path }) => `${method} ${path}`);
    expect(asked[0]).toBe("GET /media/?list-type=2&prefix=outputs%2Fv1%2F&encoding-type=url");
    expect(asked.slice(1).toSorted()).toEqual(left.map((key) => `DELETE /media/${key}`).toSorted());
  });
});

describe("a request to S3", () => {
  it("is made again when the service fails, each time a while later, and not when it refuses", async () => {
    const objects = createObjects(s3());
    server().answers.push({ status: 503 }, { status: 500 }, { status: 204 });
    await objects.deleteSource("v1");
    expect([server().received.length, clock.slept]).toEqual([3, [200, 400]]);

    server().answers.push({ status: 403, body: "<Error><Code>AccessDenied</Code></Error>" });
    await expect(objects.deleteSource("v1")).rejects.toMatchObject({
      name: "AccessDenied",
      message: "S3 DELETE sources/v1: 403 AccessDenied",
    });
    expect(server().received).toHaveLength(4);
  });
});
