// 1,000 videos asked for within 5 s, of a local system in a process and folders of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadResult, load } from "../scale/load.ts";
import { withEngineOf } from "../scale/quickEngine.ts";

const START_SECONDS = 120;
/** Instances have processors of their own; here all videos share those of one machine. */
const CPU_MILLISECONDS = 80;

/**
 * Starts the system, loads it, and ends it.
 * @throws when it does not start, does not end its work in 15 minutes, or does not complete all: a failure is no figure
 */
export async function benchLoad(videos = 1_000): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), "lmi-load-"));
  const args = ["scripts/start.ts", "--data", join(folder, "data"), "--out", join(folder, "out")];
  const child = spawn(process.execPath, args, {
    cwd: withEngineOf(CPU_MILLISECONDS, folder),
    env: { ...process.env, LMI_AWS_PORT: "0", LMI_API_PORT: "0", LMI_CONSOLE_PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const { apiUrl, awsUrl } = await new Promise<{ apiUrl: string; awsUrl: string }>((resolve, reject) => {
      let output = "";
      const late = setTimeout(
        () => reject(new Error(`the local system did not start:\n${output}`)),
        START_SECONDS * 1000,
      );
      child.once("exit", (code) => reject(new Error(`the local system ended with ${code}:\n${output}`)));
      child.stdout.on("data", (chunk) => {
        output += chunk;
        const url = (name: string) => new RegExp(`${name} +(http://\\S+)`).exec(output)?.[1];
        const [apiUrl, awsUrl] = [url("HTTP API"), url("AWS endpoint")];
        if (!output.includes("curl -X POST") || !apiUrl || !awsUrl) return;
        clearTimeout(late);
        resolve({ apiUrl, awsUrl });
        output = "";
      });
    });
    const result = await load({ apiUrl, awsUrl, videos, withinSeconds: 5, timeoutSeconds: 900 });
    if (result.ended.completed !== videos) throw new Error(`of ${videos} videos: ${JSON.stringify(result.ended)}`);
    return result;
  } finally {
    child.kill("SIGTERM");
    await new Promise((resolve) => (child.exitCode === null ? child.once("exit", resolve) : resolve(undefined)));
    rmSync(folder, { recursive: true, force: true });
  }
}
