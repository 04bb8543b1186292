import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { dev } from "../../stacks/config/dev.ts";
import { defineEnvironment } from "../../stacks/config/environment.ts";
import { ROOT } from "../support/local/system.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

/** Verbs of npm itself, and words that follow its name in a sentence. */
const NOT_SCRIPTS = ["and", "pass", "puts", "package", "run", "ci", "install", "uninstall"];

/** What the reader of docs/your-function.md writes. */
const READERS_OWN = ["app/words/handler.ts"];

const PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];
const DOCS = readdirSync(join(ROOT, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

const withoutBlocks = (page: string) => read(page).replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");

/** The anchors that GitHub gives a page's headings. */
const anchorsOf = (page: string): string[] =>
  [...withoutBlocks(page).matchAll(/^#+ +(.+)$/gm)].map(([, heading = ""]) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );

/** What a link of the page leads to, from the root, and the anchor there. */
function targetOf(page: string, link: string): { file: string; anchor: string | undefined } {
  const [path = "", anchor] = link.split("#");
  return { file: path === "" ? page : normalize(join(dirname(page), path)), anchor };
}

describe.each([...PAGES, ...DOCS])("%s", (page) => {
  it("names only npm scripts that exist", () => {
    const named = [...read(page).matchAll(/npm (?:run (?:-s )?)?([\w:]+)/g)].map(([, name]) => String(name));
    const commands = named.filter((name) => !NOT_SCRIPTS.includes(name));

    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("links only to files and headings that exist", () => {
    const links = [...withoutBlocks(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => String(link));
    const isDead = (link: string) => {
      const { file, anchor } = targetOf(page, link);
      return !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    };

    expect(links.filter((link) => !/^https?:/.test(link) && isDead(link))).toEqual([]);
  });

  it("names only files of ours that exist", () => {
    const named = [
      ...read(page).matchAll(
        /`((?:__tests__|\.ci|\.github|app|cost|docs|local|plan|ready|report|scripts|stacks|terraform|tools)\/[\w./-]*)`/g,
      ),
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

it("docs/your-function.md has handlers that the linter takes as they are", () => {
  const page = read("docs/your-function.md");
  const handlers = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, text]) => String(text));
  const formatted = (input: string) =>
    spawnSync("biome", ["format", "--stdin-file-path=handler.ts"], { cwd: ROOT, input, encoding: "utf8" }).stdout;

  for (const handler of handlers.filter((text) => text.includes("export "))) expect(formatted(handler)).toBe(handler);
});
