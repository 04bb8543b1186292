import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { KNOWN, rightOf } from "../../ready/judge/libraries.ts";
import { LIMITS } from "../../ready/result.ts";
import { lmi } from "../support/lmi/lmiCommand.ts";
import { ROOT } from "../support/local/system.ts";

const page = readFileSync(join(ROOT, "docs/ready.md"), "utf8");
const shown = [...page.matchAll(/```sh\nnpm run -s lmi -- (ready docs\/.*)\n```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, command = "", text = ""]) => ({ command, text }),
);

/** How often, and in which of the events, is another in each run. */
const settled = (text: string): string =>
  text
    .replaceAll(/\d+ of \d+/g, "n of m")
    .replaceAll(/events\.jsonl:\d/g, "events.jsonl:e")
    .replaceAll(/"(?:ada|bob|cleo|dora)-0\d"/g, '"user"')
    .trim();

describe("docs/ready.md", () => {
  it("shows a run of each verdict", () => {
    expect(shown.map(({ text }) => text.split(":")[0])).toEqual(["Not ready", "Ready", "Not shown", "Ready"]);
  });

  it.each(shown)("shows what the command prints: $command", async ({ command, text }) => {
    const { code, stdout, stderr } = await lmi(command.split(" "));

    expect(stderr).toBe("");
    expect(settled(stdout.split("\n\nWhat ran:")[0] ?? "")).toBe(settled(text));
    expect(code).toBe({ "Not ready": 1, Ready: 0, "Not shown": 3 }[text.split(":")[0] ?? ""]);
  });

  it("says which libraries are known, and from when they are right", () => {
    const rows = KNOWN.map((one) => `| \`${one.name}\` | [${one.what}](${one.source}) | ${rightOf(one)} |`);

    expect(page).toContain(`| library | what is wrong | right |\n| --- | --- | --- |\n${rows.join("\n")}\n`);
  });

  it("says what is not looked at", () => {
    const plain = page.replaceAll(/\s+/g, " ");
    const said = LIMITS.filter((limit) => plain.includes(limit));

    expect(said.length).toBeGreaterThanOrEqual(LIMITS.length - 2);
  });
});
