import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { limitsPage } from "../../../scripts/docs/limitsTable.ts";

const PAGE = new URL("../../../docs/limits.md", import.meta.url);

describe("the page of limits", () => {
  it("is what the limits table says; npm run docs writes it", () => {
    expect(readFileSync(PAGE, "utf8")).toBe(limitsPage());
  });

  it("shows a number, a list, and values that depend on another, each with unit and source", () => {
    const row = (name: string) =>
      limitsPage()
        .split("\n")
        .find((line) => line.startsWith(`| \`${name}\``));

    const guide = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances";
    expect([row("minMemoryMib"), row("memoryGibPerVCpu"), row("maxVCpusPerEnvironment")]).toEqual([
      `| \`minMemoryMib\` | 2048 | MiB per execution environment | [AWS](${guide}-scaling.html) |`,
      `| \`memoryGibPerVCpu\` | 2, 4, 8 | GiB per vCPU | [AWS](${guide}-capacity-providers.html) |`,
      `| \`maxVCpusPerEnvironment\` | 16 at 2, 8 at 4, 4 at 8 | vCPUs per execution environment | [AWS](${guide}-capacity-providers.html) |`,
    ]);
  });
});
