// The repository's programs, run in a copy of it in a temporary folder.
import { execFile } from "node:child_process";
import { copyRepositoryTo } from "../../../scripts/scale/repositoryCopy.ts";
import { temporaryFolder } from "./template.ts";

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs this Node in a folder and waits for its end. */
export function runNode(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  // Of Jest's own variables none must reach the program.
  const { NODE_OPTIONS: _options, CDKTF_OUTDIR: _outdir, ...inherited } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...args],
      { cwd: folder, env: { ...inherited, ...env } },
      (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

/** A copy in a folder that is removed with the others of this test file. */
export function copyRepository(): string {
  const folder = temporaryFolder();
  copyRepositoryTo(folder);
  return folder;
}
