// The findings of one severity: what happens, why it matters, what to do.
import type { Finding, Severity } from "../../rules/finding.ts";
import type { Item, Listing } from "../budget.ts";
import { inGroups } from "../groups.ts";
import { asMarkdown, type Phrase } from "../phrase.ts";
import { shortened } from "../visible.ts";

const MAX_TEXT_CHARACTERS = 700;

function itemOf(finding: Finding, severalStacks: boolean, maxCharacters: number): Item {
  const { address, attribute, stack, rule, what, why, remedy } = finding;
  const prose = (sentence: string) => ({ prose: shortened(sentence, maxCharacters) });
  const where: Phrase = [
    "- ",
    { name: address },
    ...(attribute === undefined ? [] : [" ", { name: attribute }]),
    ...(severalStacks ? [" in ", { name: stack }] : []),
  ];
  const happening: Phrase = [...where, ": ", prose(what), " (", { name: rule }, ")"];
  return [
    () => `${asMarkdown([...where, " ", { name: rule }])}\n`,
    () => `${asMarkdown(happening)}\n`,
    () => `${asMarkdown([...happening, "\n  - Why it matters: ", prose(why), "\n  - What to do: ", prose(remedy)])}\n`,
  ];
}

/** @param full whether long sentences are kept whole */
export function findingListing(
  severity: Severity,
  findings: readonly Finding[],
  severalStacks: boolean,
  full: boolean,
): Listing {
  const own = findings.filter((finding) => finding.severity === severity);
  const title = `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
  const maxCharacters = full ? Number.POSITIVE_INFINITY : MAX_TEXT_CHARACTERS;
  return {
    open: own.length > 0 ? `\n#### ${title}: ${own.length.toLocaleString("en-US")}\n\n` : "",
    items: own.map((finding) => itemOf(finding, severalStacks, maxCharacters)),
    rest: inGroups(
      own.map(({ stack, address, rule }) => ({ stack, address, type: rule })),
      [({ type }) => type],
    ),
    close: "",
  };
}
