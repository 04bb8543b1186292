import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { dev } from "../../stacks/config/dev.ts";
import { defineEnvironment } from "../../stacks/config/environment.ts";
import { ROOT } from "../support/localSystem.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

/** Verbs of npm itself, and words that follow its name in a sentence. */
const NOT_SCRIPTS = ["and", "puts", "run", "ci", "install", "uninstall"];

const PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];
const DOCS = ["runbook", "windows", "should-we-move", "plan-review", "leaving-cdktf", "your-function"].map(
  (name) => `docs/${name}.md`,
);

describe.each([...PAGES, ...DOCS])("%s", (page) => {
  it("names only npm scripts that exist", () => {
    const named = [...read(page).matchAll(/npm (?:run (?:-s )?)?([\w:]+)/g)].map(([, name]) => String(name));
    const commands = named.filter((name) => !NOT_SCRIPTS.includes(name));

    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("links only to files that exist", () => {
    const links = [...read(page).matchAll(/\]\((docs\/[\w./-]+)\)/g)].map(([, path]) => String(path));

    expect(links.filter((path) => !read(path))).toEqual([]);
  });
});

it("README.md shows a refusal as it is", () => {
  const [, shown] = /```\n\s+(environment "dev": .*)\n\s+```/.exec(read("README.md")) ?? [];

  const { api, processor } = dev.functions;
  const functions = { api, processor: { ...processor, lease: { min: 1, max: 40 } } };
  const refused = () => defineEnvironment({ ...dev, functions });

  expect(refused).toThrow(String(shown));
});
