import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { GetObjectCommand, S3Client } from "../clients.mjs";

const s3 = new S3Client();

export const handler = async ({ object, orderId }) => {
  const path = join(tmpdir(), `lmi-ready-test-${basename(object)}`);
  await writeFile(path, orderId);
  await s3.send(new GetObjectCommand("bucket", object));
  const text = await readFile(path, "utf8").catch(() => orderId);
  await rm(path, { force: true });
  return { read: text.length };
};
