import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { ENVIRONMENTS } from "../../stacks/config/environments.ts";
import { fakeArchives, removeTemporaryFolders, synthesise, temporaryFolder } from "../support/stacks/template.ts";

const synthesised = synthesise(ENVIRONMENTS);
afterAll(removeTemporaryFolders);

/** Every file below a folder by its path there, with its bytes. */
function filesIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths
      .map(({ parentPath, name }) => join(parentPath, name))
      .toSorted()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "latin1")]),
  );
}

describe("the app", () => {
  it("has four stacks for each environment", () => {
    expect(synthesised.stacks.map(({ name }) => name)).toEqual([
      "dev-data",
      "dev-network",
      "dev-operations",
      "dev-service",
      "prod-data",
      "prod-network",
      "prod-operations",
      "prod-service",
    ]);
  });

  it.each(["dev", "prod"])("deploys %s in the order in which its stacks need each other", (environment) => {
    const { stacks } = JSON.parse(readFileSync(join(synthesised.folder, "manifest.json"), "utf8"));

    const needs = (layer: string) => stacks[`${environment}-${layer}`].dependencies.toSorted();
    expect(needs("network")).toEqual([]);
    expect(needs("data")).toEqual([]);
    expect(needs("service")).toEqual([`${environment}-data`, `${environment}-network`]);
    expect(needs("operations")).toEqual([`${environment}-data`, `${environment}-service`]);
  });

  it("writes the same bytes every time, wherever it writes and wherever its archives are", () => {
    const again = synthesise(ENVIRONMENTS, fakeArchives());

    const [files, filesAgain] = [filesIn(synthesised.folder), filesIn(again.folder)];
    expect(Object.keys(files)).toEqual(Object.keys(filesAgain));
    expect(Object.entries(files).filter(([path, bytes]) => filesAgain[path] !== bytes)).toEqual([]);
    expect(again.folder).not.toBe(synthesised.folder);
  });

  it("writes what one environment has independently of the others", () => {
    const alone = synthesise(ENVIRONMENTS.filter(({ name }) => name === "prod"));

    for (const { name, text } of alone.stacks) expect(text).toBe(synthesised.stack(name).text);
    expect(alone.stacks).toHaveLength(4);
  });

  it("says which archive is missing, and what makes it", () => {
    const archives = { ...fakeArchives(), scaler: join(temporaryFolder(), "scaler.zip") };

    expect(() => synthesise(ENVIRONMENTS, archives)).toThrow(
      `bundle "scaler-bundle": ${archives.scaler} is missing; npm run build makes it`,
    );
  });
});
