// What a section of the page is made of.
import { type Content, html, type Markup } from "./html.ts";

/** Draws itself; `id` is its own on the page, and begins those of its parts. */
export type Block = (id: string) => Markup;

/** Plain text; `html` for links and the like. */
export const paragraph =
  (content: Content): Block =>
  () =>
    html`<p>${content}</p>`;

/** Short statements, in no order that matters. */
export const list =
  (items: readonly Content[]): Block =>
  () =>
    html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

/** Text whose lines and spaces count, such as what goes into a file. */
export const code =
  (text: string): Block =>
  () =>
    html`<pre tabindex="0"><code>${text}</code></pre>`;
