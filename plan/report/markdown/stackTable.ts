// How many changes of each kind every stack has, as a table.
import type { Plan } from "../../plan.ts";
import type { Listing } from "../budget.ts";
import { ALWAYS_COUNTED, COUNTED, type Counts, countsOf, total } from "../counts.ts";
import { cell } from "../escape.ts";
import { asMarkdown } from "../phrase.ts";

const TITLES: Record<keyof Counts, string> = {
  created: "Create",
  updated: "Update",
  replaced: "Replace",
  destroyed: "Destroy",
  unknown: "Unknown action",
  forgotten: "Forget",
  moved: "Move",
  imported: "Import",
  read: "Read",
  drifted: "Drift",
  deferred: "Deferred",
  outputs: "Outputs",
  invoked: "Actions run",
};

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;

export function stackTable(plans: readonly Plan[]): Listing {
  const counts = plans.map(countsOf);
  const all = total(counts);
  const columns = COUNTED.filter((name) => ALWAYS_COUNTED.has(name) || all[name] > 0);
  const rowOf = (title: string, of: Counts) =>
    row([title, ...columns.map((name) => (of[name] === 0 ? "–" : of[name].toLocaleString("en-US")))]);
  return {
    open:
      plans.length === 0
        ? ""
        : `\n${row(["Stack", ...columns.map((name) => TITLES[name])])}${row(["---", ...columns.map(() => "--:")])}`,
    items: plans.map(({ stack }, index) => [
      () => rowOf(cell(asMarkdown([{ name: stack }])), counts[index] ?? total([])),
    ]),
    rest: [
      (from) =>
        rowOf(from === 0 ? `${plans.length} stacks` : `${plans.length - from} more stacks`, total(counts.slice(from))),
    ],
    close: plans.length > 1 ? rowOf("**All**", all) : "",
  };
}
