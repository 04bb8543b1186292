// Values that programs do not expect, and requests that were right until some of their parts were replaced by them.
import fc from "fast-check";

/** A value as JSON text: some of these cannot be made from values (`1e999`). */
const oddText = fc.constantFrom(
  "null",
  "true",
  "-1",
  "0.5",
  "1e308",
  "1e999",
  "-1e999",
  "9".repeat(400),
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"__proto__"',
  '"constructor"',
  '"NaN"',
  '"1e-999"',
  `"${"9".repeat(200)}"`,
  `"${"x".repeat(3_000)}"`,
  "[]",
  "[[]]",
  "[null]",
  "{}",
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1}',
  `${"[".repeat(100)}${"]".repeat(100)}`,
  `${'{"M":'.repeat(60)}{}${"}".repeat(60)}`,
);

const CONDITION =
  "( ) #a #b :v :w pk AND OR NOT = <> < >= , size( attribute_exists( begins_with( contains( attribute_type( BETWEEN IN . [0] [99999999999]".split(
    " ",
  );
const UPDATE =
  "SET REMOVE ADD DELETE #a #b pk :v :w = + - , ( ) if_not_exists( list_append( . [0] [99999999999] #a.#b".split(" ");
const expression = (tokens: readonly string[]) =>
  fc.array(fc.constantFrom(...tokens), { maxLength: 12 }).map((parts) => JSON.stringify(parts.join(" ")));

const odd = fc.oneof(
  { weight: 6, arbitrary: oddText },
  { weight: 1, arbitrary: expression(CONDITION) },
  { weight: 1, arbitrary: expression(UPDATE) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }).map((text) => JSON.stringify(text)) },
);

interface Change {
  readonly at: number;
  readonly how: "replace" | "remove" | "add";
  readonly text: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat({ max: 1_000 }),
  how: fc.constantFrom("replace", "replace", "replace", "remove", "add"),
  text: odd,
});

type Holder = Record<string, unknown>;

/** Every place in a value that can be replaced. */
function placesIn(value: unknown): { holder: Holder; key: string }[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

/** JSON text of the template with the changes in it. Texts go in by marks, because not all of them are values. */
function changed(template: object, changes: readonly Change[]): string {
  const value = structuredClone(template);
  const texts: string[] = [];
  for (const { at, how, text } of changes) {
    const places = placesIn(value);
    const place = places[at % Math.max(1, places.length)];
    if (!place || Array.isArray(place.holder)) continue;
    const mark = `\u0001${texts.push(text) - 1}\u0001`;
    if (how === "remove") delete place.holder[place.key];
    else place.holder[how === "add" ? `${place.key}${at}` : place.key] = mark;
  }
  return JSON.stringify(value).replaceAll(/"\\u0001(\d+)\\u0001"/g, (_, index) => texts[Number(index)] ?? "null");
}

/** A JSON body: the template as it is, with a few of its parts replaced, cut off, or something else altogether. */
export const jsonBody = (template: object): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .oneof(fc.tuple(change), fc.array(change, { maxLength: 3 }))
        .map((changes) => changed(template, changes)),
    },
    { weight: 1, arbitrary: odd },
    {
      weight: 1,
      arbitrary: fc.nat({ max: 60 }).map((length) => JSON.stringify(template).slice(0, length)),
    },
  );

/** A word where a name is expected: one of those that exist, or what is none. */
export const nameLike = (...names: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "constructor",
        "__proto__",
        "toString",
        "",
        ".",
        "..",
        "%zz",
        "%00",
        "%2F",
        "a".repeat(300),
        "ä",
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary-ascii", maxLength: 20 }) },
  );
