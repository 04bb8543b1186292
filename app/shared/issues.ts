// What zod found wrong, as lines: the path as it is written in the file, the rule, and the value.

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly divisor?: number;
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ string: "text", number: "a number", int: "a whole number", boolean: "true or false" },
  ...{ array: "a list", object: "an object", record: "an object" },
};

/** Of what a bound is. */
const COUNTED: Readonly<Record<string, readonly [one: string, many: string]>> = {
  ...{ string: ["character", "characters"], array: ["entry", "entries"], set: ["entry", "entries"] },
};

function bound({ origin = "", inclusive, minimum, maximum }: Issue): string {
  const counted = COUNTED[origin];
  const limit = minimum ?? maximum;
  const words = minimum === undefined ? ["below", "at most"] : ["above", "at least"];
  const rule = `${words[inclusive ? 1 : 0]} ${limit}`;
  return counted === undefined ? `must be ${rule}` : `must have ${rule} ${counted[limit === 1 ? 0 : 1]}`;
}

/** Zod's own words for what a schema leaves without words; a schema's own stay. */
const OWN_WORDS = /^(Invalid|Too (small|big):)/;

function ruleOf(issue: Issue): string {
  const { code, message, expected = "", values = [], divisor } = issue;
  if (!OWN_WORDS.test(message)) return message;
  if (code === "invalid_type") return `must be ${TYPES[expected] ?? expected}`;
  if (code === "invalid_value")
    return `must be ${values
      .map(String)
      .join(", ")
      .replace(/, ([^,]*)$/, " or $1")}`;
  if (code === "too_small" || code === "too_big") return bound(issue);
  if (code === "not_multiple_of") return `must be a multiple of ${divisor}`;
  return message;
}

/** A value in a message: as JSON, of a long one its beginning. */
export const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? "nothing";

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );

/** `windows[1].from` */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "") || "(root)";

/** Names of unknown keys; inside a window only the message still has them. */
function unknownKeys({ code, keys, message }: Issue): readonly string[] {
  if (code === "unrecognized_keys" && keys) return keys;
  if (!message.startsWith("Unrecognized key")) return [];
  return [...message.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, key]) => String(key));
}

/**
 * One line per thing that is wrong.
 * @param input what was parsed; without it no values are shown
 */
export function linesOf(error: Error & { issues?: readonly Issue[] }, input: unknown): string[] {
  return (error.issues ?? []).flatMap((issue) => {
    const unknown = unknownKeys(issue);
    if (unknown.length > 0) return unknown.map((key) => `${pathText([...issue.path, key])}: unknown key`);
    const { path } = issue;
    const message = ruleOf(issue);
    const got = input === undefined || message.includes("got ") ? "" : `, got ${shown(valueAt(input, path))}`;
    return [`${pathText(path)}: ${message}${got}`];
  });
}
