import { describe, expect, it } from "@jest/globals";
import { renderMarkdown, renderSummary, toAnnotations, toJson, toSarif } from "../../../plan/report/report.ts";
import type { ResourceResult, Scanned, ScannerCounts } from "../../../plan/scanners/scanned.ts";
import { changesOf, planWith, reviewWith } from "./largeReview.ts";
import { structureOf } from "./markdownStructure.ts";

const result = (rule: string, address: string, more: Partial<ResourceResult> = {}): ResourceResult => ({
  tool: "checkov",
  rule,
  severity: "high",
  message: `Ensure ${rule}`,
  count: 1,
  stack: "s",
  address,
  ...more,
});

const counts: ScannerCounts = {
  tool: "checkov",
  unchanged: 31,
  unreviewed: 2,
  unreviewedStacks: ["prod"],
  suppressed: 3,
  unfinished: false,
};

const scanned: Scanned = {
  onChanged: [
    result("CKV_1", "aws_sqs_queue.a"),
    result("CKV_2", "aws_sqs_queue.a", { severity: "low", count: 2 }),
    result("CKV_1", "aws_sqs_queue.b", { tool: "trivy" }),
  ],
  elsewhere: [
    { tool: "tflint", rule: "typed", severity: "medium", message: "no type", count: 1, file: "main.tf", line: 7 },
  ],
  scanners: [counts, { ...counts, tool: "trivy", unchanged: 0, unreviewed: 0, suppressed: 0, unfinished: true }],
  onOneLine: ["s.plan.json"],
};
const plan = planWith("s", changesOf(2, "s", { action: "update", address: (index) => `aws_sqs_queue.n${index}` }));
const review = { ...reviewWith([plan]), scanned };

describe("results of scanners", () => {
  it("stand in the comment under their resources, with the scanner and what is only counted", () => {
    const [, section = ""] = renderMarkdown(review).split(/^#### /m);

    expect(section).toBe(`Scanners

- \`checkov\`: 3 results on resources that change; 31 results on resources that do not change; 2 results on stacks without a plan here (\`prod\`); 3 results suppressed
- \`trivy\`: it did not finish, so that there may be more; 1 result on resources that change
- \`s.plan.json\`: its resources stand on one line, so that no result has one; scan what jq . makes of it

- \`aws_sqs_queue.a\`
  - high, \`checkov\` \`CKV_1\`: Ensure CKV_1
  - low, \`checkov\` \`CKV_2\` × 2: Ensure CKV_2
- \`aws_sqs_queue.b\`
  - high, \`trivy\` \`CKV_1\`: Ensure CKV_1

Other results, on nothing that the plans have:

- \`main.tf:7\` medium, \`tflint\` \`typed\`: no type

`);
  });

  it("stand in the summary", () => {
    const lines = renderSummary(review);
    const from = lines.findIndex((line) => line.startsWith("scanned"));

    expect(lines.slice(from + 3, from + 10)).toEqual([
      "  aws_sqs_queue.a",
      "    high, checkov CKV_1: Ensure CKV_1",
      "    low, checkov CKV_2 × 2: Ensure CKV_2",
      "  aws_sqs_queue.b",
      "    high, trivy CKV_1: Ensure CKV_1",
      "  main.tf:7",
      "    medium, tflint typed: no type",
    ]);
  });

  it("are in the JSON, and neither in the SARIF nor in the annotations, which scanners have of their own", () => {
    expect(toJson(review).scanned).toEqual(scanned);
    expect(toJson(reviewWith([plan]))).not.toHaveProperty("scanned");
    expect(JSON.stringify([toSarif(review), toAnnotations(review)])).not.toMatch(/checkov|CKV/);
  });

  it("never take the room of a destroyed resource, and are counted when there are thousands", () => {
    const destroyed = changesOf(300, "s", { action: "delete", address: (index) => `aws_sns_topic.n${index}` });
    const onChanged = Array.from({ length: 6_000 }, (_, index) =>
      result(`CKV_${index % 40}`, `module.m.aws_sqs_queue.n${index % 3_000}`, { message: "long ".repeat(200) }),
    );
    const elsewhere = Array.from({ length: 4_000 }, (_, index) => ({
      ...result("R", "", { message: "long ".repeat(200) }),
      file: `${"folder/".repeat(20)}${index}.tf`,
    }));
    const markdown = renderMarkdown({
      ...reviewWith([planWith("s", destroyed)]),
      scanned: { ...scanned, onChanged, elsewhere },
    });

    expect(markdown.length).toBeLessThan(65_000);
    structureOf(markdown);
    for (const { address } of destroyed) expect(markdown).toContain(`\`${address}\``);
    expect(markdown).toMatch(/[\d,]+ more in short: `aws_sqs_queue` × [\d,]+\n/);
    expect(markdown).toMatch(/[\d,]+ more in short: `checkov R` × [\d,]+\n/);
    expect(markdown).toMatch(/Only counted: .*scanned resources.*other scanner results/);
  });
});
