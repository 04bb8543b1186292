/** @type {import("jest").Config} */
export default {
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/__tests__/support/stripTypes.mjs" },
  modulePathIgnorePatterns: [
    "<rootDir>/cdktf.out",
    "<rootDir>/cdktn.out",
    "<rootDir>/dist",
    "<rootDir>/.local",
    "<rootDir>/tools",
  ],
  maxWorkers: 2,
  testSequencer: "<rootDir>/__tests__/support/longestFirst.mjs",
  // A bound for what hangs, not a target: machines are shared, and speed is measured by npm run bench.
  testTimeout: 60_000,
};
