import { describe, expect, it } from "@jest/globals";
import { findLeak } from "../../../plan/secrets/guard.ts";
import { planJson, planOf } from "../../support/plan/json.ts";

const planWith = (secret: unknown, ...addresses: readonly string[]) =>
  planOf(
    planJson({
      outputs: { out: { after: secret, sensitive: true } },
      changes: addresses.map((address) => ({ address, after: { tag_s3cr3t: 1 } })),
    }),
  );

const SECRET = "s3cr3t_t*ken<1>";

describe("a text that is about to be printed", () => {
  it.each([
    ["as it is", SECRET],
    ["with the escapes of Markdown", "s3cr3t\\_t\\*ken\\<1\\>"],
    ["with the entities of HTML", "s3cr3t_t*ken&lt;1&gt;"],
    ["with numbered entities", "s3cr3t&#95;t&#x2A;ken&lt;1&gt;"],
    ["with what only breaks words", "s3cr3t_\u200bt*<wbr>ken<!-- -->&lt;1&#8203;&gt;"],
    ["in JSON", JSON.stringify({ a: SECRET })],
    ["in JSON as Go writes it", '"s3cr3t_t*ken\\u003c1\\u003e"'],
    ["in a URL", encodeURIComponent(SECRET)],
    ["in base64", Buffer.from(SECRET).toString("base64")],
  ])("leaks a secret %s", (_how, leaked) => {
    expect(findLeak(`# Plan\n\na: ${leaked}\n`, [planWith(SECRET)])).toMatch(/^line 3, column \d+$/);
  });

  it("leaks a secret that itself has escapes", () => {
    expect(findLeak("a: p\\*a\\*s\\*s", [planWith("p\\*a\\*s\\*s")])).toBe("line 1, column 4");
  });

  it("leaks the secret of any plan", () => {
    expect(findLeak("s3cr3t-two", [planWith("s3cr3t-one"), planWith("s3cr3t-two")])).toBe("line 1, column 1");
  });

  it("never has the secret in the answer", () => {
    expect(findLeak(`a ${SECRET}`, [planWith(SECRET)])).not.toContain("s3cr3t");
  });

  it("may hold what stands for a secret, and everything else", () => {
    expect(findLeak("(sensitive 1) s3cr3t_t*ken", [planWith(SECRET)])).toBeUndefined();
    expect(findLeak("anything", [planOf(planJson({}))])).toBeUndefined();
  });

  it("may hold the names that the configuration gives, also when there is a secret in them", () => {
    expect(findLeak("aws_eip.a: tag_s3cr3t", [planWith("tag_s3cr3t", "aws_eip.a")])).toBeUndefined();
    expect(
      findLeak("aws\\_eip.my-tag-s3cr3t-1", [planWith("my-tag-s3cr3t", "aws_eip.my-tag-s3cr3t-1")]),
    ).toBeUndefined();
    expect(findLeak("my-tag-s3cr3t", [planWith("my-tag-s3cr3t", "aws_eip.my-tag-s3cr3t-1")])).toBe("line 1, column 1");
  });

  it("may hold such a name that is cut after the secret", () => {
    const plan = planWith("my-tag-s3cr3t", "aws_eip.my-tag-s3cr3t-1");

    expect(findLeak("aws_eip.my-tag-s3cr3t-… (23 characters)", [plan])).toBeUndefined();
    expect(findLeak("aws_eip.my-tag-s3cr3t…", [plan])).toBeUndefined();
    expect(findLeak("aws_eip.my-tag-s3cr3t-2…", [plan])).toBe("line 1, column 9");
  });

  it("may hold the keys of for_each, by which a sensitive output lists its values", () => {
    const address = String.raw`module.tenant["acme/\"video\".1"].aws_sqs_queue.jobs`;
    const plan = planWith({ 'acme/"video".1': "https://sqs/s3cr3t" }, address);

    expect(findLeak(JSON.stringify({ address, key: 'acme/"video".1' }), [plan])).toBeUndefined();
    expect(findLeak("https://sqs/s3cr3t", [plan])).toBe("line 1, column 1");
  });

  it("may hold words, which the review itself uses; values never do", () => {
    const plan = planOf(
      planJson({ outputs: { stage: { after: "production", sensitive: true }, copy: { after: "in production" } } }),
    );

    expect(plan.outputs[0]?.after).toBe("in (sensitive 1)");
    expect(findLeak("This takes production down.", [plan])).toBeUndefined();
  });
});
