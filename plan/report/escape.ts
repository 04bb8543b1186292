// Whatever a plan holds, as Markdown that shows it and does nothing else: https://github.github.com/gfm/
// GitHub looks for mentions, references and emoji after Markdown is done; entities do not stop it, a zero-width space does.
import { visible } from "./visible.ts";

/** It is in no text that `visible` made, so it can stand for itself until the end. */
const BREAK = "\u200b";

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);

/** Inline code; `(empty)` for nothing. */
export function code(content: string): string {
  const shown = visible(content);
  if (shown === "") return "(empty)";
  const fence = "`".repeat(longestRun(shown) + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Makes Markdown fit for the cell of a table; in a cell a backslash before a pipe is ambiguous, so it is written out. */
export const cell = (markdown: string): string =>
  markdown.replace(/\\+(?=\|)/g, (run) => "⟨U+005C⟩".repeat(run.length)).replaceAll("|", "\\|");

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "|": "&#124;",
  $: "&#36;",
};

const sentence = (shown: string): string =>
  shown
    .replace(/^(?=[-+=])|(?<=^\d+)(?=[.)])/, BREAK)
    // An underscore is no letter to whoever looks for links.
    .replace(/(?<=[@#]|(?<![a-z\d])(?:GH-|www))(?!$)/gi, BREAK)
    .replace(/:(?=\/\/|[\w+-]+:)/g, `:${BREAK}`)
    .replace(/[\\`*_[\]~!(){}#&<>|$]/g, (character) => ENTITIES[character] ?? `\\${character}`)
    .replaceAll(BREAK, "&#8203;");

/** Prose, also at the start of a line; ARNs in it become code, so that they can be copied. `(empty)` for nothing. */
export function text(content: string): string {
  const shown = visible(content).trim().replace(/ {2,}/g, " ");
  if (shown === "") return "(empty)";
  const parts = shown.split(/(\barn:[\w:./*-]*[\w*])/);
  return parts.map((part, index) => (index % 2 === 1 ? code(part) : part && sentence(part))).join("");
}

/** Inside an HTML element. */
export const html = (content: string): string =>
  visible(content).replace(/[&<>]/g, (character) => ENTITIES[character] ?? "");

/** A code block; a line end in one of the lines starts a new one, everything else is inert in it. */
export function fence(lines: readonly string[], language: string): string {
  const shown = lines.flatMap((line) => line.split("\n")).map((line) => line.split("\t").map(visible).join("\t"));
  const marks = "`".repeat(shown.reduce((longest, line) => Math.max(longest, longestRun(line) + 1), 3));
  return `${marks}${language}\n${shown.join("\n")}\n${marks}\n`;
}
