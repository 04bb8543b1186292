import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../local/system.ts";

/** Synthesises all stacks into a folder, as `npm run synth` does. @throws Error with what it said */
export function synthesizedFolder(folder: string): void {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "main.ts")], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: folder },
  });
  if (status !== 0) throw new Error(`main.ts: exit ${status}, ${stderr}`);
}
