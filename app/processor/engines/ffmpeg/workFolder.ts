// A folder of its own for each job, gone when the job ends; those of killed processes are swept at start.
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Named after the process that made it, so that another one knows whether it is still in use. */
const FOLDER = /^video-(\d+)-\w+$/;

/** Runs `work` in a new folder that is gone afterwards. */
export async function inWorkFolder<T>(work: (folder: string) => Promise<T>, root: string = tmpdir()): Promise<T> {
  const folder = await mkdtemp(join(root, `video-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes the folders of processes that are no more. */
export function sweepWorkFolders(root: string = tmpdir(), isAlive: (pid: number) => boolean = isRunning): void {
  if (!existsSync(root)) mkdirSync(root, { recursive: true });
  for (const name of readdirSync(root)) {
    const pid = FOLDER.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
