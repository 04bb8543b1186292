// A bill as a table for people: a part for each stack with its subtotal, the total, and what to know about it.
import type { Bill } from "../../../cost/bill/bill.ts";
import { type Amounts, type BillLine, totalOf } from "../../../cost/bill/line.ts";
import { columns } from "../../../report/columns.ts";
import { usd } from "../../../report/figures.ts";

const COLUMNS = ["floor", "with windows", "ceiling"] as const;

const amounts = ({ floorUsdPerMonth, windowsUsdPerMonth, ceilingUsdPerMonth }: Amounts): string[] =>
  [floorUsdPerMonth, windowsUsdPerMonth, ceilingUsdPerMonth].map(usd);

const rowsOf = (lines: readonly BillLine[]): string[][] =>
  lines.map((line) => [`  ${line.what}`, ...amounts(line), line.how, line.address]);

/** Amounts end below each other. */
function alignedRight(rows: readonly (readonly string[])[]): string[][] {
  const widths = COLUMNS.map((_, index) => Math.max(...rows.map((row) => row[index + 1]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column - 1] ?? 0)));
}

export function billLines({ lines, total, notes }: Bill): string[] {
  const stacks = [...new Set(lines.map(({ stack }) => stack))];
  const parts = stacks.flatMap((stack) => {
    const own = lines.filter((line) => line.stack === stack);
    return [[stack, ...amounts(totalOf(own))], ...rowsOf(own)];
  });
  return [
    ...columns(alignedRight([["a month", ...COLUMNS], ...parts, ["total", ...amounts(total)]])),
    "",
    ...notes.map(({ subject, text }) => `${subject}: ${text}`),
  ];
}
