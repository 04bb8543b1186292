// What scanners say: counts of each, results under the resource that changes, and results that have no resource.
import { withoutModules } from "../../scanners/address.ts";
import type { PlaceResult, ResourceResult, Scanned } from "../../scanners/scanned.ts";
import type { Item, Listing } from "../budget.ts";
import { inGroups } from "../groups.ts";
import { asMarkdown, type Phrase, plural } from "../phrase.ts";
import { placeOf, resultPhrase, scannerPhrases } from "../scannerPhrase.ts";
import type { Manner } from "./changeListing.ts";

const MAX_TEXT_CHARACTERS = 300;
const NONE: Listing = { open: "", items: [], rest: [() => ""], close: "" };

export function scannerListing(scanned: Scanned | undefined): Listing {
  if (scanned === undefined) return NONE;
  const items: Item[] = scannerPhrases(scanned).map((phrase) => [() => `- ${asMarkdown(phrase)}\n`]);
  return {
    open: "\n#### Scanners\n\n",
    items,
    rest: [(from) => `- ${plural(items.length - from, "more scanner")}\n`],
    close: "",
  };
}

const rulesOf = (results: readonly ResourceResult[]): Phrase =>
  results.flatMap(({ tool, rule }, index): Phrase => [index > 0 ? ", " : "", { name: `${tool} ${rule}` }]);

/** Of one resource after the other, the one with the worst result first. */
export function resourceResultListing(
  { onChanged }: Pick<Scanned, "onChanged">,
  { severalStacks, full }: Manner,
): Listing {
  const resources = [...Map.groupBy(onChanged, ({ stack, address }) => JSON.stringify([stack, address])).values()];
  const itemOf = (results: readonly ResourceResult[]): Item => {
    const [{ stack = "", address = "" } = {}] = results;
    const where: Phrase = ["- ", { name: address }, ...(severalStacks ? [" in ", { name: stack }] : [])];
    const lines = results.flatMap(
      (result): Phrase => ["\n  - ", ...resultPhrase(result, full ? Number.POSITIVE_INFINITY : MAX_TEXT_CHARACTERS)],
    );
    return [
      () => `${asMarkdown([...where, ": ", ...rulesOf(results)])}\n`,
      () => `${asMarkdown([...where, ...lines])}\n`,
    ];
  };
  return {
    open: resources.length > 0 ? "\n" : "",
    items: resources.map(itemOf),
    rest: inGroups(
      resources.map(([{ stack = "", address = "" } = {}]) => ({
        stack,
        address,
        type: withoutModules(address).split(".")[0] ?? "",
      })),
      [({ type }) => type],
    ),
    close: "",
  };
}

export function placeResultListing({ elsewhere }: Pick<Scanned, "elsewhere">, { full }: Manner): Listing {
  const itemOf = (result: PlaceResult): Item => {
    const where: Phrase = ["- ", { name: placeOf(result) }, " "];
    return [
      () => `${asMarkdown([...where, ...resultPhrase({ ...result, message: "" }, 0)])}\n`,
      () =>
        `${asMarkdown([...where, ...resultPhrase(result, full ? Number.POSITIVE_INFINITY : MAX_TEXT_CHARACTERS)])}\n`,
    ];
  };
  return {
    open: elsewhere.length > 0 ? "\nOther results, on nothing that the plans have:\n\n" : "",
    items: elsewhere.map(itemOf),
    rest: inGroups(
      elsewhere.map((result) => ({ stack: "", address: placeOf(result), type: `${result.tool} ${result.rule}` })),
      [({ type }) => type],
    ),
    close: "",
  };
}
