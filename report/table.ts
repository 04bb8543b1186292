// Tables: a column with a unit takes numbers and stands right, one without takes text.
import type { Block } from "./block.ts";
import { columns } from "./columns.ts";
import { html, type Markup } from "./html.ts";
import type { Unit } from "./units.ts";

export interface Column {
  readonly head: string;
  /** Of a column of numbers. */
  readonly unit?: Unit;
}

/** Undefined where there is no value. */
export type Cell = string | number | undefined;
type CellOf<C extends Column> = C extends { readonly unit: Unit } ? number | undefined : string | undefined;
type RowOf<Columns extends readonly Column[]> = { readonly [Index in keyof Columns]: CellOf<Columns[Index]> };

export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A first cell that begins with spaces: its row is a part of one above it. */
const isUnder = (cell: Cell): boolean => typeof cell === "string" && cell.startsWith(" ");

function cellMarkup(caption: string, cell: Cell, { head, unit }: Column, first: boolean): Markup {
  if (typeof cell === "number") {
    if (!unit || !Number.isFinite(cell)) {
      throw new RangeError(
        `table "${caption}": column "${head}": must be ${unit ? "a finite number" : "text"}, got ${cell}`,
      );
    }
    return html`<td class="number"><data value="${cell}">${unit.cell(cell)}</data></td>`;
  }
  if (unit) return html`<td class="number">–</td>`;
  if (!first) return html`<td>${cell ?? "–"}</td>`;
  return isUnder(cell) ? html`<th scope="row" class="under">${cell}</th>` : html`<th scope="row">${cell}</th>`;
}

/** @throws RangeError for a number that is not finite */
export const tableMarkup = ({ caption, columns, rows }: Table, id: string): Markup =>
  html`<div class="scroll" role="region" aria-labelledby="${id}-caption" tabindex="0"><table>
<caption id="${id}-caption">${caption}</caption>
<thead><tr>${columns.map(({ head, unit }) => html`<th scope="col"${unit && html` class="number"`}>${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${columns.map((column, index) => cellMarkup(caption, row[index], column, index === 0))}</tr>
`,
  )}</tbody></table></div>`;

/** Numbers end below each other. */
function tableLines({ columns: heads, rows }: Table): string[] {
  const texts = rows.map((row) =>
    heads.map(({ unit }, index) => {
      const cell = row[index];
      if (typeof cell === "number") return unit?.cell(cell) ?? "";
      return cell ?? (unit ? "-" : "");
    }),
  );
  const written = [heads.map(({ head }) => head), ...texts];
  const widths = heads.map((_, index) => Math.max(...written.map((row) => row[index]?.length ?? 0)));
  return columns(
    written.map((row) => row.map((cell, index) => (heads[index]?.unit ? cell.padStart(widths[index] ?? 0) : cell))),
  );
}

/** A table whose rows have the types of its columns; @throws RangeError, at once, for a number that is not finite */
export function table<const Columns extends readonly Column[]>(given: {
  readonly caption: string;
  readonly columns: Columns;
  readonly rows: readonly RowOf<Columns>[];
}): Block {
  const plain: Table = { ...given, rows: given.rows.map((row) => [...row]) };
  tableMarkup(plain, "");
  return { html: (id) => tableMarkup(plain, id), lines: () => tableLines(plain) };
}
