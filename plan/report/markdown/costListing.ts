// What the change costs: the range, what it is made of, and what the amounts rest on.
import { exact } from "../../../report/figures.ts";
import { usdRange } from "../amounts.ts";
import type { Item, Listing } from "../budget.ts";
import { atPricesOf, type CostDelta, type CostDeltaLine, largestFirst } from "../costDelta.ts";
import { isCostTold } from "../costTold.ts";
import { cell, code, text } from "../escape.ts";
import { asMarkdown, plural } from "../phrase.ts";
import type { Review } from "../review.ts";
import { shortened } from "../visible.ts";

const MAX_TEXT_CHARACTERS = 300;
const none = () => "";
const NOTHING: Listing = { open: "", items: [], rest: [none], close: "" };

const prose = (sentence: string): string => asMarkdown([{ prose: shortened(sentence, MAX_TEXT_CHARACTERS) }]);
const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
const amount = (floor: number, ceiling: number): string => code(usdRange(floor, ceiling));

function costListing({ cost, unplanned = [] }: Review, severalStacks: boolean): Listing {
  const title = "\n#### Cost per month\n\n";
  if ("unavailable" in cost) {
    return { open: `${title}Not known: ${prose(cost.unavailable)}\n`, items: [], rest: [none], close: "" };
  }
  const lines = largestFirst(cost.lines);
  const rowOf = ({ stack, address, what, floorUsdPerMonth, ceilingUsdPerMonth }: CostDeltaLine): string => {
    const where = asMarkdown([{ name: severalStacks ? `${stack}: ${address}` : address }]);
    return row([cell(where), cell(prose(what)), amount(floorUsdPerMonth, ceilingUsdPerMonth)]);
  };
  const sum = (from: number, of: (line: CostDeltaLine) => number) =>
    lines.slice(from).reduce((so, line) => so + of(line), 0);
  const header = `\n${row(["Resource", "What", "Change"])}${row(["---", "---", "--:"])}`;
  const range = amount(cost.floorUsdPerMonth, cost.ceilingUsdPerMonth);
  const isAll = (cost.elsewhere ?? []).length === 0;
  const of = unplanned.length > 0 ? "for the stacks that have a plan " : isAll ? "in all " : "";
  const scope = "from the least to the most that the configuration lets run";
  return {
    open: `${title}${range} ${of}${atPricesOf(cost)}, ${scope}.\n${lines.length > 0 ? header : ""}`,
    items: lines.map((line): Item => [() => rowOf(line)]),
    rest: [
      (from) =>
        row([
          `${plural(lines.length - from, "more line")}`,
          "",
          amount(
            sum(from, (line) => line.floorUsdPerMonth),
            sum(from, (line) => line.ceilingUsdPerMonth),
          ),
        ]),
    ],
    close: "",
  };
}

/** A source is ours and never a plan's, so an address in it stays one. */
const sourceText = (source: string): string =>
  source
    .split(" ")
    .map((word) => (/^https:\/\/[\w./-]+$/.test(word) ? `<${word}>` : text(word)))
    .join(" ");

/** What the amounts rest on and leave out, folded away. */
function assumptionListing(cost: CostDelta): Listing {
  if ("unavailable" in cost || cost.assumptions.length + cost.notes.length === 0) return NOTHING;
  const { assumptions, notes } = cost;
  const items: Item[] = [
    ...notes.map((note): Item => [() => `- ${prose(note)}\n`]),
    ...assumptions.map(
      ({ name, value, unit, mark, source }): Item => [
        () => `- ${code(name)}: ${exact(value)} ${prose(unit)} (${mark}: ${sourceText(source)})\n`,
      ],
    ),
  ];
  return {
    open: "\n<details><summary>What the amounts rest on</summary>\n\n",
    items,
    rest: [(from) => `- ${plural(items.length - from, "more assumption")}\n`],
    close: "\n</details>\n",
  };
}

/** Both are empty where nothing changes that has a price, and where not all was planned. */
export const costListings = (review: Review, severalStacks: boolean): { cost: Listing; assumptions: Listing } =>
  isCostTold(review)
    ? { cost: costListing(review, severalStacks), assumptions: assumptionListing(review.cost) }
    : { cost: NOTHING, assumptions: NOTHING };
