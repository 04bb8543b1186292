// HTML and SVG as text in which everything that is put in is escaped, unless it is markup already.

/** Text that is safe to put into a page as it is: made by `html`, or trusted by name. */
export class Markup {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  /** For constants of this program, such as its style sheet; never for what came from outside. */
  static trusted(text: string): Markup {
    return new Markup(text);
  }
  toString(): string {
    return this.#text;
  }
}

/** What a template takes; nothing is written for undefined and false. */
export type Content = string | number | Markup | undefined | false | readonly Content[];

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function written(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.toString();
  if (typeof content === "string") return content.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
  if (typeof content !== "number") return content.map(written).join("");
  if (!Number.isFinite(content)) throw new RangeError(`page: a number on it must be finite, got ${content}`);
  return String(content);
}

/** A template whose attributes stand in quotes; @throws RangeError for a number that is not finite, or a bare attribute */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = literals[0] ?? "";
  contents.forEach((content, index) => {
    const before = literals[index] ?? "";
    if (before.endsWith("=")) throw new RangeError(`page: attributes must stand in quotes, got ${before.slice(-20)}`);
    text += written(content) + (literals[index + 1] ?? "");
  });
  return Markup.trusted(text);
}

/** A coordinate: hundredths of a pixel are enough. */
export const px = (value: number): number => Math.round(value * 100) / 100;
