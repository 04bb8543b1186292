import { describe, expect, it } from "@jest/globals";
import { coverageOf } from "../../../plan/report/coverage.ts";
import { renderMarkdown, renderSummary, toJson } from "../../../plan/report/report.ts";
import type { Review } from "../../../plan/report/review.ts";
import { changesOf, planWith, reviewWith } from "./largeReview.ts";

const known = {
  judged: new Set(["aws_sqs_queue", "aws_iam_role"]),
  isPriced: (type: string) => type === "aws_sqs_queue",
  isFree: (type: string) => type === "aws_iam_role",
};
const changed = (count: number, type: string, more: Partial<Parameters<typeof changesOf>[2]> = {}) =>
  changesOf(count, "s", { action: "update", address: (index) => `${type}.n${index}`, type: () => type, ...more });

const coverage = (...changes: ReturnType<typeof changed>[]) => coverageOf([planWith("s", changes.flat())], known);

describe("what the review did not look at", () => {
  it("is what changes of types that no rule knows, and that have no price, most first", () => {
    expect(
      coverage(
        changed(2, "aws_mq_broker"),
        changed(6, "aws_instance"),
        changed(3, "aws_sqs_queue"),
        changed(1, "aws_iam_role"),
      ),
    ).toEqual({
      notJudged: [
        { type: "aws_instance", count: 6 },
        { type: "aws_mq_broker", count: 2 },
      ],
      notPriced: [
        { type: "aws_instance", count: 6 },
        { type: "aws_mq_broker", count: 2 },
      ],
      anyPriced: true,
    });
  });

  it("is nothing that stays as it is, moves, is imported as it is, or is only read", () => {
    const data = changed(1, "aws_ami", { action: "read" }).map((change) => ({ ...change, mode: "data" as const }));
    const same = changed(3, "aws_instance", { action: "noOp" });
    const [kept, moved, imported] = same;

    expect(
      coverage([
        ...data,
        ...(kept ? [kept] : []),
        ...(moved ? [{ ...moved, previousAddress: "aws_instance.old" }] : []),
        ...(imported ? [{ ...imported, importing: "i-1" }] : []),
      ]),
    ).toEqual({ notJudged: [], notPriced: [], anyPriced: false });
  });

  const changes = [...changed(6, "aws_instance"), ...changed(2, "aws_mq_broker")];
  const review: Review = { ...reviewWith([planWith("s", changes)]), coverage: coverage(changes) };

  it("is said in every output, and then there is no cost where nothing has a price", () => {
    expect(renderMarkdown(review)).toContain(
      "\n\nNot judged: 6 `aws_instance`, 2 `aws_mq_broker`.\nNot priced: 6 `aws_instance`, 2 `aws_mq_broker`.\n",
    );
    expect(renderSummary(review)).toContain("Not judged: 6 aws_instance, 2 aws_mq_broker.");
    expect(toJson(review)).toMatchObject({
      notJudged: [
        { type: "aws_instance", count: 6 },
        { type: "aws_mq_broker", count: 2 },
      ],
      notPriced: [
        { type: "aws_instance", count: 6 },
        { type: "aws_mq_broker", count: 2 },
      ],
    });
    expect(`${renderMarkdown(review)}${renderSummary(review).join("\n")}`).not.toMatch(/\bcost\b/i);
  });

  it("says an amount though nothing with a price changes: something else may make it cost more", () => {
    const line = { stack: "s", address: "a", what: "interface endpoint", floorUsdPerMonth: 7, ceilingUsdPerMonth: 7 };
    const cost = {
      lines: [line],
      floorUsdPerMonth: 7,
      ceilingUsdPerMonth: 7,
      region: "us-east-1",
      isRegionKnown: true,
      assumptions: [],
      notes: [],
    };

    expect(renderMarkdown({ ...review, cost })).toContain("#### Cost per month");
    expect(renderMarkdown({ ...review, cost: { ...cost, lines: [] } })).not.toContain("#### Cost per month");
  });

  it("names ten types where there is little room, and counts the others", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => changed(1, `aws_type_${"x".repeat(60)}${index}`)).flat();
    const markdown = renderMarkdown({ ...reviewWith([planWith("s", many)]), coverage: coverage(many) });

    expect(markdown.length).toBeLessThan(65_000);
    expect(markdown).toMatch(/^Not judged: .*, and 2,990 resources of 2,990 other types\.$/m);
  });
});
