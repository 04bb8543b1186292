import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ROOT } from "./support/local/system.ts";
import { SEED } from "./support/seed.ts";

describe("the seed of a run of tests", () => {
  it("is that of every property", () => {
    const drawn = () => fc.sample(fc.integer(), 20);

    expect(Number.isInteger(SEED)).toBe(true);
    expect(fc.readConfigureGlobal()).toEqual({ seed: SEED });
    expect(drawn()).toEqual(drawn());
  });

  const configuredWith = (seed?: string) => {
    const { LMI_SEED: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `await import(${JSON.stringify(join(ROOT, "jest.config.js"))}); console.log(process.env.LMI_SEED)`,
      ],
      { encoding: "utf8", env: { ...env, ...(seed !== undefined && { LMI_SEED: seed }) } },
    );
    return { status, seed: stdout.trim(), said: stderr };
  };

  it("is the same every time, one's own, or another every time; and is printed", () => {
    const [first, second] = [configuredWith("random"), configuredWith("random")];

    expect(configuredWith().seed).toBe(configuredWith().seed);
    expect(configuredWith("7").seed).toBe("7");
    expect(first.seed).not.toBe(second.seed);
    expect(first.said).toBe(
      `seed ${first.seed}: LMI_SEED=${first.seed} plays the same again, LMI_SEED=random another\n`,
    );
  });

  it.each(["x", "-1", "2147483648"])("is refused in one line: %s", (seed) => {
    expect(configuredWith(seed)).toEqual({
      ...{ status: 2, seed: "" },
      said: `LMI_SEED: must be random, or a whole number below 2147483648, got ${seed}\n`,
    });
  });
});
