// Plans of real changes of ours, which npm run plan-fixtures made with the terraform CLI.
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "fflate";
import { readPlans } from "../../../plan/read/readPlan.ts";
import { ROOT } from "../local/system.ts";

const folderOf = (scenario: string): string => join(ROOT, "plan", "examples", scenario);

const sourcesOf = (scenario: string) =>
  readdirSync(folderOf(scenario)).map((file) => ({
    file: file.replace(/\.gz$/, ""),
    bytes: gunzipSync(readFileSync(join(folderOf(scenario), file))),
  }));

/** Its plans, as the review reads them. */
export const fixturePlans = (scenario: string) => readPlans(sourcesOf(scenario));

/** Its plans as files in a folder, which is made; their paths. */
export async function fixtureFiles(scenario: string, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    sourcesOf(scenario).map(async ({ file, bytes }) => {
      const path = join(folder, file);
      await writeFile(path, bytes);
      return path;
    }),
  );
}
