// What scanners found, in words.
import type { PlaceResult, Scanned, ScannerCounts, ScannerResult } from "../scanners/scanned.ts";
import { listed, type Phrase, plural } from "./phrase.ts";
import { shortened } from "./visible.ts";

const MAX_STACKS = 5;
const MAX_FILES = 5;

const results = (count: number): string => (count === 0 ? "no results" : plural(count, "result"));

function countsPhrase(scanned: Scanned, counts: ScannerCounts): Phrase {
  const { tool, unchanged, unreviewed, unreviewedStacks, suppressed, unfinished } = counts;
  const own = (all: readonly ScannerResult[]) =>
    all.filter((result) => result.tool === tool).reduce((sum, { count }) => sum + count, 0);
  const [onChanged, elsewhere] = [own(scanned.onChanged), own(scanned.elsewhere)];
  const parts: Phrase[] = [
    ...(unfinished ? [["it did not finish, so that there may be more"]] : []),
    [`${results(onChanged)} on resources that change`],
    ...(elsewhere > 0 ? [[`${results(elsewhere)} on nothing that the plans have`]] : []),
    ...(unchanged > 0 ? [[`${results(unchanged)} on resources that do not change`]] : []),
    ...(unreviewed > 0
      ? [[`${results(unreviewed)} on stacks without a plan here (`, ...listed(unreviewedStacks, MAX_STACKS), ")"]]
      : []),
    ...(suppressed > 0 ? [[`${results(suppressed)} suppressed`]] : []),
  ];
  return [{ name: tool }, ": ", ...parts.flatMap((part, index) => (index > 0 ? ["; ", ...part] : part))];
}

/** One for each scanner, and what to do about results that cannot be told apart. */
export function scannerPhrases(scanned: Scanned): Phrase[] {
  const phrases = scanned.scanners.map((counts) => countsPhrase(scanned, counts));
  if (scanned.onOneLine.length === 0) return phrases;
  const files = listed(scanned.onOneLine, MAX_FILES);
  return [
    ...phrases,
    [...files, ": its resources stand on one line, so that no result has one; scan what jq . makes of it"],
  ];
}

/** `high, checkov CKV_AWS_158 × 2: Ensure …`, the count only when it is more than one. */
export function resultPhrase({ tool, rule, severity, message, count }: ScannerResult, maxCharacters: number): Phrase {
  const said = message === "" ? [] : [": ", { prose: shortened(message, maxCharacters) }];
  const times = count > 1 ? [` × ${count.toLocaleString("en-US")}`] : [];
  return [`${severity}, `, { name: tool }, " ", { name: rule }, ...times, ...said];
}

export const placeOf = ({ file, line }: PlaceResult): string =>
  file === undefined ? "no file" : line === undefined ? file : `${file}:${line}`;
