import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const handler = async ({ orderId }) => {
  const folder = await mkdtemp(join(tmpdir(), "lmi-ready-test-"));
  try {
    await writeFile(join(folder, "in.txt"), orderId);
    await run("cp", ["in.txt", "out.txt"], { cwd: folder });
    return { thumbnail: await readFile(join(folder, "out.txt"), "utf8") };
  } finally {
    await rm(folder, { recursive: true });
  }
};
