import { describe, expect, it } from "@jest/globals";
import { type Ignore, sift } from "../../../plan/ignores/ignores.ts";
import { asPlain } from "../../../plan/report/phrase.ts";
import {
  type Review,
  renderMarkdown,
  renderSummary,
  toAnnotations,
  toJson,
  toSarif,
  verdictOf,
} from "../../../plan/report/report.ts";
import type { Finding } from "../../../plan/rules/finding.ts";
import { exampleReview } from "../report/exampleReview.ts";

const AT = Date.parse("2026-11-25T12:00:00Z");

const finding = (rule: string, address: string, severity: Finding["severity"] = "critical"): Finding => ({
  rule,
  severity,
  stack: "prod-service",
  address,
  what: "It happens.",
  why: "It matters.",
  remedy: "Do it.",
});
const ignore = (rule: string, more: Partial<Ignore> = {}): Ignore => ({
  rule,
  reason: "a public demo",
  until: "2026-12-31",
  source: "lmi-ignore.json [0]",
  ...more,
});

const OPEN = finding("route-open", "aws_apigatewayv2_route.a");
const OTHER = finding("route-open", "aws_apigatewayv2_route.b", "low");

describe("an ignore", () => {
  it("takes the findings of its rule, or those at one address, and leaves the others", () => {
    expect(sift([OPEN, OTHER], [ignore("route-open")], AT)).toEqual({
      findings: [],
      ignored: [OPEN, OTHER].map((each) => ({ finding: each, reason: "a public demo", until: "2026-12-31" })),
      notes: [],
    });
    const { findings, ignored } = sift([OPEN, OTHER], [ignore("route-open", { address: OTHER.address })], AT);
    expect(findings).toEqual([OPEN]);
    expect(ignored.map((one) => one.finding)).toEqual([OTHER]);
  });

  it.each([
    ["2026-11-25", 0],
    ["2026-11-24", 1],
  ])("holds to the end of its last day: %s leaves %i findings", (until, left) => {
    expect(sift([OPEN], [ignore("route-open", { until })], AT).findings).toHaveLength(left);
    const nextDay = Date.parse("2026-11-26T00:00:00Z");
    expect(sift([OPEN], [ignore("route-open", { until })], nextDay).findings).toHaveLength(1);
  });

  it("is told of when it is over, or matches nothing", () => {
    const over = ignore("route-open", { until: "2026-11-01" });
    const idle = ignore("cors-open", { address: "aws_apigatewayv2_api.a", source: "lmi-ignore.json [1]" });
    expect(sift([OPEN], [over, idle], AT).notes).toEqual([
      "lmi-ignore.json [0]: route-open held until 2026-11-01, and ignores nothing any more",
      "lmi-ignore.json [1]: cors-open at aws_apigatewayv2_api.a matches no finding of this review",
    ]);
  });
});

describe("a review with ignored findings", () => {
  const review: Review = {
    ...exampleReview,
    findings: [],
    ignored: [
      { finding: OTHER, reason: "a public demo", until: "2026-12-31" },
      { finding: OPEN, reason: "a public demo", until: "2026-12-31" },
    ],
    ignoreNotes: ["lmi-ignore.json [1]: cors-open matches no finding of this review"],
  };

  it("says how many on top, and lists each with its reason, the critical first", () => {
    expect(asPlain(verdictOf(review).phrase)).toContain("2 findings are ignored");
    const comment = renderMarkdown(review);
    expect(comment).toContain("#### Ignored: 2\n");
    const listed = comment.split("#### Ignored: 2\n\n")[1]?.split("\n").slice(0, 3);
    expect(listed).toEqual([
      "- critical `route-open` at `aws_apigatewayv2_route.a` in `prod-service`, until 2026-12-31: a public demo",
      "- low `route-open` at `aws_apigatewayv2_route.b` in `prod-service`, until 2026-12-31: a public demo",
      "- lmi-ignore.json \\[1\\]: cors-open matches no finding of this review",
    ]);
    expect(renderSummary(review).filter((line) => line.startsWith("ignored   "))).toHaveLength(3);
    expect(toAnnotations(review)).toContain(
      "::notice title=2 findings are ignored::1 critical, 1 low: the review's comment lists them with their reasons.",
    );
  });

  it("has them apart in JSON, and suppressed in SARIF", () => {
    expect(toJson(review)).toMatchObject({ findings: [], ignored: review.ignored, ignoreNotes: review.ignoreNotes });
    expect(toSarif(review).runs[0].results).toMatchObject([
      {
        ruleId: "route-open",
        suppressions: [{ kind: "external", status: "accepted", justification: "a public demo (until 2026-12-31)" }],
      },
      { ruleId: "route-open" },
    ]);
  });

  it("says nothing of ignores where there are none", () => {
    expect(renderMarkdown(exampleReview)).not.toContain("gnored");
  });
});
