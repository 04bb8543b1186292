import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { reviewPage } from "../../../scripts/docs/reviewPage.ts";
import { lmi } from "../../support/lmi/lmiCommand.ts";

const COMMANDS = [
  ["plan", "review"],
  ["plan", "run"],
  ["plan", "compare"],
  ["plan", "failed"],
  ["plan", "post"],
  ["apply"],
];
/** Of checkov. */
const OTHERS = ["--output-file-path", "--soft-fail"];

describe("the page about plan reviews", () => {
  it("names only options and commands that exist", async () => {
    const [text = ""] = reviewPage().split("\n## An example\n");
    const helps = await Promise.all(COMMANDS.map((command) => lmi([...command, "--help"])));
    const known = new Set(helps.flatMap(({ stdout }) => stdout.match(/--[a-z-]+/g) ?? []));

    const named = [...new Set(text.match(/(?<![-\w])--[a-z][a-z-]+/g))];
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((option) => !known.has(option) && !OTHERS.includes(option))).toEqual([]);
    const commands = [...text.matchAll(/`lmi (plan [a-z]+|apply)/g)].map(([, command]) => command);
    expect(commands.filter((command) => !COMMANDS.some((one) => one.join(" ") === command))).toEqual([]);
  });

  it("shows the review that the command prints; npm run docs writes it", () => {
    expect(readFileSync(new URL("../../../docs/plan-review.md", import.meta.url), "utf8")).toBe(reviewPage());
  });
});
