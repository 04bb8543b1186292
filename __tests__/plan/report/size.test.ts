import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Action } from "../../../plan/plan.ts";
import type { Review } from "../../../plan/report/report.ts";
import { renderMarkdown } from "../../../plan/report/report.ts";
import { changesOf, findingsOf, hugeValues, planWith, reviewWith } from "./largeReview.ts";
import { structureOf } from "./markdownStructure.ts";

const LONG = `module.${"platform_team_".repeat(12)}`;
const EMOJI = "🧨💥漢字".repeat(40);

/** What the comment says of the changes of one title, as lines of their own and as counts of groups. */
function accountedFor(markdown: string, title: RegExp): { readonly total: number; readonly said: number } {
  const section = markdown.split(/\n(?=<details(?: open)?><summary><b>|#### )/).find((part) => title.test(part)) ?? "";
  const total = Number((title.exec(section)?.[1] ?? "0").replaceAll(",", ""));
  const isOne = (line: string) =>
    /^(?:(?: {2})?- `|<details><summary><code>)/.test(line) && !/^- `[^`]*` \([\d,]+ times?(?: in `s`)?\)$/.test(line);
  const lines = section.split("\n").filter(isOne).length;
  const grouped = [...section.matchAll(/ × ([\d,]+)/g)].reduce(
    (sum, [, count]) => sum + Number(count?.replaceAll(",", "")),
    0,
  );
  return { total, said: lines + grouped };
}

const DESTROYED = /<b>([\d,]+) destroyed<\/b>/;
const REPLACED = /<b>([\d,]+) replaced<\/b>/;
const HIGH = /#### High: ([\d,]+)/;

function fits(review: Review): string {
  const markdown = renderMarkdown(review);
  expect(markdown.length).toBeLessThan(65_000);
  expect(Buffer.byteLength(markdown)).toBeLessThan(200_000);
  structureOf(markdown);
  return markdown;
}

const destroys = (count: number, address: (index: number) => string, type?: (index: number) => string) =>
  changesOf(count, "s", { action: "delete", address, ...(type && { type }) });

describe("the size of the comment", () => {
  it.each<[string, (index: number) => string, ((index: number) => string) | undefined]>([
    ["long addresses", (index) => `${LONG}.aws_sqs_queue.n${index}`, undefined],
    ["for_each keys", (index) => `aws_sqs_queue.n["${index}"]`, undefined],
    ["addresses of several bytes a character", (index) => `aws_sqs_queue.n["${EMOJI}${index}"]`, undefined],
    ["addresses of invisible characters", (index) => `${"\u202E".repeat(300)}${index}`, undefined],
    ["a type each", (index) => `aws_${index}.n`, (index) => `aws_${index}`],
    ["a long type each", (index) => `${"t".repeat(300)}${index}.n`, (index) => `${"\u202E".repeat(300)}${index}`],
    ["a module each", (index) => `module.m${index}.aws_sqs_queue.n`, undefined],
    ["an address of a megabyte", (index) => (index === 0 ? "a".repeat(1e6) : `a${index}`), undefined],
  ])("holds 5,000 destroys with %s, each accounted for", (_, address, type) => {
    const markdown = fits(reviewWith([planWith("s", destroys(5_000, address, type))]));
    expect(accountedFor(markdown, DESTROYED)).toEqual({ total: 5_000, said: 5_000 });
    expect(markdown).toContain("5,000 resources are destroyed");
  });

  it("holds 3,000 updates with much to say, and says whose attributes are left out", () => {
    const changes = changesOf(3_000, "s", {
      action: "update",
      address: (index) => `aws_iam_role_policy.n${index}`,
      values: hugeValues,
    });
    const markdown = fits(reviewWith([planWith("s", changes)]));
    expect(markdown).toMatch(/This is cut to fit into a comment\. .*(?:Shortened|Only counted): /);
    expect(markdown.length).toBeGreaterThan(50_000);
  });

  it("holds 2,000 findings, each with its address or counted", () => {
    const findings = findingsOf(2_000, "high", (index) => `${LONG}.aws_sqs_queue.n${index}`, "long ".repeat(100));
    const markdown = fits(reviewWith([planWith("s", [])], findings));
    expect(accountedFor(markdown, HIGH)).toEqual({ total: 2_000, said: 2_000 });
  });

  it.each([["a"], ["\n"], ["漢"], ["🧨"], ["`"], ["\u202E"], ["{"], ['"']])(
    "holds values of a megabyte of %j",
    (unit) => {
      const value = (side: string) => unit.repeat(1_000_000 / unit.length) + side;
      const shape = {
        action: "update",
        address: (index: number) => `a.n${index}`,
        values: (side: string) => ({ a: value(side), b: { c: [value(side)] }, [value("key")]: side }),
      } as const;
      const changes = changesOf(3, "s", shape);
      const outputs = [
        { stack: "s", name: value("o"), action: "update", before: value("b"), after: value("a") },
      ] as const;
      fits(
        reviewWith(
          [planWith("s", changes, { outputs })],
          findingsOf(3, "low", () => value("address"), value("text")),
        ),
      );
    },
  );

  it("holds hundreds of stacks with long names, notices and checks", () => {
    const plans = Array.from({ length: 800 }, (_, index) =>
      planWith(
        `${EMOJI}${index}`,
        changesOf(2, `${EMOJI}${index}`, { action: "delete", address: (at) => `a.n${at}` }),
        {
          errored: index % 2 === 0,
          complete: false,
          failedChecks: [{ address: EMOJI, status: "fail", messages: [EMOJI.repeat(9)] }],
        },
      ),
    );
    const markdown = fits(reviewWith(plans));
    expect(accountedFor(markdown, DESTROYED)).toEqual({ total: 1_600, said: 1_600 });
  });

  it("gives destroys, replacements and findings their line before a create has its attributes", () => {
    const create = changesOf(500, "s", {
      action: "create",
      address: (index) => `a_create.n${index}`,
      values: hugeValues,
    });
    const replace = changesOf(100, "s", { action: "deleteThenCreate", address: (index) => `a_replace.n${index}` });
    const markdown = fits(
      reviewWith(
        [planWith("s", [...create, ...destroys(200, (index) => `a_destroy.n${index}`), ...replace])],
        findingsOf(100, "high", (index) => `a_finding.n${index}`),
      ),
    );
    for (let index = 0; index < 100; index++) {
      expect(markdown).toContain(`a_destroy.n${index}`);
      expect(markdown).toContain(`a_replace.n${index}`);
      expect(markdown).toContain(`a_finding.n${index}`);
    }
    expect(markdown).not.toContain(" × ");
  });

  it("gives every destroy its line before a finding has its reasons", () => {
    const changes = destroys(500, (index) => `${"long_".repeat(14)}.n${index}`);
    const findings = findingsOf(100, "high", (index) => `a_finding.n${index}`, "reason ".repeat(90));
    const markdown = fits(reviewWith([planWith("s", changes)], findings));
    expect(markdown.match(/^(?:- `|<details><summary><code>)long_/gm)).toHaveLength(500);
    expect(markdown).toContain("Shortened: ");
    expect(markdown).not.toContain(" × ");
  });

  it.each([
    ["of one module", () => LONG],
    ["of four", (index: number) => `module.${"team_".repeat(12)}${index % 4}["eu-west-1"]`],
  ])("names each of 400 destroys %s, however many findings there are", (_, module) => {
    const type = (index: number) => ["aws_sqs_queue", "aws_sns_topic", "aws_iam_role"][index % 3] ?? "";
    const address = (index: number) => `${module(index)}.${type(index)}.a_name_of_the_usual_length_${index}["key"]`;
    const findings = findingsOf(400, "critical", address, "It is destroyed, and with it all that it holds.");
    const markdown = fits(reviewWith([planWith("s", destroys(400, address, type))], findings));
    const changes = markdown.slice(markdown.indexOf("#### Changes"));

    expect(accountedFor(markdown, DESTROYED)).toEqual({ total: 400, said: 400 });
    for (let index = 0; index < 400; index++) expect(changes).toContain(`a_name_of_the_usual_length_${index}["key"]`);
    expect(changes).toMatch(/`module\.\w+(?:\["eu-west-1"\])?\.aws_sqs_queue` × \d+: `a_name/);
    expect(markdown).not.toMatch(/Only counted: .*destroyed/);
  });

  it("names each of 400 destroyed resources, in two stacks, with and without a finding", () => {
    const address = (stack: string) => (index: number) =>
      `module.platform_${stack}.module.queues["${index}"].aws_sqs_queue.dead_letters_of_team_${index}`;
    const of = (stack: string) => changesOf(200, stack, { action: "delete", address: address(stack) });
    const findings = findingsOf(200, "high", address("s"), "The queue and what waits in it are deleted.");
    const markdown = fits(reviewWith([planWith("s", of("s")), planWith("t", of("t"))], findings));
    for (const stack of ["s", "t"]) {
      for (let index = 0; index < 200; index++) expect(markdown).toContain(address(stack)(index));
    }
    expect(markdown).not.toContain(" × ");
  });

  it("names each of 400 destroyed resources twice where each has a finding, and 70 characters", () => {
    const address = (index: number) => `${LONG.slice(0, 50)}.aws_sqs_queue.q${index}_`.padEnd(70, "x");
    const markdown = fits(reviewWith([planWith("s", destroys(400, address))], findingsOf(400, "high", address)));
    for (let index = 0; index < 400; index++) expect(markdown.split(address(index))).toHaveLength(3);
  });

  it("names those that no finding names where not all fit", () => {
    const long = (index: number) => `${LONG.slice(0, 110)}.aws_sqs_queue.n${index}_`;
    const findings = findingsOf(200, "high", (index) => long(index + 100));
    const markdown = fits(reviewWith([planWith("s", destroys(300, long))], findings));
    for (let index = 0; index < 300; index++) expect(markdown).toContain(long(index));
  });

  it("cuts nothing when asked for everything", () => {
    const changes = changesOf(400, "s", { action: "update", address: (index) => `a.n${index}`, values: hugeValues });
    const markdown = renderMarkdown(reviewWith([planWith("s", changes)]), { full: true });
    expect(markdown.match(/```diff/g)).toHaveLength(400);
    expect(markdown).not.toContain("cut to fit");
    expect(markdown).not.toMatch(/# [\d,]+ more/);
  });

  it("always holds, and always accounts for what is destroyed, replaced or found", () => {
    const count = fc.oneof(fc.nat(5), fc.nat(400), fc.nat(3_000));
    const name = fc.constantFrom("a.b", LONG, EMOJI, "\u202E".repeat(200), "`".repeat(100), "<&>".repeat(50));
    const shape = fc.record({ delete: count, deleteThenCreate: count, update: count, create: count, forget: count });
    fc.assert(
      fc.property(shape, count, name, fc.boolean(), (counts, findings, prefix, severalStacks) => {
        const changes = Object.entries(counts).flatMap(([action, many]) =>
          changesOf(many, "s", { action: action as Action, address: (index) => `${prefix}.${action}${index}` }),
        );
        const plans = [planWith("s", changes), ...(severalStacks ? [planWith("t", [])] : [])];
        const markdown = fits(
          reviewWith(
            plans,
            findingsOf(findings, "high", (index) => `${prefix}${index}`, prefix),
          ),
        );
        const said = (all: number) => ({ total: all, said: all });
        expect(accountedFor(markdown, DESTROYED)).toEqual(said(counts.delete));
        expect(accountedFor(markdown, REPLACED)).toEqual(said(counts.deleteThenCreate));
        expect(accountedFor(markdown, HIGH)).toEqual(said(findings));
      }),
      { numRuns: 15 },
    );
  });
});
