import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const handler = async ({ orderId }, { awsRequestId }) => {
  const path = join(tmpdir(), `lmi-ready-test-${awsRequestId}.json`);
  try {
    await writeFile(path, orderId);
    return { read: await readFile(path, "utf8") };
  } finally {
    await rm(path, { force: true });
  }
};
