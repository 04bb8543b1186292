// What did not get to its end, with what was said about it.
import type { Item, Listing } from "../budget.ts";
import { fence } from "../escape.ts";
import { asMarkdown, type Phrase, plural } from "../phrase.ts";
import type { Failure } from "../review.ts";
import { cut, shortened } from "../visible.ts";

const MAX_LINE_CHARACTERS = 300;
const MAX_CHARACTERS = 6_000;

function itemOf({ stack, step, said }: Failure, full: boolean): Item {
  const what: Phrase = [`${step} failed in `, { name: stack }];
  const [first = ""] = said.split("\n");
  const brief = () =>
    `- ${asMarkdown([...what, ...(first === "" ? [] : [": ", { prose: shortened(first, MAX_LINE_CHARACTERS) }])])}\n`;
  if (said === "") return [brief];
  const block = () => fence((full ? said : cut(said, MAX_CHARACTERS)).split("\n"), "text");
  return [brief, () => `${asMarkdown([...what, ":"])}\n\n${block()}\n`];
}

export const failureListing = (failures: readonly Failure[], full: boolean): Listing => ({
  open: failures.length > 0 ? "\n" : "",
  items: failures.map((failure) => itemOf(failure, full)),
  rest: [(from) => `- ${plural(failures.length - from, "more failure")}\n`],
  close: "",
});
