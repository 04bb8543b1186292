import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { toAnnotations, toSarif } from "../../../plan/report/report.ts";
import { SEVERITIES } from "../../../plan/rules/finding.ts";
import { exampleReview, findings } from "./exampleReview.ts";
import { findingsOf, planWith, reviewWith } from "./largeReview.ts";

describe("workflow commands", () => {
  it("have one line for each finding, worst first, escaped", () => {
    const lines = toAnnotations(exampleReview);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(
      "::error title=critical%3A Capacity provider video-api is destroyed while 2 functions are attached.::aws_lambda_capacity_provider.api vpc_config[0].subnet_ids in prod-service%0ALambda refuses to delete a capacity provider that function versions are attached to, so the apply stops halfway.%0AWhat to do: Set create_before_destroy, or give the new one another name and move the functions first.",
    );
  });

  it("are single lines with one command whatever a plan is called", () => {
    const part = fc.constantFrom(
      "%",
      "%0A",
      "\n",
      "\r",
      ":",
      ",",
      "::",
      "::error::",
      "\u001b[31m",
      "\u2028",
      "##[group]",
      "a",
    );
    const text = fc.array(part).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, text, text, (address, what, why) => {
        const finding = { rule: "r", severity: "high", stack: what, address, what, why, remedy: why } as const;
        const [line = "", ...more] = toAnnotations(reviewWith([planWith("s", [])], [finding]));
        expect(more).toEqual([]);
        expect(line).not.toMatch(/[\p{Cc}\u2028]/u);
        const [, title = ""] = /^::error title=([^:,]*)::/.exec(line) ?? [];
        expect(title).toMatch(/^high%3A /);
      }),
    );
  });

  it.each([
    [10, 10, undefined],
    [11, 10, "::error title=2 more findings::2 high: the review's comment lists them."],
    [500, 10, "::error title=491 more findings::491 high: the review's comment lists them."],
  ])("of %i findings are %i, and count what GitHub would drop", (count, lines, last) => {
    const annotations = toAnnotations(
      reviewWith(
        [planWith("s", [])],
        findingsOf(count, "high", (index) => `a.n${index}`),
      ),
    );
    expect(annotations).toHaveLength(lines);
    if (last) expect(annotations.at(-1)).toBe(last);
  });

  it("give each severity its level", () => {
    const all = SEVERITIES.flatMap((severity) => findingsOf(1, severity, () => "a.b"));
    const levels = toAnnotations(reviewWith([planWith("s", [])], all)).map((line) => line.split(" ")[0]);
    expect(levels).toEqual(["::error", "::error", "::warning", "::notice"]);
  });

  it("have titles that GitHub takes, and lose nothing of a longer one", () => {
    const [line = ""] = toAnnotations(
      reviewWith(
        [planWith("s", [])],
        findingsOf(1, "high", () => "a.b", "long ".repeat(99)),
      ),
    );
    const [, title = "", message = ""] = /^::error title=(.*?)::(.*)$/.exec(line) ?? [];
    expect(decodeURIComponent(title)).toHaveLength(255);
    expect(message).toContain("long  0.");
  });

  it("have what failed in one error", () => {
    const failures = [{ stack: "dev-data", step: "terraform plan", said: "Error: no\n\nmore" }];
    const [first, ...more] = toAnnotations({ ...reviewWith([]), failures });
    expect(first).toMatch(/^::error title=plan is errored::terraform plan failed in dev-data: Error: no%0AWhat/);
    expect(more).toEqual([]);
  });

  it("say that a plan is not whole", () => {
    const [first] = toAnnotations(reviewWith([planWith("s", [], { errored: true })]));
    expect(first).toMatch(/^::error title=plan is errored::/);
  });
});

describe("SARIF", () => {
  const [run] = toSarif(exampleReview).runs;

  it("has a rule for each kind and a result for each finding", () => {
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual([
      "access-widened",
      "capacity-provider-replaced",
      "egress-removed",
    ]);
    expect(run.results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level])).toEqual([
      ["capacity-provider-replaced", 1, "error"],
      ["egress-removed", 2, "error"],
      ["access-widened", 0, "error"],
    ]);
  });

  it("explains a rule of the catalogue: what it finds, why, what to do, and its own level", () => {
    expect(run.tool.driver.rules[1]).toMatchObject({
      id: "capacity-provider-replaced",
      shortDescription: { text: "A capacity provider is replaced" },
      fullDescription: { text: expect.stringMatching(/^A capacity provider is replaced\. AWS refuses/) },
      help: {
        text: expect.stringContaining("What to do: Set create_before_destroy"),
        markdown: expect.stringContaining("Severity: critical, high, medium. Judges `aws_lambda_capacity_provider`."),
      },
      defaultConfiguration: { level: "error" },
    });
  });

  it("has what code scanning asks of a result", () => {
    expect(run.results[0]).toMatchObject({
      message: { text: expect.stringContaining("What to do: Set create_before_destroy") },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: "cdktf.json" }, region: { startLine: 1 } },
          logicalLocations: [{ fullyQualifiedName: "prod-service/aws_lambda_capacity_provider.api" }],
        },
      ],
      partialFingerprints: { "finding/v1": expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(
      toSarif(exampleReview, { uri: "main.ts" }).runs[0].results[0]?.locations[0]?.physicalLocation.artifactLocation
        .uri,
    ).toBe("main.ts");
  });

  it("tells findings apart, the same way in every run", () => {
    const prints = (all: typeof findings) =>
      toSarif({ ...exampleReview, findings: all }).runs[0].results.map(
        ({ partialFingerprints }) => partialFingerprints["finding/v1"],
      );
    expect(new Set(prints(findings)).size).toBe(3);
    expect(prints(findings.toReversed())).toEqual(prints(findings));
  });

  it("has no links that a name could make", () => {
    const [finding] = findings;
    const named = finding ? [{ ...finding, what: "[a](https://evil.example)" }] : [];
    expect(toSarif({ ...exampleReview, findings: named }).runs[0].results[0]?.message.text).not.toContain("](");
  });
});
