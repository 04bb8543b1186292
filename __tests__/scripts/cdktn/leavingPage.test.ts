import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { ROOT } from "../../support/local/system.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

it("docs/leaving-cdktf.md names the versions that CI proves", () => {
  const { dependencies } = JSON.parse(read("tools/cdktn/package.json")) as { dependencies: Record<string, string> };
  const page = read("docs/leaving-cdktf.md");

  expect(page).toContain(`cdktn@${dependencies.cdktn} @cdktn/provider-aws@${dependencies["@cdktn/provider-aws"]}\n`);
  expect(page).toContain(`both take ${dependencies.constructs}`);
  expect(JSON.parse(read("package.json")).dependencies.constructs).toBe(dependencies.constructs);
});
