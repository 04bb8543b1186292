// The system that the demo uses: one that runs, or one that is started for it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FailedError } from "../cliError.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START_SECONDS = 90;

export interface System extends AsyncDisposable {
  /** Of the HTTP API. */
  readonly url: string;
}

const answers = (url: string) =>
  fetch(`${url}/videos?limit=1`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/**
 * @param given the API to use; without it that of this machine, started when it does not answer
 * @throws FailedError when there is none
 */
export async function runningSystem(given: string | undefined, signal: AbortSignal): Promise<System> {
  const usual = `http://127.0.0.1:${process.env.LMI_API_PORT || 3000}`;
  const url = given ?? usual;
  if (await answers(url)) return { url, [Symbol.asyncDispose]: async () => {} };
  if (given !== undefined) throw new FailedError(`demo: ${given} does not answer`);
  console.log("npm start is not running: one is started, and ended afterwards");
  return start(signal);
}

async function start(signal: AbortSignal): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  const args = ["scripts/start.ts", "--data", join(folder, "data"), "--out", join(folder, "out")];
  const env = { ...process.env, LMI_AWS_PORT: "0", LMI_API_PORT: "0", LMI_CONSOLE_PORT: "0" };
  // A session of its own: Ctrl-C is this process's to pass on.
  const child = spawn(process.execPath, args, { cwd: ROOT, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  let printed = "";
  const collect = (chunk: Buffer) => (printed += chunk);
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const end = async () => {
    child.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const by = performance.now() + START_SECONDS * 1000;
  for (;;) {
    const url = /HTTP API +(http:\S+)/.exec(printed)?.[1];
    if (url) {
      const line = /^ *FFmpeg .*$/m.exec(printed)?.[0];
      if (line) console.log(line.trim());
      return { url, [Symbol.asyncDispose]: end };
    }
    if (signal.aborted || child.exitCode !== null || performance.now() > by) {
      const why = printed.trim();
      await end();
      signal.throwIfAborted();
      throw new FailedError(`demo: npm start did not come up:\n${why}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
