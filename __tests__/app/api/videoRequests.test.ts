import { describe, expect, it } from "@jest/globals";
import { videoRequests } from "../../../app/api/videoRequests.ts";

const deployed = videoRequests({ buckets: ["media", "my-bucket-1"], hosts: ["media.test"] });
const closed = videoRequests({ buckets: [], hosts: [] });
const local = videoRequests({ buckets: ["*"], hosts: [] });
const given = { title: "Title", sourceUrl: "s3://media/v.mp4" };

const refusal = (requests: typeof deployed, value: unknown) =>
  requests.create.safeParse(value).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

describe("a video's source", () => {
  it.each([
    "s3://media/v.mp4",
    "s3://my-bucket-1/folder/v.mp4",
    "https://media.test/v.mp4",
    "https://MEDIA.test/v.mp4?version=2",
    `https://media.test/${"v".repeat(2_048 - "https://media.test/".length)}`,
  ])("may be %s", (sourceUrl) => {
    expect(deployed.create.parse({ ...given, sourceUrl })).toMatchObject({ sourceUrl });
  });

  it.each([
    "",
    "v.mp4",
    "http://media.test/v.mp4",
    "ftp://media.test/v.mp4",
    "javascript:alert(1)",
    "https://",
    "https://user:secret@media.test/v.mp4",
    "https://user@media.test/v.mp4",
    "s3://media",
    "s3://media/",
    "s3://Media/v.mp4",
    "s3://ab/v.mp4",
    `s3://${"b".repeat(64)}/v`,
    "s3://-media/v.mp4",
    "file:///media/v.mp4",
    "s3://other/v.mp4",
    "https://other.test/v.mp4",
    "https://media.test.other.test/v.mp4",
    "https://media.test:8443/v.mp4",
    "https://127.0.0.1/v.mp4",
  ])("may not be %j", (sourceUrl) => {
    expect(refusal(deployed, { ...given, sourceUrl })).toEqual([
      "sourceUrl: must be s3://media/key or s3://my-bucket-1/key or https://media.test/…",
    ]);
  });

  it("has 2,048 characters at most", () => {
    const sourceUrl = `https://media.test/${"v".repeat(2_049 - "https://media.test/".length)}`;

    expect(refusal(deployed, { ...given, sourceUrl })).toEqual([
      "sourceUrl: Too big: expected string to have <=2048 characters",
    ]);
  });

  it("may be in every bucket of the machine in a local run, and nowhere unless that is configured", () => {
    expect(refusal(local, { ...given, sourceUrl: "s3://any/v.mp4" })).toBeUndefined();
    expect(refusal(local, { ...given, sourceUrl: "file:///v.mp4" })).toEqual(["sourceUrl: must be s3://bucket/key"]);
    expect(refusal(closed, given)).toEqual(["sourceUrl: no source but an upload is allowed here"]);
  });
});

describe("an upload", () => {
  const upload = { title: "Title", contentType: "video/mp4", bytes: 1 };

  it.each([
    [{}, undefined],
    [{ bytes: 5 * 1024 ** 4 }, undefined],
    [{ contentType: "Video/MP4" }, undefined],
    [{ contentType: "application/octet-stream", process: "now" }, undefined],
    [{ bytes: 0 }, ["bytes: Too small: expected number to be >=1"]],
    [{ bytes: 5 * 1024 ** 4 + 1 }, ["bytes: Too big: expected number to be <=5497558138880"]],
    [{ bytes: 1.5 }, ["bytes: Invalid input: expected int, received number"]],
    [{ bytes: undefined }, [": must have contentType and bytes of an upload, or a sourceUrl"]],
    [{ sourceUrl: given.sourceUrl }, [": must have contentType and bytes of an upload, or a sourceUrl"]],
    [{ process: "later" }, ['process: Invalid option: expected one of "now"|"window"']],
  ])("declares its type and size: %j", (changes, refused) => {
    expect(refusal(deployed, { ...upload, ...changes })).toEqual(refused);
  });

  it.each(["text/html", "video", "video/", "video/mp4; codecs=avc1", "video/mp4\n", "application/x-mpegurl"])(
    "may not be %j",
    (contentType) => {
      expect(refusal(deployed, { ...upload, contentType })).toEqual([
        "contentType: must be video/…, audio/…, application/octet-stream, application/mxf, application/mp4 or application/ogg",
      ]);
    },
  );
});

describe("a video's title and description", () => {
  it.each([
    [{ title: "t" }, undefined],
    [{ title: "t".repeat(200) }, undefined],
    [{ title: ` ${"t".repeat(200)} ` }, undefined],
    [{ description: "d".repeat(5_000) }, undefined],
    [{ title: "" }, ["title: Too small: expected string to have >=1 characters"]],
    [{ title: "   " }, ["title: Too small: expected string to have >=1 characters"]],
    [{ title: "t".repeat(201) }, ["title: Too big: expected string to have <=200 characters"]],
    [{ description: "d".repeat(5_001) }, ["description: Too big: expected string to have <=5000 characters"]],
    [{ title: undefined }, ["title: Invalid input: expected string, received undefined"]],
  ])("keep to their length: %#", (changes, refused) => {
    expect(refusal(deployed, { ...given, ...changes })).toEqual(refused);
  });

  it.each([
    ["a NUL", "a\0b", "must not contain NUL"],
    ["a lone surrogate", "a\ud800", "must be well-formed Unicode, without lone surrogates"],
    ["zero-width characters only", "\u200b\u200d\ufeff", "must contain a visible character"],
    ["letters that nobody sees", "\u3164\u115f\u2800\u00ad", "must contain a visible character"],
    ["a control character only", "\u0007", "must contain a visible character"],
  ])("contain text that can be seen and kept: not %s", (_what, title, message) => {
    expect(refusal(deployed, { ...given, title })).toEqual([`title: ${message}`]);
  });

  it.each(["é", "日本", "🎬", "👩‍👩‍👧", "٣", "—", "\u0301"])("may be %j", (title) => {
    expect(refusal(deployed, { ...given, title })).toBeUndefined();
  });

  it("may be invisible, as a description", () => {
    expect(refusal(deployed, { ...given, description: "\u200b" })).toBeUndefined();
    expect(refusal(deployed, { ...given, description: "\0" })).toEqual(["description: must not contain NUL"]);
  });

  it("are a title and nothing when only a title is given", () => {
    expect(deployed.create.parse(given)).toEqual({ ...given, description: "" });
  });
});

describe("a new video", () => {
  it.each(["id", "status", "attempt", "createdAt"])("does not choose its own %s", (name) => {
    expect(refusal(deployed, { ...given, [name]: "x" })).toEqual([`: Unrecognized key: "${name}"`]);
  });
});

describe("a request to process", () => {
  it("starts now unless it says otherwise", () => {
    expect([{}, { when: "now" }, { when: "window" }].map((body) => deployed.process.parse(body))).toEqual([
      { when: "now" },
      { when: "now" },
      { when: "window" },
    ]);
  });
});
