// Patterns of IAM policies: `*` stands for any characters, `?` for one. `${*}`, `${?}` and `${$}` are the characters themselves.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

const LITERAL: Readonly<Record<string, string>> = { "*": "\u{E000}", "?": "\u{E001}", $: "$" };

/** With characters of no other use for those that are meant literally. */
const symbolsOf = (pattern: string): string =>
  pattern.includes("${")
    ? pattern.replaceAll(/\$\{([*?$])\}/g, (_, symbol: string) => LITERAL[symbol] ?? symbol)
    : pattern;

/** A text of which no character is a wildcard, as a pattern. */
export const literal = (text: string): string => text.replaceAll(/[*?]/g, (symbol) => `\${${symbol}}`);

export const hasWildcard = (pattern: string): boolean => /[*?]/.test(symbolsOf(pattern));

/** Whether a symbol of one pattern stands for everything that a symbol of another stands for. */
const takes = (wide: string, narrow: string): boolean => wide === narrow || (wide === "?" && narrow !== "*");

/** Whether every text that `narrow` stands for is one that `wide` stands for. */
export function covers(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "*") return true;
  if (!/[*?$]/.test(wide)) return false;
  const [outer, inner] = [symbolsOf(wide), symbolsOf(narrow)];
  let star = -1;
  let taken = 0;
  let i = 0;
  let j = 0;
  while (j < inner.length) {
    if (outer[i] === "*") {
      star = i++;
      taken = j;
    } else if (i < outer.length && takes(outer.charAt(i), inner.charAt(j))) {
      i++;
      j++;
    } else if (star >= 0) {
      i = star + 1;
      j = ++taken;
    } else {
      return false;
    }
  }
  while (outer[i] === "*") i++;
  return i === outer.length;
}

/** Whether there is a text that both stand for. */
export function overlap(a: string, b: string): boolean {
  if (!hasWildcard(b)) return covers(a, b);
  if (!hasWildcard(a)) return covers(b, a);
  const [left, right] = [symbolsOf(a), symbolsOf(b)];
  // possible[j]: whether the rest of left from i and the rest of right from j have a text in common.
  let possible = Array.from({ length: right.length + 1 }, (_, j) => /^\**$/.test(right.slice(j)));
  for (let i = left.length - 1; i >= 0; i--) {
    const next = possible;
    const l = left.charAt(i);
    possible = new Array(right.length + 1).fill(false);
    possible[right.length] = l === "*" && next[right.length] === true;
    for (let j = right.length - 1; j >= 0; j--) {
      const r = right.charAt(j);
      const one = l === r || l === "?" || r === "?";
      if (l === "*" || r === "*") possible[j] = next[j] === true || possible[j + 1] === true;
      else possible[j] = one && next[j + 1] === true;
    }
  }
  return possible[0] === true;
}
