// What a report rests on: each value with its unit, how it is known, and where it is from.
import type { Block } from "./block.ts";
import { columns } from "./columns.ts";
import { exact } from "./figures.ts";
import { html } from "./html.ts";
import { linked } from "./links.ts";

export interface Note {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly mark: "documented" | "measured" | "assumed" | "given";
  /** An address, or words; addresses in it become links. */
  readonly source: string;
}

/** @throws RangeError, at once, for a value that is not finite */
export function notes(list: readonly Note[]): Block {
  const items = list.map(
    ({ name, value, unit, mark, source }) => html`<li>
<p class="assumption"><span class="name">${name}</span> <span class="mark ${mark}">${mark}</span></p>
<p><strong>${exact(value)}</strong> ${unit}</p>
<p class="source">${linked(source)}</p></li>
`,
  );
  return {
    html: () => html`<ul class="notes">${items}</ul>`,
    lines: () => columns(list.map(({ name, value, unit, mark, source }) => [name, `${value} ${unit}`, mark, source])),
  };
}
