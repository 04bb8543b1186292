// A name on several lines where it is longer than its place: SVG text does not wrap by itself.
import { textWidth } from "./size.ts";

/** Broken between words; a word that is too long for a line is cut, with a hyphen. */
export function wrapped(text: string, width: number): string[] {
  const longest = Math.max(2, Math.floor(width / textWidth("n")));
  const words = text
    .split(/\s+/)
    .flatMap((word) =>
      word.length <= longest
        ? [word]
        : (word.match(new RegExp(`.{1,${longest - 1}}`, "gu")) ?? [word]).map((part, index, parts) =>
            index < parts.length - 1 ? `${part}-` : part,
          ),
    );
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= longest) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
