import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { ROOT } from "./support/local/system.ts";

/** Which rooms each room may import: scripts → plan → cost → stacks → app, with terraform and report on the ground. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["scripts/build", "stacks"],
  scripts: ["main.ts", "plan", "cost", "ready", "report", "terraform", "local", "stacks", "app"],
  plan: ["cost", "report", "terraform", "stacks", "app"],
  cost: ["report", "terraform", "stacks", "app"],
  // Runs handlers as the local run does, and knows nothing of the system.
  ready: ["local", "report", "app/shared"],
  report: ["app/shared"],
  terraform: ["app/shared"],
  stacks: ["app"],
  app: [],
  // Knows Terraform's JSON, and nothing of what wrote it; FFmpeg is found here as the engine finds it.
  local: ["app/processor/engines/ffmpeg/binary.ts"],
};

const SOURCE = /\.(?:ts|mts|mjs|cjs)$/;
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)"(\.{1,2}\/[^"]+)"/g;

type Imports = ReadonlyMap<string, readonly string[]>;

/** What a source imports of ours, types and what it loads later included, as paths from the root. */
const importsIn = (path: string, text: string): string[] => [
  ...new Set([...text.matchAll(SPECIFIER)].map(([, to = ""]) => posix.join(posix.dirname(path), to))),
];

const filesOf = (room: string): string[] =>
  SOURCE.test(room)
    ? [room]
    : readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
        .map((path) => posix.join(room, path.replaceAll("\\", "/")))
        .filter((path) => SOURCE.test(path));

const isIn = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`);

/** Leaves out whatever imports nothing of the rest, or is imported by nothing of it: circles stay, and ways between them. */
function circlesIn(imports: Imports): string[] {
  const left = new Map(imports);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    const imported = new Set([...left.values()].flat());
    for (const [path, to] of left) if (!imported.has(path) || !to.some((one) => left.has(one))) left.delete(path);
  }
  return [...left].flatMap(([path, to]) => to.filter((one) => left.has(one)).map((one) => `${path} → ${one}`));
}

const sources: ReadonlyMap<string, string> = new Map(
  Object.keys(MAY)
    .flatMap(filesOf)
    .map((path) => [path, readFileSync(join(ROOT, path), "utf8")]),
);
const imports: Imports = new Map([...sources].map(([path, text]) => [path, importsIn(path, text)]));

describe("the rooms", () => {
  it.each(Object.entries(MAY))("%s imports nothing beside %j", (room, allowed) => {
    const beyond = [...imports]
      .filter(([path]) => isIn(path, room))
      .flatMap(([path, to]) =>
        to.filter((one) => ![room, ...allowed].some((other) => isIn(one, other))).map((one) => `${path} → ${one}`),
      );

    expect(beyond).toEqual([]);
  });

  it("read nothing of the tests", () => {
    const reading = [...sources].filter(([, text]) => text.includes("__tests__")).map(([path]) => path);

    expect(reading).toEqual([]);
  });

  it("hold no circles among files", () => {
    expect(circlesIn(imports)).toEqual([]);
  });
});

describe("the reader of imports", () => {
  it("sees types, values, what is loaded later, and what takes several lines", () => {
    const text = [
      'import type { A } from "./a.ts";',
      'import {\n  b,\n} from "../b.ts";',
      'import "./c.mjs";',
      'const d = await import("./d/d.ts");',
      'export { e } from "./e.ts";',
      'import { join } from "node:path";',
    ].join("\n");

    expect(importsIn("room/sub/x.ts", text)).toEqual([
      "room/sub/a.ts",
      "room/b.ts",
      "room/sub/c.mjs",
      "room/sub/d/d.ts",
      "room/sub/e.ts",
    ]);
  });

  it("finds only files that are there", () => {
    const known = new Set(Object.keys(MAY).concat("__tests__").flatMap(filesOf));
    const missing = [...imports.values()].flat().filter((path) => path.endsWith(".ts") && !known.has(path));

    expect(imports.size).toBeGreaterThan(500);
    expect(missing).toEqual([]);
  });

  it("tells circles from a long way", () => {
    const way: Imports = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", []],
    ]);

    expect(circlesIn(way)).toEqual([]);
    expect(circlesIn(new Map([...way, ["c", ["b"]]]))).toEqual(["b → c", "c → b"]);
    expect(circlesIn(new Map([["a", ["a"]]]))).toEqual(["a → a"]);
  });
});
