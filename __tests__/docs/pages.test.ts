import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { dev } from "../../stacks/config/dev.ts";
import { defineEnvironment } from "../../stacks/config/environment.ts";
import { ROOT } from "../support/local/system.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

/** Verbs of npm itself, and words that follow its name in a sentence. */
const NOT_SCRIPTS = ["and", "puts", "run", "ci", "install", "uninstall"];

/** What the reader of docs/your-function.md writes. */
const READERS_OWN = ["app/words/handler.ts"];

const PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];
const DOCS = [
  "architecture",
  "runbook",
  "windows",
  "should-we-move",
  "ready",
  "plan-review",
  "leaving-cdktf",
  "your-function",
].map((name) => `docs/${name}.md`);

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

  it("names only files of ours that exist", () => {
    const named = [
      ...read(page).matchAll(/`((?:app|cost|local|plan|ready|report|scripts|stacks|terraform)\/[\w./-]*)`/g),
    ];

    const ours = named.map(([, path]) => String(path)).filter((path) => !READERS_OWN.includes(path));

    expect(ours.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

it("README.md shows a refusal as it is", () => {
  const [, shown] = /```\n\s+(environment "dev": .*)\n\s+```/.exec(read("README.md")) ?? [];

  const { api, processor } = dev.functions;
  const functions = { api, processor: { ...processor, lease: { min: 1, max: 40 } } };
  const refused = () => defineEnvironment({ ...dev, functions });

  expect(refused).toThrow(String(shown));
});
