// What of a comment is structure, counted: headings, lists, tables, links, tags, code, and what GitHub turns into links later.
// It knows the part of GitHub's Markdown that the comment may use, and looks for the rest as something that must not be there.

export type Structure = Readonly<Record<string, number>>;

const BLOCK = /^ {0,3}<(\/?)(details|summary|[a-z!?/])/i;

class Counter {
  readonly counts: Record<string, number> = {};
  add(name: string, times = 1): void {
    if (times > 0) this.counts[name] = (this.counts[name] ?? 0) + times;
  }
}

const matches = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** Takes code spans out as Markdown does: a run of backticks is closed by the next run of the same length. */
function withoutCode(line: string, counter: Counter): string {
  let rest = line;
  let text = "";
  for (;;) {
    const open = /\\[\s\S]|`+/.exec(rest);
    if (!open) return text + rest;
    const [run] = open;
    text += rest.slice(0, open.index);
    rest = rest.slice(open.index + run.length);
    if (run.startsWith("\\")) {
      text += run;
      continue;
    }
    const close = [...rest.matchAll(/`+/g)].find(([other]) => other.length === run.length);
    if (close) {
      counter.add("code");
      text += "\uE000";
      rest = rest.slice(close.index + run.length);
    } else {
      counter.add("open backticks");
      text += run;
    }
  }
}

/** What a browser shows of Markdown text whose markup is all escaped. */
const decoded = (text: string): string =>
  text
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/&#8203;/g, "\u200b")
    .replace(/&#(\d+);/g, (_, number) => String.fromCodePoint(Number(number)))
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");

/** Runs of stars and tildes that do not stand alone, and of underscores that are not within a word. */
const emphasisIn = (text: string): number =>
  [...text.matchAll(/(\*|_|~)\1*/g)].filter(({ 0: run, index }) => {
    const [before, after] = [text.charAt(index - 1), text.charAt(index + run.length)];
    const inert = run.startsWith("_") ? /^[\p{L}\p{N}]$/u : /^ $/;
    return !(inert.test(before) && inert.test(after));
  }).length;

/** Mentions, references and emoji are looked for in the text that is shown, links before that. */
function countInline(line: string, counter: Counter): void {
  const text = withoutCode(line, counter);
  const live = text.replace(/\\[!-/:-@[-`{-~]/g, "\uE001").replace(/&(?:#\d+|\w+);/g, "\uE002");
  counter.add("tag", matches(live, /<[a-z/!?]/gi));
  counter.add("bracket", matches(live.replace(/(?<=\w)\[\d*\](?=[^(:[])/g, ""), /[[\]]/g));
  counter.add("emphasis", emphasisIn(live));
  counter.add("address", matches(live, /(?:https?|ftp):\/\/|(?:mailto|xmpp):[^\s@]*@\w|\bwww\./gi));
  counter.add("mail", matches(live, /[\w.+-]@[\w-]/g));
  counter.add("math", Math.max(0, matches(live, /\$/g) - 1));
  counter.add("entity", matches(text.replace(/\\./g, ""), /&(?!(?:amp|lt|gt|#8203|#36|#124);)#?\w+;/g));
  countShown(decoded(text.replace(/<[^>]*>/g, "\uE003")), counter);
}

function countShown(text: string, counter: Counter): void {
  counter.add("mention", matches(text, /@[a-z\d]/gi));
  counter.add("reference", matches(text, /#\d|\bGH-\d/gi));
  counter.add("emoji", matches(text, /:[\w+-]+:/g));
}

/** A summary is HTML on one line: what is not in `<code>` is text that GitHub looks into. */
function countHtml(line: string, counter: Counter): void {
  const text = line.replace(/<code>[^<]*<\/code>/g, () => {
    counter.add("<code>");
    return "";
  });
  counter.add("tag in html", matches(text, /</g));
  countShown(decoded(text.replace(/<[^>]*>/g, "")), counter);
}

/** @throws Error for a code block that is never closed */
export function structureOf(markdown: string): Structure {
  const counter = new Counter();
  let fence: string | undefined;
  for (const line of markdown.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence !== undefined) {
      if (mark?.[1]?.startsWith(fence) && mark[2]?.trim() === "") fence = undefined;
      continue;
    }
    if (mark?.[1]) {
      fence = mark[1];
      counter.add("code block");
    } else if (BLOCK.test(line)) countHtml(line, counter);
    else {
      if (/^ {0,3}#{1,6}(\s|$)/.test(line)) counter.add("heading");
      if (/^ {0,3}(=+|-+)\s*$/.test(line)) counter.add("underline");
      if (/^ {0,3}>/.test(line)) counter.add("quote");
      if (/^\s*([-+*]|\d+[.)])\s/.test(line)) counter.add("list item");
      if (/^\s*[-+*] ([-+*]|\d+[.)]|#{1,6}|>)\s/.test(line)) counter.add("block in a list item");
      if (line.startsWith("|")) counter.add(`row of ${matches(line.replace(/\\\|/g, ""), /\|/g)}`);
      if (/^( {4}|\t)/.test(line)) counter.add("indented");
      countInline(line, counter);
    }
  }
  if (fence !== undefined) throw new Error(`code block: never closed, got ${fence}`);
  counter.add("unseen", matches(markdown.replace(/[\n\t]/g, ""), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu));
  return counter.counts;
}
