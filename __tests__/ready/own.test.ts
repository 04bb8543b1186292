import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildArchives, pathsOf } from "../../scripts/build/bundles.ts";
import { FUNCTIONS } from "../../stacks/service/functions.ts";
import { ROOT } from "../support/local/system.ts";
import { ready } from "../support/ready/ready.ts";
import { synthesizedFolder } from "../support/ready/synthesized.ts";

const OWN = join(ROOT, "__tests__/ready/own");
const folder = mkdtempSync(join(tmpdir(), "lmi-ready-own-"));
let paths: Record<string, string>;

beforeAll(async () => {
  synthesizedFolder(folder);
  paths = pathsOf(await buildArchives());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("our own functions, as they are deployed", () => {
  it.each(FUNCTIONS)("%s is ready", async (id) => {
    const { verdict, findings, met, exit } = await ready(
      String(paths[id]),
      ...["--events", join(OWN, `${id}.jsonl`), "--variables", join(OWN, "variables.json")],
      ...["--stub", join(OWN, "stub.mjs"), "--synthesized", folder],
    );

    expect(findings.filter(({ level }) => level !== "hint" && level !== "info")).toEqual([]);
    expect(verdict).toBe("ready");
    expect(met.count).toBeGreaterThan(10);
    expect(exit).toBe(0);
  });
});
