// GitHub's REST API through its own command, gh, which knows who it is: https://cli.github.com/manual/gh_api
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { FailedError, UsageError } from "../../cliError.ts";

export interface GitHub {
  /** All pages of a list. */
  list<T>(path: string): Promise<T[]>;
  /** Sends fields, and gets an object. */
  send<T>(method: "POST" | "PATCH", path: string, fields: Readonly<Record<string, string>>): Promise<T>;
}

/** @param env with what gh needs, such as GH_TOKEN */
export function createGitHub(env: NodeJS.ProcessEnv): GitHub {
  async function gh(args: readonly string[], input = ""): Promise<unknown> {
    const child = spawn("gh", ["api", ...args], { env, stdio: ["pipe", "pipe", "pipe"] });
    const code = new Promise<number | null>((resolve, reject) => {
      child.once("error", (error: NodeJS.ErrnoException) =>
        reject(
          error.code === "ENOENT" ? new UsageError("gh: must be on the PATH; it is not", { cause: error }) : error,
        ),
      );
      child.once("close", resolve);
    });
    child.stdin.on("error", () => {}); // it ended without reading
    child.stdin.end(input);
    const [stdout, stderr, ended] = await Promise.all([text(child.stdout), text(child.stderr), code]);
    if (ended !== 0) throw new FailedError(`gh api ${args.at(-1)}: ${stderr.trim().split("\n")[0] || `exit ${ended}`}`);
    return JSON.parse(stdout || "null");
  }
  return {
    list: async <T>(path: string) => ((await gh(["--paginate", "--slurp", path])) as T[][]).flat(),
    send: async <T>(method: "POST" | "PATCH", path: string, fields: Readonly<Record<string, string>>) =>
      (await gh(["--method", method, "--input", "-", path], JSON.stringify(fields))) as T,
  };
}
