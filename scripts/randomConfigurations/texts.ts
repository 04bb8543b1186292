// Texts that have made trouble somewhere: in templates, in JSON, in paths, in tags.
import fc from "fast-check";
import type { z } from "zod";

/** What Terraform or cdktf would read as its own. */
const TEMPLATES = [
  "$" + "{",
  "%{",
  "$$" + "{",
  "%%{",
  "}",
  "$" + "{aws_vpc.vpc.id}",
  "$" + "{data.aws_caller_identity.account.account_id}",
  "%{ if true }",
  "%{ endif }",
  "$" + "{TfToken[TOKEN.0]}",
  "#{TfToken[TOKEN.1]}",
  "-1.8881545897087503e+289",
  "1e5",
];

const ODD = [
  '"',
  "\\",
  "\n",
  "\u0000",
  "é",
  "e\u0301",
  "𝐀",
  "\u202e",
  "\ud800",
  " ",
  "..",
  "/",
  "aws:",
  "AWS:",
  ",",
  "*",
  "$",
  "%",
];

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEMPLATES) },
  { weight: 2, arbitrary: fc.constantFrom(...ODD) },
  { weight: 4, arbitrary: fc.string({ minLength: 1, maxLength: 12 }) },
  { weight: 3, arbitrary: fc.stringMatching(/^[A-Za-z0-9._:/=+@-]{1,12}$/) },
);

/** What an arbitrary makes and a schema accepts. */
export const accepted = <T>(schema: z.ZodType, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  arbitrary.filter((value) => schema.safeParse(value).success);

/** Any text up to a length, nasty more often than not. */
export const nastyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 8, arbitrary: fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join("")) },
      { weight: 1, arbitrary: fc.nat(maxLength).map((length) => "x".repeat(length)) },
      { weight: 1, arbitrary: fc.constantFrom("", "x".repeat(maxLength)) },
    )
    .map((text) => text.slice(0, maxLength));
