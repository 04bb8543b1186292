// lmi cost scan on files: three functions, of which one moves, one has a runtime that cannot, and one is small.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import type { TestFunction } from "../cost/scanned.ts";
import { lmiJson } from "./lmiCommand.ts";

export const BUSY: TestFunction = {
  ...{ name: "api-a", invocations: () => 360_000 },
  ...{ durationMs: 1_000, cpuMs: 50, usedMb: 64 },
};
export const THREE: readonly TestFunction[] = [
  BUSY,
  { ...BUSY, name: "api-old", runtime: "python3.9" },
  { name: "api-small", invocations: () => 300, durationMs: 100, memoryMb: 128 },
];

export interface Row {
  readonly name: string;
  readonly verdict: string;
  readonly ordinaryUsdPerMonth: number;
  readonly requestsPerMonth: number;
  readonly durationMs: number;
  readonly workload: object;
}

export const rowsOf = async (...args: string[]): Promise<Row[]> => (await lmiJson(["cost", "scan", ...args])).functions;

/** Writes files into a folder that goes after the tests. @returns the path of each */
export function inputFiles(): (name: string, content: unknown) => string {
  const folder = mkdtempSync(join(tmpdir(), "lmi-scan-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content));
    return path;
  };
}
