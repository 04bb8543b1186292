// The attributes of a change as the lines of a diff.
import { type AttributeChange, valueChanges } from "../diff/attributeChanges.ts";
import { lineDiff } from "../diff/lineDiff.ts";
import { isSensitive, isUnknown, type Value } from "../value.ts";
import { valueText } from "./valueText.ts";
import { cut } from "./visible.ts";

/** How much of one resource is shown. */
export interface Extent {
  readonly attributes: number;
  readonly valueCharacters: number;
  /** Of a text of several lines. */
  readonly textLines: number;
}

const ALL = Number.POSITIVE_INFINITY;
/** Two values of this length together fit beside each other. */
const BESIDE_CHARACTERS = 70;

const isText = (value: Value | undefined): value is string => typeof value === "string" && value.includes("\n");
const more = (count: number, what: string): string =>
  `# ${count.toLocaleString("en-US")} more ${count === 1 ? what : `${what}s`}`;

function textLines(path: string, before: string, after: string, extent: Extent): string[] | undefined {
  const lines = lineDiff(before, after);
  if (lines === undefined) return undefined;
  const shown = lines.slice(0, extent.textLines).map(({ sign, text }) => {
    if (sign === "gap") return `      … ${text} unchanged`;
    return `${sign}     ${cut(text, extent.valueCharacters)}`;
  });
  if (lines.length > shown.length) shown.push(more(lines.length - shown.length, "line"));
  return [`! ${path}:`, ...shown];
}

function linesOf({ path, kind, before, after, forcesReplacement }: AttributeChange, extent: Extent): string[] {
  const forced = forcesReplacement ? "  # forces replacement" : "";
  const name = cut(path === "" ? "value" : path, Math.max(extent.valueCharacters, 200));
  const shown = (value: Value | undefined) =>
    value === undefined ? "nothing" : valueText(value, extent.valueCharacters);
  if (kind === "reformatted") return [`# ${name}: only its formatting changes${forced}`];
  if (kind === "same") return [`! ${name}: no difference that the plan shows${forced}`];
  if (isSensitive(before) && isSensitive(after)) return [`! ${name}: ${shown(after)}${forced}`];
  if (kind === "added") return [`+ ${name} = ${shown(after)}${forced}`];
  if (kind === "removed") return [`- ${name} = ${shown(before)}${forced}`];
  if (isText(before) && isText(after)) {
    const lines = textLines(`${name}${forced}`, before, after, extent);
    if (lines) return lines;
  }
  const order = kind === "reordered" ? " (another order)" : "";
  const [from, to] = [shown(before), shown(after)];
  if (from.length + to.length <= BESIDE_CHARACTERS) return [`! ${name}: ${from} → ${to}${order}${forced}`];
  return [`- ${name} = ${from}`, `+ ${name} = ${to}${order}${forced}`];
}

const joined = (path: string, inner: string): string =>
  path === "" || inner === "" || /^[[ ]/.test(inner) ? `${path}${inner}` : `${path}.${inner}`;

/** What is long and becomes unknown, part by part: the start of a policy would not say what goes. */
function inParts(change: AttributeChange, { valueCharacters }: Extent): AttributeChange[] {
  const { path, before, after, forcesReplacement } = change;
  if (before === undefined || !isUnknown(after) || valueText(before, ALL).length <= valueCharacters) return [change];
  const parts = valueChanges(before, undefined);
  if (parts.length < 2) return [change];
  return [
    ...parts.map((part) => ({ ...part, path: joined(path, part.path), forcesReplacement })),
    { path, kind: "added", before: undefined, after, forcesReplacement },
  ];
}

/** Of a new resource, what is not known yet is only named. */
const isOnlyUnknown = ({ kind, after }: AttributeChange): boolean => kind === "added" && isUnknown(after);

/** Attributes that force a replacement come first; says how many are left out. */
export function changeLines(changes: readonly AttributeChange[], extent: Extent): string[] {
  const unknown = changes.filter(isOnlyUnknown).map(({ path }) => path);
  const known = changes.filter((change) => !isOnlyUnknown(change)).flatMap((change) => inParts(change, extent));
  const ordered = [
    ...known.filter(({ forcesReplacement }) => forcesReplacement),
    ...known.filter(({ forcesReplacement }) => !forcesReplacement),
  ];
  const lines = ordered.slice(0, extent.attributes).flatMap((change) => linesOf(change, extent));
  if (ordered.length > extent.attributes) lines.push(more(ordered.length - extent.attributes, "attribute"));
  if (unknown.length > 0) lines.push(`# known after apply: ${cut(unknown.join(", "), extent.valueCharacters)}`);
  return lines;
}
