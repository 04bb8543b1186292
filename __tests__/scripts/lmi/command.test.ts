// lmi as a process: the exit code that a shell sees, Ctrl-C, and what Node itself throws. All else is tried in the tests' process.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { eventually, ROOT } from "../../support/local/system.ts";

const folder = mkdtempSync(join(tmpdir(), "lmi-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { PATH, HOME } = process.env;
const env = {
  PATH,
  HOME,
  TMPDIR: folder,
  LMI_OPERATOR: "tester",
  AWS_EC2_METADATA_DISABLED: "true",
  LMI_AWS_PORT: "1",
};

describe("npm run lmi", () => {
  it("fails in one line when the endpoint cannot be reached, and shows where only with --debug", () => {
    const status = (...more: string[]) =>
      spawnSync("npm", ["-s", "run", "lmi", "--", "scale", "status", "--local", ...more], {
        ...{ cwd: ROOT, encoding: "utf8", env },
      });

    expect(status()).toMatchObject({
      status: 1,
      stdout: "",
      stderr: "http://127.0.0.1:1: cannot be reached (ECONNREFUSED)\n",
    });
    const shown = status("--debug");
    expect(shown.status).toBe(1);
    expect(shown.stderr).toContain("    at ");
  });
});

describe("Ctrl-C", () => {
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [join(ROOT, "scripts", "lmi.ts"), ...args], {
      ...{ cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] },
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.once("close", (_code, signal) => resolve(signal)),
    );
    return { child, ended, printed: () => printed };
  };

  it("ends by that signal, after terraform has ended, and takes away the plan, which holds secrets", async () => {
    // Like terraform, which goes on for a while after an interrupt; only lmi is signalled here.
    writeFileSync(
      join(folder, "terraform"),
      `#!/bin/sh\necho $1 >> "${folder}/calls"\nwhile [ ! -e "${folder}/go" ]; do sleep 0.1; done\n`,
    );
    chmodSync(join(folder, "terraform"), 0o755);
    mkdirSync(join(folder, "out", "stacks", "dev-data"), { recursive: true });
    writeFileSync(join(folder, "out", "stacks", "dev-data", "cdk.tf.json"), "{}");
    const stack = { name: "dev-data", synthesizedStackPath: "stacks/dev-data/cdk.tf.json", dependencies: [] };
    writeFileSync(join(folder, "out", "manifest.json"), JSON.stringify({ stacks: { "dev-data": stack } }));
    const { child, ended, printed } = start("plan", "run", "--out", "out", "--terraform", join(folder, "terraform"));
    const plans = () => readdirSync(folder).filter((name) => name.startsWith("lmi-plan-"));
    await eventually("terraform to begin", 30, () => existsSync(join(folder, "calls")) || undefined, printed);
    expect(plans()).toHaveLength(1);

    child.kill("SIGINT");
    child.kill("SIGINT");
    writeFileSync(join(folder, "go"), "");

    expect(await ended).toBe("SIGINT");
    expect({ plans: plans(), printed: printed() }).toEqual({ plans: [], printed: "" });
  });
});
