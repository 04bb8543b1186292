// What is said of a finding that is ignored: it is never left out without a word.
import type { IgnoredFinding } from "../ignores/ignores.ts";
import { type Phrase, plural } from "./phrase.ts";

/** `critical cors-open at aws_apigatewayv2_api.a, until 2026-12-31: reason` */
export const ignoredPhrase = ({ finding, reason, until }: IgnoredFinding, severalStacks: boolean): Phrase => [
  `${finding.severity} `,
  { name: finding.rule },
  " at ",
  { name: finding.address },
  ...(severalStacks ? [" in ", { name: finding.stack }] : []),
  ...(until === undefined ? [] : [`, until ${until}`]),
  ": ",
  { prose: reason },
];

/** `2 findings are ignored` */
export const ignoredCount = (count: number): string =>
  `${plural(count, "finding")} ${count === 1 ? "is" : "are"} ignored`;
