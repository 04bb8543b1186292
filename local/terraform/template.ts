// The part of Terraform's template language that CDKTF writes into JSON: literal text, escapes and `${reference}`.

/** One piece of a template: text as it is, or the source of a `${...}` expression. */
export type Piece = { text: string } | { expression: string };

/** One step of a reference: `.name`, `["name"]` or `[0]`. */
export type Step = string | number;

/** Splits a string at its `${...}`; `$${` and `%%{` become the text `${` and `%{`. @returns undefined for a `%{` directive or an unclosed `${` */
export function parseTemplate(source: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  let text = "";
  let at = 0;
  while (at < source.length) {
    if (source.startsWith("$${", at) || source.startsWith("%%{", at)) {
      text += source.slice(at + 1, at + 3);
      at += 3;
    } else if (source.startsWith("%{", at)) {
      return undefined;
    } else if (source.startsWith("${", at)) {
      const end = closingBrace(source, at + 2);
      if (end === -1) return undefined;
      if (text) pieces.push({ text });
      text = "";
      pieces.push({ expression: source.slice(at + 2, end).trim() });
      at = end + 1;
    } else {
      text += source[at];
      at += 1;
    }
  }
  if (text || pieces.length === 0) pieces.push({ text });
  return pieces;
}

/** The index of the brace that ends an expression, minding nested braces and quoted strings; -1 if there is none. */
function closingBrace(source: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (quoted) {
      if (character === "\\") at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return -1;
}

const STEP = /\.([A-Za-z_][\w-]*)|\.(\d+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** `aws_x.name.block[0].attr` as its steps. @returns undefined for anything that is not a plain reference (functions, operators, splats) */
export function parseReference(expression: string): Step[] | undefined {
  const steps: Step[] = [];
  const dotted = `.${expression}`;
  STEP.lastIndex = 0;
  while (STEP.lastIndex < dotted.length) {
    const match = STEP.exec(dotted);
    if (!match) return undefined;
    const [, name, legacyIndex, index, key] = match;
    const number = legacyIndex ?? index;
    if (number !== undefined) steps.push(Number(number));
    else steps.push(name ?? (JSON.parse(`"${key}"`) as string));
  }
  return steps;
}
