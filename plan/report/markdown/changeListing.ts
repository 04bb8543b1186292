// Changes of one kind, each on one line or with its attributes as a diff.
import { type AttributeChange, attributeChanges, valueChanges } from "../../diff/attributeChanges.ts";
import type { Change, Deferred, OutputChange, Plan } from "../../plan.ts";
import type { Item, Listing } from "../budget.ts";
import { byInvocation } from "../changeKind.ts";
import { changeLines, type Extent } from "../changeLines.ts";
import { deferredPhrase, driftPhrase, invocationPhrase, outputPhrase, phraseOf, undertitle } from "../changePhrase.ts";
import { fence } from "../escape.ts";
import { type Grouped, inGroups, resourceKeys, resourceMembers } from "../groups.ts";
import { lazy } from "../lazy.ts";
import { asHtml, asMarkdown, type Phrase } from "../phrase.ts";

const ALL = Number.POSITIVE_INFINITY;
const EVERYTHING: Extent = { attributes: ALL, valueCharacters: ALL, textLines: ALL };
const IN_COMMENT: readonly Extent[] = [
  { attributes: 12, valueCharacters: 80, textLines: 20 },
  { attributes: 60, valueCharacters: 400, textLines: 80 },
];

/** How changes are written in one comment. */
export interface Manner {
  readonly severalStacks: boolean;
  /** Whether nothing is cut. */
  readonly full: boolean;
}

interface Entry extends Grouped {
  readonly brief: Phrase;
  readonly phrase: Phrase;
  readonly attributes: () => readonly AttributeChange[];
}

/** @param heading before the first resource of a stack */
function itemOf({ address, brief, phrase, attributes }: Entry, heading: string, full: boolean): Item {
  const found = lazy(attributes);
  const subject: Phrase = [{ name: address }, " "];
  const line = () => `${heading}- ${asMarkdown([...subject, ...phrase])}\n`;
  const detailed = (extent: Extent) => () => {
    const lines = changeLines(found(), extent);
    if (lines.length === 0) return line();
    const summary = `${heading}<details><summary>${asHtml([...subject, ...phrase])}</summary>`;
    return `${summary}\n\n${fence(lines, "diff")}\n</details>\n\n`;
  };
  return [
    () => `${heading}- ${asMarkdown([...subject, ...brief]).trimEnd()}\n`,
    line,
    ...(full ? [EVERYTHING] : IN_COMMENT).map(detailed),
  ];
}

/** @param title such as `destroyed`, after the number of changes */
function listing(title: string, open: boolean, entries: readonly Entry[], manner: Manner): Listing {
  if (entries.length === 0) return { open: "", items: [], rest: [() => ""], close: "" };
  const summary = `<summary><b>${entries.length.toLocaleString("en-US")} ${title}</b></summary>`;
  return {
    open: `\n<details${open ? " open" : ""}>${summary}\n\n`,
    items: entries.map((entry, index) => {
      const isFirst = manner.severalStacks && entry.stack !== entries[index - 1]?.stack;
      const heading = isFirst ? `${index > 0 ? "\n" : ""}In ${asMarkdown([{ name: entry.stack }])}:\n\n` : "";
      return itemOf(entry, heading, manner.full);
    }),
    rest: inGroups(entries, resourceKeys(manner.severalStacks), resourceMembers(manner.severalStacks)),
    restIsNamed: true,
    close: "\n</details>\n",
  };
}

const entryOf = (change: Change, brief: Phrase, phrase: Phrase): Entry => {
  const { stack, address, type, action } = change;
  return {
    stack,
    address,
    type,
    brief,
    phrase,
    attributes: () => (action === "forget" ? [] : attributeChanges(change)),
  };
};

/** @param open whether they are unfolded */
export const changeListing = (title: string, open: boolean, changes: readonly Change[], manner: Manner): Listing =>
  listing(
    title,
    open,
    changes.map((change) => entryOf(change, undertitle(change), phraseOf(change))),
    manner,
  );

export const driftListing = (changes: readonly Change[], manner: Manner): Listing =>
  listing(
    "changed outside Terraform",
    false,
    changes.map((change) => entryOf(change, driftPhrase(change), driftPhrase(change))),
    manner,
  );

export const deferredListing = (deferred: readonly Deferred[], manner: Manner): Listing =>
  listing(
    "deferred",
    true,
    deferred.map(({ reason, change }) => {
      const phrase = deferredPhrase(reason, change);
      return entryOf(change, phrase, phrase);
    }),
    manner,
  );

export const invocationListing = (plans: readonly Plan[], manner: Manner): Listing =>
  listing(
    "run by this apply",
    true,
    plans.flatMap(({ stack, invocations }) =>
      invocations.toSorted(byInvocation).map((invocation) => {
        const phrase = invocationPhrase(invocation);
        return { stack, address: invocation.address, type: "action", brief: phrase, phrase, attributes: () => [] };
      }),
    ),
    manner,
  );

export const outputListing = (outputs: readonly OutputChange[], manner: Manner): Listing =>
  listing(
    outputs.length === 1 ? "output changes" : "outputs change",
    false,
    outputs.map((output) => ({
      stack: output.stack,
      address: output.name,
      type: "output",
      brief: outputPhrase(output),
      phrase: outputPhrase(output),
      attributes: () => valueChanges(output.before, output.after),
    })),
    manner,
  );
