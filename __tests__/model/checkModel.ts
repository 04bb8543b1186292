// npm run model: plays random histories of the scaler and stops at the first that breaks an invariant of the design.
// The tests play fewer.
import { parseArgs } from "node:util";
import { check, describeCounterexample } from "../support/model/checker.ts";

const USAGE = "usage: npm run model -- [--histories 100000] [--seed n]";

/** A few seconds for a counterexample that is as short as it gets. */
const SHORTENINGS = 8_000;

function wholeNumber(option: string, value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 0xffff_ffff) return number;
  console.error(`--${option}: must be a whole number from 0 to 4294967295, got ${value}; ${USAGE}`);
  process.exit(2);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        histories: { type: "string", default: "100000" },
        seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 32)) },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}; ${USAGE}`);
    process.exit(2);
  }
}

const given = readOptions();
if (given.help) {
  console.log(USAGE);
  process.exit(0);
}
const histories = wholeNumber("histories", given.histories);
const seed = wholeNumber("seed", given.seed);

const started = performance.now();
const figures = (done: number, steps: number) => {
  const seconds = (performance.now() - started) / 1000;
  return `${done.toLocaleString("en")} histories, ${steps.toLocaleString("en")} steps, ${seconds.toFixed(1)} s`;
};

const { steps, looked, counterexample, ...checked } = await check({
  histories,
  seed,
  shortenings: SHORTENINGS,
  onProgress: (done, sofar) => console.error(figures(done, sofar)),
});

console.log(`seed ${seed}: ${figures(checked.histories, steps)}`);
console.log(
  `compared: ${looked.asked} times with what was asked for, ${looked.held} with a hold, ${looked.idle} with the baseline; ` +
    `${looked.settled} checks said settled`,
);
if (counterexample) {
  console.log(describeCounterexample(counterexample));
  process.exitCode = 1;
} else console.log("no counterexample");
