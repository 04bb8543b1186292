import { describe, expect, it } from "@jest/globals";
import { startChild } from "../../../scripts/deploy/child.ts";

const start = (script: string, onOutput?: (chunk: Buffer) => void) =>
  startChild("bash", ["-c", script], { cwd: "/", env: process.env, ...(onOutput && { onOutput }) });

describe("a child", () => {
  it("ends with its exit code and what it printed", async () => {
    expect(await start("echo out; echo err >&2; exit 3").ended).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
  });

  it("gets one SIGINT for one interrupt, behind a shell that waits for it", async () => {
    const inner = "trap 'echo interrupted' INT; echo ready; for _ in 1 2 3 4 5; do sleep 0.1; done; echo done";
    const child = start(`bash -c "${inner}"; echo "ended with $?"`, (chunk) => {
      if (chunk.includes("ready")) child.interrupt();
    });

    const { code, stdout } = await child.ended;

    expect({ code, stdout }).toEqual({ code: 0, stdout: "ready\ninterrupted\ndone\nended with 0\n" });
  });

  it("leads a group of its own, which no terminal signals", async () => {
    expect(await start("kill -0 -- -$$ && echo leads").ended).toMatchObject({ stdout: "leads\n" });
    expect(await start("bash -c 'kill -0 -- -$$ || echo follows' 2> /dev/null; :").ended).toMatchObject({
      stdout: "follows\n",
    });
  });

  it("has ended when it has, although what it left behind holds its output open", async () => {
    const began = performance.now();

    const { stdout } = await start("sleep 30 & echo out").ended;

    expect(stdout).toBe("out\n");
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it("may be interrupted after its end, and cannot be started when it is not there", async () => {
    const child = start("true");
    await child.ended;
    child.interrupt();

    await expect(startChild("/nowhere/terraform", [], { cwd: "/", env: {} }).ended).rejects.toMatchObject({
      code: "ENOENT",
    });
  });
});
