import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { OPERATIONS } from "../../../local/aws/operations.ts";
import { matchRoute, ROUTES } from "../../../local/lambda/routes.ts";
import { matchS3, S3_OPERATIONS } from "../../../local/s3/routes.ts";

type OperationSchema = [
  kind: number,
  namespace: string,
  name: string,
  traits: { http?: [method: string, path: string, status: number] },
];

/** The operations of a client, as its own model has them. */
async function modelOf(client: string): Promise<OperationSchema[]> {
  const main = createRequire(import.meta.url).resolve(`@aws-sdk/client-${client}`);
  const schemas = join(dirname(main), "..", "dist-es", "schemas", "schemas_0.js");
  const members: unknown[] = Object.values(await import(pathToFileURL(schemas).href));
  return members.filter((member): member is OperationSchema => Array.isArray(member) && member[0] === 9);
}

describe("the names of operations are those of the SDK's model", () => {
  it.each([
    ["dynamodb", OPERATIONS.dynamodb],
    ["sfn", OPERATIONS.states],
    ["cloudwatch", OPERATIONS.cloudwatch],
    ["lambda", new Set(Object.keys(ROUTES))],
  ] as const)("%s", async (client, ours) => {
    const names = (await modelOf(client)).map(([, , name]) => name);
    expect(names.length).toBeGreaterThan(20);
    expect([...ours].sort()).toEqual(names.sort());
  });
});

describe("S3's routes", () => {
  /** What the model's paths leave open, because it is a member of the input. */
  const OF_UPLOADS = ["AbortMultipartUpload", "CompleteMultipartUpload", "ListParts", "UploadPart", "UploadPartCopy"];
  const COPIES = ["CopyObject", "UploadPartCopy"];

  it("are those of the SDK's model", async () => {
    const model = await modelOf("s3");
    const names = model.map(([, , name]) => name);
    expect([...S3_OPERATIONS].filter((name) => !names.includes(name))).toEqual([]);
    for (const [, , name, { http }] of model.filter(([, , one]) => S3_OPERATIONS.has(one))) {
      const [method, path = ""] = http ?? ["", "", 0];
      const target = name === "ListBuckets" ? path : `/bucket${path.replace("{Key+}", "a%2Fb")}`;
      const url = new URL(`http://localhost${target}`);
      if (OF_UPLOADS.includes(name)) url.searchParams.set("uploadId", "1");
      const headers = COPIES.includes(name) ? { "x-amz-copy-source": "bucket/key" } : {};
      expect([name, matchS3(String(method), url, headers)?.operation]).toEqual([name, name]);
    }
  });

  it("name the bucket by the path or by the host", () => {
    const match = (path: string, host: string) => matchS3("GET", new URL(`http://localhost${path}`), { host })?.path;
    expect(match("/bucket/a/b", "localhost:4566")).toEqual({ Bucket: "bucket", Key: "a/b" });
    for (const host of ["bucket.localhost:4566", "bucket.s3.localhost"])
      expect(match("/a/b", host)).toEqual({ Bucket: "bucket", Key: "a/b" });
    expect(match("/bucket/a", "s3.localhost")).toEqual({ Bucket: "bucket", Key: "a" });
  });
});

describe("Lambda's routes", () => {
  it("are those of the SDK's model, and each is found by its own path", async () => {
    for (const [, , name, { http }] of await modelOf("lambda")) {
      const [method, path] = http ?? ["", "", 0];
      expect(ROUTES[name]).toBe(`${method} ${path}`);
      const url = new URL(`http://localhost${path.replaceAll(/\{\w+\}/g, "a%2Fb")}`);
      expect(matchRoute(method, url)?.operation).toBe(name);
    }
  });

  it("have no operation for another method, a missing part or more parts", () => {
    const asked = ["DELETE /2025-11-30/functions/f/function-scaling-config", "GET /2015-03-31/functions//policy"];
    for (const request of [...asked, "GET /2015-03-31/functions/f/policy/x/y", "GET /2015-03-31/Functions"]) {
      const [method = "", path] = request.split(" ");
      expect(matchRoute(method, new URL(`http://localhost${path}`))).toBeUndefined();
    }
  });
});
