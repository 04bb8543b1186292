import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { renderSummary } from "../../../plan/report/report.ts";
import { exampleReview } from "./exampleReview.ts";
import { changesOf, planWith, reviewWith } from "./largeReview.ts";

describe("the summary", () => {
  const lines = renderSummary(exampleReview);

  it("has the verdict, the counts in columns, findings, what is destroyed or replaced, and the cost", () => {
    expect(lines[0]).toMatch(/^Apply would fail: aws_lambda_capacity_provider.api: /);
    expect(lines).toEqual(
      expect.arrayContaining([
        "stack         created  updated  replaced  destroyed  forgotten  moved  imported  drifted  outputs",
        "prod-network  0        0        0         1          0          0      0         0        0",
        "critical  aws_lambda_capacity_provider.api vpc_config[0].subnet_ids (prod-service)",
        "          do: Name the bucket.",
        "aws_lambda_function_scaling_config.old (prod-service) is destroyed (it is no longer in the configuration)",
        "cost  -$32.85 to +$412.50 per month at prices of us-east-1",
        '  NAT gateway                       module.vpc["eu"].aws_nat_gateway.a[0]  -$32.85',
      ]),
    );
    expect(lines.join("\n")).not.toContain("hunter");
  });

  it("has colours only when asked", () => {
    expect(lines.join("")).not.toContain("\u001b");
    const coloured = renderSummary(exampleReview, { colour: true });
    expect(stripVTControlCharacters(coloured.join("\n"))).toBe(lines.join("\n"));
    expect(coloured.join("")).toContain("\u001b[31mcritical\u001b[0m");
  });

  it("has a line for every destroyed resource", () => {
    const changes = changesOf(4_000, "s", { action: "delete", address: (index) => `a.n${index}` });
    expect(
      renderSummary(reviewWith([planWith("s", changes)])).filter((line) => line.endsWith(" is destroyed")),
    ).toHaveLength(4_000);
  });

  it("keeps a name on its line, without control codes", () => {
    const changes = changesOf(1, "s", { action: "delete", address: () => "a\n::error::b\u001b[31m" });
    expect(renderSummary(reviewWith([planWith("s", changes)]))).toContain(
      "a⟨U+000A⟩::error::b⟨U+001B⟩[31m is destroyed",
    );
  });

  it("says that a price is not known", () => {
    const lines = renderSummary(reviewWith([planWith("s", [])]));
    expect(lines.at(-3)).toBe("cost  not known: no price");
    expect(lines.at(-1)).toMatch(/^fingerprint {2}[0-9a-f]{64}$/);
  });
});
