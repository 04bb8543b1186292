// As FFmpeg is often run: an input of its own, and an output with a name for all.
import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const handler = async ({ orderId }, { awsRequestId }) => {
  const input = join(tmpdir(), `lmi-ready-test-${awsRequestId}.in`);
  const output = join(tmpdir(), "lmi-ready-test-thumbnail.txt");
  await writeFile(input, orderId);
  await run("cp", [input, output]);
  await rm(input);
  return { thumbnail: await readFile(output, "utf8") };
};
