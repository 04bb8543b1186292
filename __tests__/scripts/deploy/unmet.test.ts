import { describe, expect, it } from "@jest/globals";
import { unmetLines } from "../../../scripts/deploy/unmet.ts";
import { NEVER } from "../../../stacks/service/ffmpegLayer.ts";
import type { Stack } from "../../../terraform/manifest.ts";

const stack = (name: string, ...preconditions: (object | undefined)[]): Stack => ({
  name,
  folder: `out/stacks/${name}`,
  dependencies: [],
  template: {
    resource: {
      aws_s3_object: Object.fromEntries(
        preconditions.map((precondition, index) => [
          `object-${index}`,
          precondition ? { lifecycle: { precondition: [precondition] } } : {},
        ]),
      ),
    },
  },
});
const never = (message: string) => ({ condition: NEVER, error_message: message });

describe("what synth knows to be missing", () => {
  it("is a line for each precondition that cannot hold, with its stack", () => {
    const stacks = [
      stack("dev-network"),
      stack("dev-service", never("a.zip is missing"), undefined, never("b.zip is")),
    ];

    expect(unmetLines(stacks)).toEqual(["dev-service: a.zip is missing", "dev-service: b.zip is"]);
  });

  it("is nothing of a precondition that Terraform has to decide", () => {
    const decided = { condition: `\${data.aws_region.here.name == "eu-west-1"}`, error_message: "another Region" };

    expect(unmetLines([stack("dev-service", decided)])).toEqual([]);
  });

  it.each([{}, { resource: {} }, { resource: { aws_s3_object: { one: { lifecycle: {} } } } }])(
    "is nothing of %j",
    (template) => {
      expect(unmetLines([{ ...stack("dev-data"), template }])).toEqual([]);
    },
  );
});
