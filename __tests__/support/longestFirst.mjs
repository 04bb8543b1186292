// The order of test files: those that take minutes begin first, so that the last one does not run alone.
import Sequencer from "@jest/test-sequencer";

/** By what each took when it was last looked at; one that computes stands among those that wait. */
const LONGEST = [
  "console/page",
  "local/silence",
  "local/killed",
  "ready/wrong",
  "ready/own",
  "ready/right",
  "scale/simulatedSystem",
  "local/load",
  "local/system",
  "lmi/scale/scale",
  "deploy/interrupted",
  "local/capacity",
  "local/damage",
  "model/scaler",
  "local/permissions",
  "docs/yourFunction",
  "shared/awsClients",
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
