// A sentence of ours with a plan's names in it, written down for Markdown, for HTML and for a terminal.
import { code, html, text } from "./escape.ts";
import { shortened, visible } from "./visible.ts";

/** Our own words, names that come from a plan, and sentences that have such names in them. */
export type Phrase = readonly (string | { readonly name: string } | { readonly prose: string })[];

/** Longer names are cut; an address of several modules and keys fits. */
export const MAX_NAME_CHARACTERS = 600;

const written =
  (nameAs: (name: string) => string, proseAs: (prose: string) => string) =>
  (phrase: Phrase): string =>
    phrase
      .map((part) => {
        if (typeof part === "string") return part;
        return "name" in part ? nameAs(shortened(part.name, MAX_NAME_CHARACTERS)) : proseAs(part.prose);
      })
      .join("");

export const asMarkdown = written(code, text);
/** Inside an HTML element. */
export const asHtml = written((name) => `<code>${html(name)}</code>`, html);
export const asPlain = written(visible, visible);

/** The first of many, and how many more there are. */
export function listed(names: readonly string[], most: number): Phrase {
  const shown = names.slice(0, most).flatMap((name, index) => (index > 0 ? [", ", { name }] : [{ name }]));
  return names.length > most ? [...shown, ` and ${(names.length - most).toLocaleString("en-US")} more`] : shown;
}

/** `1 resource`, `2,000 resources` */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
