// The one file for other machines: runs away from the repository, on the same Node as everything here.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ROOT } from "../../support/local/system.ts";

const folder = mkdtempSync(join(tmpdir(), "lmi-cli-"));
const file = join(folder, "lmi.mjs");

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [file, ...args], { cwd: folder, encoding: "utf8", env: { ...env, HOME: folder } });

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/build/buildCli.ts"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  const built = join(ROOT, "dist", "lmi.mjs");
  expect(statSync(built).mode & 0o111).toBe(0o111);
  copyFileSync(built, file);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("npm run build:cli", () => {
  it("makes one file that evaluates windows", () => {
    const windows = [{ name: "once", start: "2026-12-01T20:00:00Z", end: "2026-12-02T04:00:00Z", min: 1, max: 4 }];
    writeFileSync(join(folder, "f.json"), JSON.stringify({ baseline: { min: 0, max: 0 }, windows }));
    const { stdout, stderr } = run([
      ...["window", "state", "--windows", "f.json", "--at", "2026-12-02T00:00:00Z", "--json"],
    ]);
    expect({ stdout, stderr }).toEqual({
      stdout: `{"at":"2026-12-02T00:00:00Z","desired":{"min":1,"max":4},"open":["once"],"tzdata":"${process.versions.tz}"}\n`,
      stderr: "",
    });
  });

  it("makes one file that has the SDK in it", () => {
    const { status, stderr } = run(["scale", "status", "--local"], { LMI_AWS_PORT: "1" });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "http://127.0.0.1:1: cannot be reached (ECONNREFUSED)\n" });
  });
});
