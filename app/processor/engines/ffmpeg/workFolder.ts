// A folder of its own for each job, gone when the job ends; those of killed processes are swept before the next one. Several processes
// of one environment share /tmp.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Named after the process that made it and when that began, because process ids come again. */
const FOLDER = /^video-(\d+)-(\d+)-\w+$/;

/** Runs `work` in a new folder that is gone afterwards. */
export async function inWorkFolder<T>(work: (folder: string) => Promise<T>, root: string = tmpdir()): Promise<T> {
  const folder = await mkdtemp(join(root, `video-${process.pid}-${beganAt(process.pid) ?? 0}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Removes the folders of processes that are no more.
 * @param began when the process with this id began, in any unit; undefined when there is none
 */
export function sweepWorkFolders(root: string = tmpdir(), began: (pid: number) => number | undefined = beganAt): void {
  mkdirSync(root, { recursive: true });
  for (const name of readdirSync(root)) {
    const [, pid, since] = FOLDER.exec(name) ?? [];
    if (pid === undefined || (began(Number(pid)) ?? -1) === Number(since)) continue;
    try {
      rmSync(join(root, name), { recursive: true, force: true });
    } catch {} // another user's, who sweeps it
  }
}

/** On Linux in clock ticks since boot (proc_pid_stat(5), field 22), elsewhere in milliseconds since the epoch. */
function beganAt(pid: number): number | undefined {
  try {
    if (process.platform !== "linux") {
      return Date.parse(execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8" }));
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]); // the name before it may hold anything
  } catch {
    return undefined;
  }
}
