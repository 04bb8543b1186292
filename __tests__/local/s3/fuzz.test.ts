// Whatever is asked of S3, by a caller whose signature is right: an answer, and never a failure of the server.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Disk } from "../../../local/disk.ts";
import { s3Operations } from "../../../local/s3/s3.ts";
import { Store } from "../../../local/s3/store.ts";
import { serveAws } from "../../support/http/httpServer.ts";
import { SYNTHESISED } from "../../support/local/s3.ts";
import { temporaryFolder } from "../../support/local/system.ts";

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 300);
const AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request";

const folder = temporaryFolder();
let server: Awaited<ReturnType<typeof serveAws>>;
beforeAll(async () => {
  const store = new Store({
    folder: join(folder, "s3"),
    buckets: [SYNTHESISED],
    place: { accountId: "000000000000", region: "us-east-1", partition: "aws" },
    disk: new Disk(),
    publish: () => {},
    now: Date.now,
  });
  server = await serveAws({ s3: s3Operations({ store, may: () => true }) });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const key = fc.constantFrom("a", "b/c", "%00", "%F0%9F%98%80", "x".repeat(1_025), "..%2F..%2Fa", "%25", "a%0Ab");
const path = fc.oneof(
  fc.constantFrom("/", "/fuzz", "/UPPER", "/..%2Fx", `/${SYNTHESISED.name}`),
  key.map((one) => `/${SYNTHESISED.name}/${one}`),
  key.map((one) => `/fuzz/${one}`),
);
const value = fc.oneof(
  fc.constantFrom("", "0", "1", "-1", "99999999999999999999", "a", "%0D%0Ax", "%C3%BC", "%E2%82%AC", "url", "/"),
  fc.string({ maxLength: 8 }).map(encodeURIComponent),
);
const NAMES =
  "uploads uploadId partNumber cors notification location versioning tagging delete list-type prefix delimiter marker max-keys continuation-token encoding-type max-parts response-content-type response-expires x-amz-meta-a x-amz-meta-%C3%BC x-amz-tagging versionId".split(
    " ",
  );
const query = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 3 })
  .map((pairs) => pairs.map(([name, text]) => `${name}=${text}`).join("&"));
const headers = fc.dictionary(
  fc.constantFrom(
    ..."range if-match if-none-match if-modified-since content-md5 content-encoding x-amz-copy-source x-amz-copy-source-range x-amz-checksum-crc32 x-amz-trailer x-amz-decoded-content-length x-amz-content-sha256 x-amz-tagging x-amz-meta-a x-amz-checksum-algorithm x-amz-metadata-directive".split(
      " ",
    ),
  ),
  fc.constantFrom(
    "",
    "x",
    "bytes=0-1",
    "bytes=-0",
    "bytes=5-1",
    "*",
    '"a"',
    `${SYNTHESISED.name}/a`,
    "%",
    "aws-chunked",
    "REPLACE",
    "CRC64NVME",
    "x-amz-checksum-crc32",
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "5",
    "a=1&b",
  ),
  { maxKeys: 3 },
);
const body = fc.oneof(
  fc.constantFrom(
    "",
    "<",
    "<a>",
    "<Delete/>",
    "<Delete><Object><Key>a</Key></Object></Delete>",
    "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>",
    "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>",
    "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>",
    `${"<a>".repeat(20_000)}`,
    "5\r\nhello\r\n0\r\n\r\n",
    "ffffffffff\r\n",
    "0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
  ),
  fc.string({ maxLength: 40 }),
);

it("every request is answered, and none with a failure", async () => {
  await fetch(`${server.endpoint}/fuzz`, { method: "PUT", headers: { authorization: AUTHORIZATION } });
  const method = fc.constantFrom("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH");
  await fc.assert(
    fc.asyncProperty(method, path, query, headers, body, async (verb, where, asked, given, content) => {
      const response = await fetch(`${server.endpoint}${where}?${asked}`, {
        method: verb,
        headers: { ...given, authorization: AUTHORIZATION },
        ...(!["GET", "HEAD"].includes(verb) && { body: content }),
      });
      await response.text();
      expect(server.errors).toEqual([]);
      if (response.status >= 500) expect(response.status).toBe(501);
    }),
    { numRuns: REQUESTS },
  );
}, 60_000);
