import { randomInt } from "node:crypto";

/** Of everything that tests draw: the same in every run, unless LMI_SEED is a number of one's own, or `random`. */
const SEED = "20261124";

const { LMI_SEED: asked = SEED } = process.env;
const seed = asked === "random" ? String(randomInt(2 ** 31)) : asked;
if (!/^\d{1,10}$/.test(seed) || Number(seed) >= 2 ** 31) {
  console.error(`LMI_SEED: must be random, or a whole number below 2147483648, got ${seed}`);
  process.exit(2);
}
process.env.LMI_SEED = seed; // for the workers
console.error(`seed ${seed}: LMI_SEED=${seed} plays the same again, LMI_SEED=random another`);

/** @type {import("jest").Config} */
export default {
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  testEnvironment: "<rootDir>/__tests__/support/environment.mjs",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/__tests__/support/stripTypes.mjs" },
  moduleNameMapper: { "^fast-check$": "<rootDir>/__tests__/support/fastCheck.ts" },
  modulePathIgnorePatterns: [
    "<rootDir>/cdktf.out",
    "<rootDir>/cdktn.out",
    "<rootDir>/dist",
    "<rootDir>/.local",
    "<rootDir>/tools",
  ],
  // More than the two processors that CI has: the longest files wait most of the time.
  maxWorkers: 6,
  reporters: ["default", "<rootDir>/__tests__/support/closingLine.mjs"],
  testSequencer: "<rootDir>/__tests__/support/longestFirst.mjs",
  // A bound for what hangs, not a target: machines are shared, and speed is measured by npm run bench.
  testTimeout: 180_000,
};
