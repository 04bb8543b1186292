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

/** What would start a list, a heading, a quote, a table or an underline at the start of a line. */
const BLOCK_START = /^(?=(?:[-+=](?:[-+=\s]|$)|[#>|]))|(?<=^\d+)(?=[.)](?:\s|$))/;
/** Before what GitHub looks for once Markdown is done: a mention, a reference to an issue, an address, an emoji. */
const FOUND_LATER =
  /(?<=@)(?=[a-z\d])|(?<=#)(?=\d)|(?<=(?<![a-z\d])GH-)(?=\d)|(?<=(?<![a-z\d])www)(?=\.)|(?<=:)(?=\/\/|[\w+-]+:)/gi;
/** What may mean something to Markdown; an index such as the one of `vpc_config[0].id` does not. */
const SPECIAL = /(?<=\w)\[\d*\](?=[^(:[])|[\\`[\]<&|$]|\*+|_+|~+/g;

const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);
const isBlank = (character: string): boolean => character === " ";
const isPunctuation = (character: string): boolean => /[!-/:-@[-`{-~]/.test(character);

/** The text has more to say behind its end, so nothing there counts as anything. */
function isInert(special: string, before: string, after: string, rest: string): boolean {
  switch (special.charAt(0)) {
    case "\\":
      return after !== "" && after !== BREAK && !isPunctuation(after);
    case "_":
      return isWord(before) && isWord(after);
    case "*":
    case "~":
      return isBlank(before) && isBlank(after);
    case "[":
      return special !== "[";
    case "<":
      return /[\s\d=]/.test(after);
    case "&":
      return !/^#?\w*(?:;|$)/.test(rest);
    case "|":
      return before !== "\\";
    default:
      return false;
  }
}

function sentence(shown: string): string {
  // One alone starts no formula.
  const isPrice = shown.split("$").length === 2;
  const inert = shown.replace(BLOCK_START, BREAK).replace(FOUND_LATER, BREAK);
  return inert
    .replace(SPECIAL, (special, at: number) => {
      const rest = inert.slice(at + special.length);
      if (isInert(special, inert.charAt(at - 1), rest.charAt(0), rest) || (isPrice && special === "$")) return special;
      return ENTITIES[special] ?? special.replaceAll(/./g, "\\$&");
    })
    .replaceAll(BREAK, "&#8203;");
}

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
