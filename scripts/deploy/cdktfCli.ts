// cdktf-cli, for what this command does not do itself; installed from a lockfile of its own when it is first used.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { install } from "../setup.mjs";

/** Runs it with the arguments as they are; its exit code becomes this process's. */
export async function runCdktfCli(root: string, args: readonly string[]): Promise<void> {
  const modules = join(root, "tools", "cdktf", "node_modules");
  await install(join(root, "tools", "cdktf"), "cdktf-cli");

  // cdktf-cli is final, and its terminal library has binaries up to Node 22: the lockfile brings one for Linux.
  const bundled = join(modules, ".bin", "node");
  const node = existsSync(bundled) ? bundled : "node";
  const cli = join(modules, "cdktf-cli", "bundle", "bin", "cdktf.js");

  // npm puts our own, newer Node first; without it, `node` is the machine's.
  const path = (process.env.PATH ?? "")
    .split(":")
    .filter((folder) => !folder.startsWith(join(root, "node_modules")))
    .join(":");

  const child = spawn(node, [cli, ...args], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      PATH: path,
      // The service behind the update check is gone with the project.
      CHECKPOINT_DISABLE: "1",
      DISABLE_VERSION_CHECK: "1",
    },
  });
  // The terminal sends its signals to the child too, which then takes its time to leave Terraform's state in order.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  child.once("exit", (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1);
  });
}
