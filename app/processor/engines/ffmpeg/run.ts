// One FFmpeg process: a group of its own that ends with its parent, within bounds that the kernel keeps.
import { spawn } from "node:child_process";
import { RetryableError } from "../engine.ts";

/**
 * The kernel's bounds, then a guard that kills the group as soon as the pipe from the parent closes, however the parent
 * ended, then FFmpeg in the shell's place. Sizes are in blocks of 512 bytes.
 */
const GUARDED = [
  'ulimit -S -t "$1" && ulimit -H -t "$(($1 + 5))" && ulimit -f "$2" || exit 125',
  "shift 2",
  "exec 3<&0 </dev/null",
  "{ read -r _ <&3; kill -9 0; } >/dev/null 2>&1 &",
  "exec 3<&-",
  'exec "$@"',
].join("\n");

const BLOCK_BYTES = 512;

/** Of what FFmpeg says, the beginning and the end are kept, so many characters of each. */
const KEPT_CHARACTERS = 256 * 1024;

export interface Bounds {
  /** CPU time of one process. */
  readonly cpuSeconds: number;
  /** Of any one file that it writes. */
  readonly fileBytes: number;
}

export interface Run {
  readonly ffmpeg: string;
  readonly args: readonly string[];
  /** Outputs are named relative to it. */
  readonly folder: string;
  readonly bounds: Bounds;
  readonly signal: AbortSignal;
  /** Called with the seconds of media that are done. */
  readonly onSeconds?: (seconds: number) => void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Its error stream, without the middle when that is long. */
  readonly log: string;
  /** Seconds of media that were written, as FFmpeg last said. */
  readonly seconds: number;
  readonly cpuMilliseconds: number;
}

/**
 * Runs FFmpeg to its end, whatever that is.
 * @throws the signal's reason once the group is killed; RetryableError when no process can be had; an Error when FFmpeg
 *   cannot be started
 */
export async function run({ ffmpeg, args, folder, bounds, signal, onSeconds }: Run): Promise<Exit> {
  signal.throwIfAborted();
  const limits = [Math.ceil(bounds.cpuSeconds), Math.ceil(bounds.fileBytes / BLOCK_BYTES)].map(String);
  const command = ["-c", GUARDED, "ffmpeg", ...limits, ffmpeg, "-hide_banner", "-nostdin", "-benchmark", ...args];
  const child = spawn("/bin/sh", command, { cwd: folder, detached: true, stdio: "pipe", env: {} });
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {} // the group is gone
  };
  let log = "";
  let seconds = 0;
  child.stdin.on("error", () => {});
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log = shortened(log + text)));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const last = [...text.matchAll(/^out_time_(?:us|ms)=(\d+)$/gm)].at(-1)?.[1]; // both are microseconds
    if (last === undefined) return;
    seconds = Number(last) / 1e6;
    onSeconds?.(seconds);
  });
  signal.addEventListener("abort", kill);
  try {
    const ended = await new Promise<Pick<Exit, "code" | "signal">>((resolve, reject) => {
      child.once("error", (error) => reject(new RetryableError(`ffmpeg: ${error.message}`, error)));
      child.once("exit", () => child.stdin.destroy()); // lets the guard go
      child.once("close", (code, by) => resolve({ code, signal: by }));
    });
    signal.throwIfAborted();
    if (ended.code !== null && ended.code >= 125 && ended.code <= 127) {
      throw new Error(`ffmpeg "${ffmpeg}": it could not be started: ${log.trim()}`);
    }
    return { ...ended, log, seconds, cpuMilliseconds: cpuMillisecondsIn(log) };
  } finally {
    signal.removeEventListener("abort", kill);
    kill();
  }
}

function shortened(log: string): string {
  if (log.length <= 3 * KEPT_CHARACTERS) return log;
  return `${log.slice(0, KEPT_CHARACTERS)}\n${log.slice(-KEPT_CHARACTERS)}`;
}

function cpuMillisecondsIn(log: string): number {
  const [, user = "0", system = "0"] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(log) ?? [];
  return Math.round((Number(user) + Number(system)) * 1000);
}
