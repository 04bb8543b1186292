import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { lmi } from "../../support/lmi/lmiCommand.ts";

let folder: string;
const AT = ["--repository", "acme/video"];
const file = async (text: string): Promise<string> => {
  const path = join(folder, "review.md");
  await writeFile(path, text);
  return path;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lmi-plan-post-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// What it posts, and where: __tests__/github/planReview.test.ts.
describe("lmi plan post", () => {
  const REVIEW = "<!-- lmi plan review: dev -->\n### No changes\n";

  it.each([
    [REVIEW, ["--repository", "acme"], "--repository: must be <owner>/<name>, got acme"],
    [REVIEW, AT, "--pull-request, --issue: one of them"],
    [REVIEW, [...AT, "--pull-request", "1", "--issue", "a"], "--pull-request, --issue: one of them"],
    [REVIEW, [...AT, "--pull-request", "1", "--close"], "--close: only together with --issue"],
    [REVIEW, [...AT, "--pull-request", "0"], "--pull-request: must be a whole number from 1 to 999999999, got 0"],
    ["# Hello\n", [...AT, "--pull-request", "1"], "review.md: must be a review, which begins with its marker"],
    [REVIEW, [...AT, "--pull-request", "1"], "gh: must be on the PATH; it is not"],
  ])("refuses %j with %j in one line", async (text, args, message) => {
    const { code, stdout, stderr } = await lmi(["plan", "post", await file(text), ...args], { PATH: folder });

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trimEnd().endsWith(message)).toBe(true);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("fails with what gh says", async () => {
    await writeFile(join(folder, "gh"), "#!/bin/sh\necho 'gh: Not Found (HTTP 404)' >&2\nexit 1\n", { mode: 0o755 });

    const { code, stderr } = await lmi(["plan", "post", await file(REVIEW), ...AT, "--pull-request", "1"], {
      PATH: `${folder}:${process.env.PATH}`,
    });

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "gh api repos/acme/video/issues/1/comments?per_page=100: gh: Not Found (HTTP 404)\n",
    });
  });
});
