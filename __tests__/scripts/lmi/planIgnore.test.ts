import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { RULES } from "../../../plan/rules.ts";
import { ignoresOf, parseIgnore, parseIgnoreFile } from "../../../scripts/lmi/plan/ignoreFile.ts";
import { lmi } from "../../support/lmi/lmiCommand.ts";
import { fixtureFiles } from "../../support/plan/fixtures.ts";

const parse = (...entries: unknown[]) => parseIgnoreFile("lmi-ignore.json", JSON.stringify(entries));
const entry = { rule: "cors-open", reason: "a public demo", until: "2026-12-31" };

describe("a file of ignores", () => {
  it("names a rule, a resource or none, the reason and the last day", () => {
    expect(parse(entry, { ...entry, address: "aws_apigatewayv2_api.a" })).toEqual([
      { ...entry, source: "lmi-ignore.json [0]" },
      { ...entry, address: "aws_apigatewayv2_api.a", source: "lmi-ignore.json [1]" },
    ]);
  });

  it.each<[unknown, string]>([
    [
      { ...entry, rule: "cors-opened" },
      `lmi-ignore.json: [0].rule: must be the id of a rule, such as cors-open; docs/rules.md lists all ${RULES.length}, got "cors-opened"`,
    ],
    [{ ...entry, reason: " " }, 'lmi-ignore.json: [0].reason: must say why it is accepted, got " "'],
    [
      { rule: "cors-open", until: "2026-12-31" },
      "lmi-ignore.json: [0].reason: must say why it is accepted, got nothing",
    ],
    [
      { rule: "cors-open", reason: "a demo" },
      "lmi-ignore.json: [0].until: must be the last day on which it holds, such as 2026-12-31, got nothing",
    ],
    [
      { ...entry, until: "2026-02-30" },
      'lmi-ignore.json: [0].until: must be the last day on which it holds, such as 2026-12-31, got "2026-02-30"',
    ],
    [{ ...entry, why: "?" }, "lmi-ignore.json: [0].why: unknown key"],
  ])("is refused with the path and the value: %j", (wrong, message) => {
    expect(() => parse(wrong)).toThrow(message);
  });

  it("is lmi-ignore.json of the folder when it is there and no other is named", async () => {
    const [folder, here] = [await mkdtemp(join(tmpdir(), "lmi-ignores-")), process.cwd()];
    try {
      process.chdir(folder);
      expect(await ignoresOf([], undefined)).toEqual([]);
      await writeFile("lmi-ignore.json", JSON.stringify([entry]));
      expect(await ignoresOf(["route-open"], undefined)).toMatchObject([{ rule: "route-open" }, entry]);
      await writeFile("other.json", "[]");
      expect(await ignoresOf([], "other.json")).toEqual([]);
    } finally {
      process.chdir(here);
      await rm(folder, { recursive: true });
    }
  });

  it("may be an option for one review, which names a rule too", () => {
    expect(parseIgnore('cors-open:module.a["x:y"].aws_apigatewayv2_api.a')).toMatchObject({
      rule: "cors-open",
      address: 'module.a["x:y"].aws_apigatewayv2_api.a',
    });
    expect(() => parseIgnore("cors")).toThrow(/^--ignore: must be the id of a rule, such as .*cors-open.*, got cors$/);
  });
});

describe("lmi plan review", () => {
  let folder: string;
  let files: readonly string[];
  const review = (...args: readonly string[]) =>
    lmi(["plan", "review", "--at", "2026-11-25T12:00:00Z", ...args, ...files]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lmi-plan-ignore-"));
    files = await fixtureFiles("less-protection", join(folder, "plans"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("does not count what a reviewed file accepts, and says so", async () => {
    const path = join(folder, "accepted.json");
    const accepted = { rule: "table-deletion-protection-off", reason: "moves to another table", until: "2026-12-01" };
    await writeFile(path, JSON.stringify([accepted]));

    const [before, after] = [await review("--summary"), await review("--summary", "--ignores", path)];

    expect([before.code, after.code]).toEqual([10, 0]);
    expect(after.stdout).toContain("2 findings are ignored");
    expect(after.stdout).toMatch(/^ignored {3}high table-deletion-protection-off at \S+.*: moves to another table$/m);
  });

  it("counts it again when its last day is over", async () => {
    const path = join(folder, "over.json");
    await writeFile(
      path,
      JSON.stringify([{ rule: "table-deletion-protection-off", reason: "moves", until: "2026-11-24" }]),
    );

    const { code, stdout } = await review("--summary", "--ignores", path);

    expect(code).toBe(10);
    expect(stdout).toContain("held until 2026-11-24, and ignores nothing any more");
  });

  it("refuses a rule that is not there, and a file that is not there", async () => {
    expect(await review("--ignore", "nothing")).toMatchObject({ code: 2, stdout: "" });
    const { code, stderr } = await review("--ignores", join(folder, "absent.json"));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("absent.json: cannot be read (ENOENT)"),
    });
  });
});
