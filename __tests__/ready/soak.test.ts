import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { Result } from "../../ready/result.ts";
import { lmi } from "../support/lmi/lmiCommand.ts";
import { HANDLERS } from "../support/ready/ready.ts";

const folder = mkdtempSync(join(tmpdir(), "lmi-ready-soak-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MINUTE = 60_000;

/** Soaks for a minute of a clock that goes on each time that it is asked, which is once for each invocation and a little more. */
async function soaked(name: string, code: string, invocations: number): Promise<Result> {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, code);
  let time = 0;
  const now = () => {
    time += MINUTE / invocations;
    return time;
  };
  const args = ["ready", path, "--events", join(HANDLERS, "events.jsonl"), "--workers", "1", "--soak", "1", "--json"];
  const { stdout, stderr } = await lmi(args, {}, { now });
  if (stderr !== "") throw new Error(stderr);
  return JSON.parse(stdout);
}

const soakOf = ({ ran }: Result): number => ran.find(({ phase }) => phase === "soak")?.invocations ?? 0;

/** On the one worker, until the soak begins. */
const before = ({ ran }: Result): number =>
  ran.reduce((sum, { phase, invocations }) => sum + (phase === "soak" || phase === "workers" ? 0 : invocations), 0);

const CLEAN = `const last = [];
export const handler = async ({ orderId }) => {
  await new Promise((done) => setTimeout(done, 1));
  last.push(orderId);
  if (last.length > 50) last.shift();
  return { orderId };
};`;

describe("lmi ready --soak", () => {
  it("proves nothing with fewer than 8,000 invocations, and says so", async () => {
    const result = await soaked("few", CLEAN, 2_000);

    expect(soakOf(result)).toBeGreaterThan(1_500);
    expect(soakOf(result)).toBeLessThan(8_000);
    expect(result.verdict).toBe("not-shown");
    expect(result.findings).toMatchObject([
      {
        level: "not-shown",
        code: "growth-not-shown",
        what: expect.stringMatching(/of at least 8000: that proves nothing$/),
      },
    ]);
  });

  it("finds nothing in a handler that does not grow", async () => {
    const result = await soaked("clean", CLEAN, 9_000);

    expect(soakOf(result)).toBeGreaterThan(8_000);
    expect(result.findings).toEqual([]);
    expect(result.verdict).toBe("ready");
  });

  it("names containers and texts that grow too slowly to be seen before, and the heap", async () => {
    const result = await soaked(
      "slow",
      `let served = 0;
const hundredths = new Map();
let journal = "";
let chain;
export const handler = async ({ orderId }) => {
  await new Promise((done) => setTimeout(done, 1));
  served += 1;
  if (served % 30 === 0) hundredths.set(served, orderId);
  journal += ".";
  chain = { before: chain, bytes: Array(16).fill(served) };
  return { orderId };
};`,
      9_000,
    );

    const grew = result.findings.map(({ level, code, subject, place }) => [level, code, subject, place?.line]);
    expect(grew).toContainEqual(["warning", "growth", "hundredths", 2]);
    expect(grew).toContainEqual(["warning", "growth", "journal", 3]);
    expect(grew).toContainEqual(["warning", "heap-growth", undefined, undefined]);
    expect(result.verdict).toBe("ready");
  });

  it("finds what fails only after thousands of invocations", async () => {
    const result = await soaked(
      "full",
      `let slots = 5_000;
export const handler = async ({ orderId }) => {
  await new Promise((done) => setTimeout(done, 1));
  slots -= 1;
  if (slots < 0) throw new Error("no slot left");
  return { orderId };
};`,
      9_000,
    );

    expect(result.verdict).toBe("not-ready");
    expect(result.findings).toMatchObject([
      {
        level: "error",
        code: "fails-in-soak",
        what: expect.stringMatching(/no slot left/),
        seen: { count: soakOf(result) - 5_000 + before(result), of: soakOf(result) },
      },
    ]);
  });
});
