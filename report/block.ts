// What a section of a report is made of: it draws itself on a page, and writes itself for a terminal.
import { html, type Markup } from "./html.ts";
import { linked } from "./links.ts";

export interface Block {
  /** `id` is its own on the page, and begins those of its parts. */
  readonly html: (id: string) => Markup;
  /** Nothing for what only a page can show, such as a chart, whose numbers stand in a table beside it. */
  readonly lines: () => readonly string[];
}

/** What only a page shows, such as charts whose points take long to reckon: not made for a terminal. */
export const onPage = (make: () => Block): Block => ({ html: (id) => make().html(id), lines: () => [] });

/** Addresses in it become links on a page. */
export const paragraph = (text: string): Block => ({
  html: () => html`<p>${linked(text)}</p>`,
  lines: () => [text],
});

/** Short statements, in no order that matters. */
export const list = (items: readonly string[]): Block => ({
  html: () => html`<ul>${items.map((item) => html`<li>${linked(item)}</li>`)}</ul>`,
  lines: () => items,
});

/** Text whose lines and spaces count, such as what goes into a file. */
export const code = (text: string): Block => ({
  html: () => html`<pre tabindex="0"><code>${text}</code></pre>`,
  lines: () => text.split("\n"),
});
