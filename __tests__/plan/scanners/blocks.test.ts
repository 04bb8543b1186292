import { describe, expect, it } from "@jest/globals";
import { blocksOf } from "../../../plan/scanners/blocks.ts";
import { planJson } from "../../support/plan/json.ts";

/** The lines that belong to a resource, by its address. */
function linesOf(file: string, text: string): Record<string, number[]> {
  const blocks = blocksOf(file, text);
  const lines: Record<string, number[]> = {};
  for (const [index] of text.split("\n").entries()) {
    for (const address of blocks.at(index + 1)) lines[address] = [...(lines[address] ?? []), index + 1];
  }
  return lines;
}

describe("resources by line", () => {
  it("are found in what CDKTF synthesises, with the stack", () => {
    const text = JSON.stringify(
      {
        "//": { metadata: { stackName: "dev-service" } },
        data: { aws_region: { here: {} } },
        resource: {
          aws_sqs_queue: {
            a: { name: 'quoted " } {', tags: { x: ["1", { y: 2 }] } },
            b: { address: "aws_s3_bucket.c" },
          },
        },
      },
      undefined,
      2,
    );
    const at = (part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;
    const blocks = blocksOf("cdk.tf.json", text);

    expect(blocks.stack).toBe("dev-service");
    expect(blocks.isPlan).toBe(false);
    expect(blocks.at(at('"y"'))).toEqual(["aws_sqs_queue.a"]);
    expect(blocks.at(at('"b"'))).toEqual(["aws_sqs_queue.b"]);
    expect(blocks.at(at('"here"'))).toEqual(["data.aws_region.here"]);
    expect(blocks.at(at('"aws_sqs_queue"'))).toEqual([]);
    expect(blocks.at(1)).toEqual([]);
    expect(blocks.at(9_999)).toEqual([]);
  });

  it("are found in a plan, those of modules too", () => {
    const plan = planJson({
      changes: [
        {
          address: 'module.a["x"].aws_sqs_queue.q[0]',
          after: { name: "q", resources: [{ address: "my_host.internal" }] },
        },
        { address: "aws_sns_topic.t", after: { name: "t" } },
      ],
    });
    const text = JSON.stringify(plan, undefined, 2);
    const blocks = blocksOf("dev.plan.json", text);
    const found = text.split("\n").flatMap((line, index) => (/"name": "q"/.test(line) ? blocks.at(index + 1) : []));

    expect(blocks.isPlan).toBe(true);
    expect(new Set(found)).toEqual(new Set(['module.a["x"].aws_sqs_queue.q[0]']));
    expect(Object.keys(linesOf("dev.plan.json", text)).sort()).toEqual([
      "aws_sns_topic.t",
      'module.a["x"].aws_sqs_queue.q[0]',
    ]);
  });

  it("are several on the one line of a plan that nobody formatted", () => {
    const plan = planJson({
      changes: [
        { address: "aws_sqs_queue.a", after: { name: "a" } },
        { address: "aws_sqs_queue.b", after: { name: "b" } },
      ],
    });

    expect(blocksOf("dev.plan.json", JSON.stringify(plan)).at(1)).toEqual(["aws_sqs_queue.a", "aws_sqs_queue.b"]);
  });

  it("are found in Terraform's own language", () => {
    const text = `variable "a" {
}

resource "aws_sqs_queue" "a" {
  name = "a"
  redrive_policy = jsonencode({
    a = 1
  })
}

data "aws_region" "here" {}
locals {
  b = 1
}
`;

    expect(linesOf("main.tf", text)).toEqual({ "aws_sqs_queue.a": [4, 5, 6, 7, 8, 9], "data.aws_region.here": [11] });
  });

  it.each([["}}}]]]"], ['{"resource":{"aws_a":{"b":{'], ['"\\'], ['{"resource":"aws_a"'], ["[".repeat(1_000)]])(
    "are none in what is no JSON: %s",
    (text) => {
      expect(blocksOf("a.json", text).at(1)).toEqual([]);
    },
  );
});
