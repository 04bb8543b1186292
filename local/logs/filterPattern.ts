// Filter patterns of CloudWatch Logs, as far as they are terms, phrases, or conditions on the fields of JSON lines.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import { invalid } from "./request.ts";

export type Matches = (message: string) => boolean;

/** @throws AwsError InvalidParameterException for a pattern that is none, or one of a kind that is not evaluated here */
export function filterPattern(pattern: string): Matches {
  const text = pattern.trim();
  if (text.startsWith("[")) throw refused(pattern, "space-delimited patterns");
  if (text.startsWith("{") && text.endsWith("}")) return new JsonPattern(pattern, text.slice(1, -1)).read();
  return termsPattern(pattern, text);
}

const refused = (pattern: string, what: string) =>
  invalid(`filterPattern: ${what} are not evaluated locally, got ${pattern}`);

const malformed = (pattern: string, problem: string) => invalid(`Invalid filter pattern: ${problem}, got ${pattern}`);

/** Terms that must all be there, `-term` that must not, or `?term` of which one must. Case counts. */
function termsPattern(pattern: string, text: string): Matches {
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*/g)].map(([, sign, phrase, word = ""]) => {
    if (/^%.*%$/.test(word)) throw refused(pattern, "regular expressions");
    if (phrase === undefined && !/^\w+$/.test(word))
      throw malformed(pattern, `a term with other characters than letters, digits and _ must be quoted: ${word}`);
    return { sign, term: phrase?.replaceAll(/\\(.)/g, "$1") ?? word };
  });
  const optional = terms.filter(({ sign }) => sign === "?");
  if (optional.length > 0 && optional.length < terms.length) throw refused(pattern, "optional terms beside others");
  if (optional.length > 0) return (message) => optional.some(({ term }) => message.includes(term));
  return (message) => terms.every(({ sign, term }) => message.includes(term) === (sign !== "-"));
}

type Condition = (fields: unknown) => boolean;

const TOKEN = /\s*(?:(\(|\)|&&|\|\||!=|<=|>=|=|<|>)|"((?:[^"\\]|\\.)*)"|([^\s()=<>!&|"]+))/y;

interface Token {
  readonly text: string;
  readonly kind: "operator" | "string" | "word";
}

/** Reads `{ $.a.b = "x" && ($.n > 3 || $.c NOT EXISTS) }`. */
class JsonPattern {
  readonly #pattern: string;
  readonly #tokens: Token[];

  constructor(pattern: string, inside: string) {
    this.#pattern = pattern;
    this.#tokens = this.#tokenize(inside);
  }

  read(): Matches {
    const condition = this.#any();
    const [rest] = this.#tokens;
    if (rest) throw malformed(this.#pattern, `unexpected ${rest.text}`);
    return (message) => {
      const fields = parse(message);
      return typeof fields === "object" && fields !== null && condition(fields);
    };
  }

  #tokenize(inside: string): Token[] {
    const tokens: Token[] = [];
    TOKEN.lastIndex = 0;
    for (let end = 0; inside.slice(end).trim() !== ""; end = TOKEN.lastIndex) {
      const [, operator, string, word] = TOKEN.exec(inside) ?? [];
      if (operator !== undefined) tokens.push({ text: operator, kind: "operator" });
      else if (string !== undefined) tokens.push({ text: string.replaceAll(/\\(.)/g, "$1"), kind: "string" });
      else if (word !== undefined) tokens.push({ text: word, kind: "word" });
      else throw malformed(this.#pattern, `unexpected ${inside.slice(end).trim()}`);
    }
    return tokens;
  }

  #any(): Condition {
    const first = this.#all();
    if (!this.#skip("||")) return first;
    const rest = this.#any();
    return (fields) => first(fields) || rest(fields);
  }

  #all(): Condition {
    const first = this.#one();
    if (!this.#skip("&&")) return first;
    const rest = this.#all();
    return (fields) => first(fields) && rest(fields);
  }

  #one(): Condition {
    if (this.#skip("(")) {
      const inner = this.#any();
      if (!this.#skip(")")) throw malformed(this.#pattern, "a ) is missing");
      return inner;
    }
    const selector = this.#next();
    const path = /^\$((?:\.[\w-]+|\[\d+\])+)$/.exec(selector.text)?.[1];
    if (path === undefined)
      throw malformed(this.#pattern, `a property selector such as $.level is expected, got ${selector.text}`);
    const keys = [...path.matchAll(/[\w-]+/g)].map(([key]) => key);
    const test = this.#test();
    return (fields) => test(keys.reduce<unknown>(member, fields));
  }

  /** What stands behind a selector, on the value that was selected. */
  #test(): (value: unknown) => boolean {
    const { text: operator } = this.#next();
    const operand = this.#next();
    const words = `${operator} ${operand.text}`.toUpperCase();
    if (words === "NOT EXISTS") return (value) => value === undefined;
    if (words === "IS NULL") return (value) => value === null;
    if (words === "IS TRUE") return (value) => value === true;
    if (words === "IS FALSE") return (value) => value === false;
    if (/^%.*%$/.test(operand.text)) throw refused(this.#pattern, "regular expressions");
    const number = operand.kind === "word" ? Number(operand.text) : Number.NaN;
    const equals = Number.isNaN(number) ? isLike(operand.text) : (value: unknown) => value === number;
    if (operator === "=") return equals;
    if (operator === "!=") return (value) => value !== undefined && !equals(value);
    const compare = COMPARISONS[operator];
    if (!compare) throw malformed(this.#pattern, `unexpected ${operator}`);
    if (Number.isNaN(number)) throw malformed(this.#pattern, `${operator} needs a number, got ${operand.text}`);
    return (value) => typeof value === "number" && compare(value, number);
  }

  #skip(text: string): boolean {
    const [token] = this.#tokens;
    const isThere = token?.kind === "operator" && token.text === text;
    if (isThere) this.#tokens.shift();
    return isThere;
  }

  #next(): Token {
    const token = this.#tokens.shift();
    if (!token) throw malformed(this.#pattern, "it ends too early");
    return token;
  }
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
};

/** Text in which `*` stands for anything. */
function isLike(text: string): (value: unknown) => boolean {
  const [first = "", ...others] = text.split("*");
  const last = others.pop();
  return (value) => {
    if (typeof value !== "string") return false;
    if (last === undefined) return value === first;
    if (!value.startsWith(first)) return false;
    let from = first.length;
    for (const part of others) {
      const at = value.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return value.length - last.length >= from && value.endsWith(last);
  };
}

const member = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
