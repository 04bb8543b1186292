import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { cell, code, fence, html, text } from "../../../plan/report/escape.ts";
import { renderMarkdown } from "../../../plan/report/report.ts";
import { structureOf } from "./markdownStructure.ts";
import { plantedReview } from "./plantedReview.ts";

/** Each would do something if it were written down as it is. */
const HOSTILE = [
  "`", "``", "```", "````", "~~~", "\n```\n# heading\n", "``` ```", "`a`b``c", "\\", "\\`", "\\|", "|", "a|b\\|c\\",
  "# heading", "\n# heading", "- item", "* item", "+ item", "1. one", "1) one", "> quote", "---", "===", "    code", "\tcode",
  "[link](https://evil.example)", "![image](https://evil.example/a.png)", "[x]: https://evil.example", "[^1]", "- [ ] task",
  "<b>bold</b>", "</details>", "<details>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!--", "-->", "<![CDATA[", "]]>", "<?php", "<https://evil.example>",
  "@octocat", "@org/team", "a@b.example", "#123", "GH-123", "gh-1", "owner/repo#1", "https://evil.example", "http://a.b", "www.evil.example", "ftp://a.b", "mailto:a@b.example",
  ":tada:", ":white_check_mark:", "::error::x", "$x$", "$`x`$", "&lt;", "&#64;octocat", "&copy;", "*bold*", "__bold__", "_i_", "~~gone~~",
  "\u202Eevil\u202C", "\u2066a\u2069", "a\u200bb", "\ufeff", "\u00ad", "\u0000", "\u001b[31m", "\r\n", "\u2028", "\u2029", "\u0085", "\ud800", "\u{e0041}", "\u3164", "\u00a0",
  "", " ", "  two  spaces  ",
] as const; // biome-ignore format: one per meaning

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 6 })), { maxLength: 6 })
  .map((parts) => parts.join(""));
const pieces = fc.oneof(
  hostile,
  fc.array(fc.constantFrom(...HOSTILE)).map((parts) => parts.join(" ")),
);
const runs = { numRuns: 300 };

describe("code", () => {
  it.each([
    ["plain", "`plain`"],
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
    ["a``b`c", "```a``b`c```"],
    [" a ", "`  a  `"],
    ["", "(empty)"],
    ["a\nb", "`a⟨U+000A⟩b`"],
    ["a\u202Eb", "`a⟨U+202E⟩b`"],
  ])("writes %j as %s", (content, expected) => expect(code(content)).toBe(expected));

  it("is one code span whatever is in it", () => {
    fc.assert(
      fc.property(pieces, (content) => {
        const structure = structureOf(`x ${code(content)} x`);
        expect(structure).toEqual(content === "" ? {} : { code: 1 });
      }),
      runs,
    );
  });
});

describe("text", () => {
  it.each([
    ["s3:GetObject on arn:aws:s3:::media/*.", "s3:GetObject on `arn:aws:s3:::media/*`."],
    ["", "(empty)"],
    ["create_before_destroy", "create_before_destroy"],
    ["_a_ __b__ c_", "\\_a\\_ \\_\\_b\\_\\_ c\\_"],
    ["s3:Get* on * (AWS_IAM to NONE)!", "s3:Get\\* on * (AWS_IAM to NONE)!"],
    ["vpc_config[0].ids[] = {}", "vpc_config[0].ids[] = {}"],
    ["a[0](b) [c]", "a\\[0\\](b) \\[c\\]"],
    ["$default costs", "$default costs"],
    ["$1 or $2", "&#36;1 or &#36;2"],
    ["a < 5 & b > 3 | c", "a < 5 & b > 3 | c"],
    ["<b> &copy; &amp", "&lt;b> &amp;copy; &amp;amp"],
    ["a\\b \\* c\\", "a\\b \\\\\\* c\\\\"],
    ["1.5 GiB - 2", "1.5 GiB - 2"],
    ["# one", "&#8203;# one"],
    ["@octocat", "@&#8203;octocat"],
    ["see #12", "see #&#8203;12"],
    ["GH-12", "GH-&#8203;12"],
    ["https://a.example", "https:&#8203;//a.example"],
    ["www.a.example", "www&#8203;.a.example"],
    ["_www.a.example", "\\_www&#8203;.a.example"],
    ["a_GH-1", "a_GH-&#8203;1"],
    [":tada:", ":&#8203;tada:"],
    ["1. one", "1&#8203;. one"],
    ["- one", "&#8203;- one"],
    ["<!-- a", "&lt;!-- a"],
    ["&amp;", "&amp;amp;"],
  ])("writes %j as %s", (content, expected) => expect(text(content)).toBe(expected));

  it("is nothing but text, wherever it stands", () => {
    fc.assert(
      fc.property(pieces, (content) => {
        expect(structureOf(text(content))).toEqual({});
        expect(structureOf(`- ${text(content)}`)).toEqual({ "list item": 1 });
        expect(structureOf(`- x ${text(content)} x`)).toEqual({ "list item": 1 });
      }),
      runs,
    );
  });
});

describe("cell", () => {
  it("keeps a row a row", () => {
    fc.assert(
      fc.property(pieces, pieces, (one, other) => {
        const row = structureOf(`| ${cell(`x${code(one)}`)} | ${cell(text(other))} |`);
        expect(row).toEqual({ "row of 3": 1, ...(one !== "" && { code: 1 }) });
      }),
      runs,
    );
  });

  it("leaves no backslash before an escaped pipe", () => {
    expect(cell(code("a\\|b"))).toBe("`a⟨U+005C⟩\\|b`");
  });
});

describe("html", () => {
  it("stays inside of its element", () => {
    fc.assert(
      fc.property(pieces, (content) => {
        expect(structureOf(`<summary><code>${html(content)}</code></summary>`)).toEqual({
          "<code>": 1,
          "tag in html": 2,
        });
      }),
      runs,
    );
  });
});

describe("fence", () => {
  it("is longer than any run of backticks in it", () => {
    expect(fence(["a ```` b"], "diff")).toBe("`````diff\na ```` b\n`````\n");
  });

  it("is one code block whatever is in it", () => {
    fc.assert(
      fc.property(fc.array(pieces), (lines) => expect(structureOf(fence(lines, "diff"))).toEqual({ "code block": 1 })),
      runs,
    );
  });
});

describe("a comment full of somebody else's text", () => {
  const harmless = plantedReview((place) => place.replaceAll(" ", "x"));

  it.each([[false], [true]])("has the structure that harmless text gives it (full: %s)", (full) => {
    const options = { key: "key", full };
    const expected = structureOf(renderMarkdown(harmless, options));
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 12 }), (texts) => {
        let next = 0;
        const review = plantedReview((place) => `${texts[next++ % texts.length]}${place.replaceAll(" ", "x")}`);
        expect(structureOf(renderMarkdown(review, options))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("is counted by a checker that sees what is not escaped", () => {
    const alone = HOSTILE.filter((one) => !/```|~~~/.test(one));
    const unseen = alone.filter((one) => Object.keys(structureOf(`x ${one} x\n${one}`)).length === 0);
    // A backslash, a pipe and an entity do something beside other characters only; the rest is nothing to Markdown.
    expect(unseen).toEqual([
      "\\",
      "\\`",
      "\\|",
      "a|b\\|c\\",
      "-->",
      "&lt;",
      "\u3164",
      "\u00a0",
      "",
      " ",
      "  two  spaces  ",
    ]);
  });
});
