import { describe, expect, it } from "@jest/globals";
import { toJson } from "../../../plan/report/report.ts";
import { planJson, planOf } from "../../support/plan/json.ts";
import { exampleReview, findings } from "./exampleReview.ts";
import { reviewWith } from "./largeReview.ts";

const json = toJson(exampleReview);

describe("the review as JSON", () => {
  it("has its version, verdict, counts and fingerprint", () => {
    expect(json).toMatchObject({
      schemaVersion: 1,
      verdict: { status: "wouldFail", text: expect.stringMatching(/^Apply would fail: /) },
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      counts: { created: 1, updated: 2, replaced: 1, destroyed: 2, moved: 1, imported: 1, drifted: 1 },
    });
    expect(json.stacks.map(({ name, counts }) => [name, counts.destroyed])).toEqual([
      ["prod-service", 1],
      ["prod-network", 1],
    ]);
  });

  it("has the findings worst first, and all changes by stack and address", () => {
    expect(json.findings.map(({ severity }) => severity)).toEqual(["critical", "high", "high"]);
    expect(json.findings).toHaveLength(findings.length);
    expect(json.changes.map(({ address, kind }) => [address, kind])).toEqual([
      ["aws_cloudwatch_log_group.api", "created"],
      ["aws_iam_role_policy.processor", "updated"],
      ["aws_lambda_capacity_provider.api", "replaced"],
      ["aws_lambda_function.processor", "updated"],
      ["aws_lambda_function_scaling_config.old", "destroyed"],
      ["aws_s3_bucket.adopted", "imported"],
      ["aws_sns_topic.left", "forgotten"],
      ["aws_sqs_queue.renamed", "moved"],
      ['module.vpc["eu"].aws_nat_gateway.a[0]', "destroyed"],
    ]);
  });

  it("has markers where a value is secret or unknown, and survives being written", () => {
    const written = JSON.parse(JSON.stringify(json));
    const attributes = written.changes.flatMap(({ attributes }: { attributes: object[] }) => attributes);
    expect(attributes).toContainEqual({
      path: "environment[0].variables.TOKEN",
      kind: "changed",
      before: { sensitive: true, changes: true },
      after: { sensitive: true, changes: true },
      forcesReplacement: false,
    });
    expect(attributes).toContainEqual({
      path: "arn",
      kind: "added",
      after: { unknown: true },
      forcesReplacement: false,
    });
    expect(JSON.stringify(json)).not.toContain("hunter");
  });

  it("cuts nothing", () => {
    const long = "x".repeat(100_000);
    const plan = planOf(planJson({ changes: [{ address: "a_b.c", before: { a: "" }, after: { a: long } }] }));
    expect(toJson(reviewWith([plan])).changes[0]?.attributes[0]?.after).toBe(long);
  });

  it("keeps a key named __proto__ a key", () => {
    const after = JSON.parse('{"a":[1,{"__proto__":{"b":1}}]}');
    const plan = planOf(planJson({ changes: [{ address: "a_b.c", before: { a: 1 }, after }] }));
    expect(JSON.stringify(toJson(reviewWith([plan])))).toContain('"__proto__"');
  });
});
