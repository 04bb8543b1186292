// The findings of one severity: what happens, why it matters, what to do. Those of one kind share a block, with their
// addresses below.
import type { Finding, Severity } from "../../rules/finding.ts";
import type { Item, Listing } from "../budget.ts";
import { inGroups } from "../groups.ts";
import { asMarkdown, type Phrase, plural } from "../phrase.ts";
import { shortened } from "../visible.ts";

const MAX_TEXT_CHARACTERS = 700;

/** At least one. */
type Kind = readonly [Finding, ...Finding[]];

interface Manner {
  readonly severalStacks: boolean;
  readonly maxCharacters: number;
}

const prose = (sentence: string, { maxCharacters }: Manner) => ({ prose: shortened(sentence, maxCharacters) });

const reasons = ({ why, remedy }: Finding, manner: Manner): Phrase => [
  "\n  - Why it matters: ",
  prose(why, manner),
  "\n  - What to do: ",
  prose(remedy, manner),
];

const inStack = ({ stack }: Finding, { severalStacks }: Manner): Phrase =>
  severalStacks ? [" in ", { name: stack }] : [];
const whereOf = ({ address, attribute }: Finding): Phrase => [
  { name: address },
  ...(attribute === undefined ? [] : [" ", { name: attribute }]),
];

const line = (phrase: Phrase) => () => `${asMarkdown(phrase)}\n`;

/** Forms: where it is, what happens there, and also why it matters. */
function alone(finding: Finding, manner: Manner): Item {
  const where: Phrase = ["- ", ...whereOf(finding), ...inStack(finding, manner)];
  const rule: Phrase = [" (", { name: finding.rule }, ")"];
  const happening: Phrase = [...where, ": ", prose(finding.what, manner), ...rule];
  return [line([...where, ...rule]), line(happening), line([...happening, ...reasons(finding, manner)])];
}

/** The first of a kind also has what all of them share. */
function together(kind: Kind, manner: Manner): Item[] {
  const [first] = kind;
  const isSame = kind.every(({ what }) => what === first.what);
  const times: Phrase = [plural(kind.length, "time"), ...inStack(first, manner), ")"];
  const brief: Phrase = ["- ", { name: first.rule }, " (", ...times];
  const title: Phrase = isSame ? ["- ", prose(first.what, manner), " (", { name: first.rule }, ", ", ...times] : brief;
  return kind.map((finding, index): Item => {
    const where: Phrase = ["  - ", ...whereOf(finding)];
    const happening: Phrase = isSame ? where : [...where, ": ", prose(finding.what, manner)];
    if (index > 0) return isSame ? [line(where)] : [line(where), line(happening)];
    return [
      line([...brief, "\n", ...where]),
      line([...title, "\n", ...happening]),
      line([...title, ...reasons(first, manner), "\n", ...happening]),
    ];
  });
}

/** Findings of one kind have the same rule, reason and remedy, in one stack. */
const byKind = (findings: readonly Finding[]): Kind[] => {
  const kinds = Map.groupBy(findings, ({ rule, why, remedy, stack }) => JSON.stringify([rule, why, remedy, stack]));
  return [...kinds.values()] as unknown as Kind[];
};

/** @param full whether long sentences are kept whole */
export function findingListing(
  severity: Severity,
  findings: readonly Finding[],
  severalStacks: boolean,
  full: boolean,
): Listing {
  const manner = { severalStacks, maxCharacters: full ? Number.POSITIVE_INFINITY : MAX_TEXT_CHARACTERS };
  const kinds = byKind(findings.filter((finding) => finding.severity === severity));
  const own = kinds.flat();
  const title = `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
  return {
    open: own.length > 0 ? `\n#### ${title}: ${own.length.toLocaleString("en-US")}\n\n` : "",
    items: kinds.flatMap((kind) => (kind.length > 1 ? together(kind, manner) : [alone(kind[0], manner)])),
    rest: inGroups(
      own.map(({ stack, address, rule }) => ({ stack, address, type: rule })),
      [({ type }) => type],
    ),
    close: "",
  };
}
