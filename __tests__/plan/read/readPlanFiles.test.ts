import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readPlanFile, readPlanFiles } from "../../../plan/read/readPlanFiles.ts";
import { planJson } from "../../support/plan/json.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-plan-"));
  await writeFile(join(folder, "dev.plan.json"), JSON.stringify(planJson({})));
});
afterAll(() => rm(folder, { recursive: true }));

describe("plan files", () => {
  it("are read, each as the stack of its name", async () => {
    expect((await readPlanFile(join(folder, "dev.plan.json"))).stack).toBe("dev");
    expect((await readPlanFiles([join(folder, "dev.plan.json")])).map(({ stack }) => stack)).toEqual(["dev"]);
  });

  it("that are not there, or folders, are no plans", async () => {
    const missing = join(folder, "missing.json");

    await expect(readPlanFiles([missing])).rejects.toMatchObject({
      name: "NotAPlanError",
      message: `${missing}: must be what terraform show -json <plan file> prints, got no file of that name`,
    });
    await expect(readPlanFile(folder)).rejects.toMatchObject({
      name: "NotAPlanError",
      message: `${folder}: must be what terraform show -json <plan file> prints, got a folder`,
    });
  });

  it("cannot be standard input twice", async () => {
    await expect(readPlanFiles(["-", "-"])).rejects.toMatchObject({
      name: "PlanFilesError",
      message: "-: standard input can be read once, got it twice",
    });
  });
});
