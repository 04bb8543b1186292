import { describe, expect, it } from "@jest/globals";
import { videoRequests } from "../../../app/api/videoRequests.ts";

const deployed = videoRequests({ allowFiles: false });
const local = videoRequests({ allowFiles: true });
const given = { title: "Title", sourceUrl: "s3://media/v.mp4" };

const refusal = (requests: typeof deployed, value: unknown) =>
  requests.create.safeParse(value).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

describe("a video's source", () => {
  it.each([
    "s3://media/v.mp4",
    "s3://my.bucket-1/folder/v.mp4",
    `s3://${"b".repeat(63)}/v`,
    "s3://abc/k",
    "https://media.test/v.mp4",
    "https://media.test:8443/v.mp4?version=2",
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
  ])("may not be %j", (sourceUrl) => {
    expect(refusal(deployed, { ...given, sourceUrl })).toEqual(["sourceUrl: must be s3://bucket/key or https://…"]);
  });

  it("has 2,048 characters at most", () => {
    const sourceUrl = `https://media.test/${"v".repeat(2_049 - "https://media.test/".length)}`;

    expect(refusal(deployed, { ...given, sourceUrl })).toEqual([
      "sourceUrl: Too big: expected string to have <=2048 characters",
    ]);
  });

  it("may be a file where that is allowed, but not one of another machine", () => {
    expect(refusal(local, { ...given, sourceUrl: "file:///media/v.mp4" })).toBeUndefined();
    for (const sourceUrl of ["file://host/v.mp4", "file:////host/v.mp4", "file:///"]) {
      expect(refusal(local, { ...given, sourceUrl })).toEqual([
        "sourceUrl: must be s3://bucket/key, https://… or file:///…",
      ]);
    }
  });
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
