// The order of test files: those that wait for minutes begin first, so that the last one does not run alone.
import Sequencer from "@jest/test-sequencer";

/** Longest first, by what each took when it was last looked at. */
const LONGEST = [
  "local/killed",
  "local/system",
  "local/load",
  "local/silence",
  "scale/simulatedSystem",
  "lmi/scale/scale",
  "local/capacity",
];

const rank = ({ path }) => {
  const at = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
};

export default class LongestFirst extends (Sequencer.default ?? Sequencer) {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
}
