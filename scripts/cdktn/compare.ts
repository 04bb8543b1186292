// node scripts/cdktn/compare.ts cdktf.out cdktn.out: exit 0 when both folders hold the same Terraform by two
// versions of the library, 1 with a line for each difference.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { listStacks } from "../../terraform/manifest.ts";
import { countOf, differences, type Synthesis } from "./differences.ts";

const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Archives that the stack names; what an earlier synthesis left beside them is nobody's. */
const assetsOf = (folder: string): string[] =>
  [...readFileSync(join(folder, "cdk.tf.json"), "utf8").matchAll(/"(assets\/[^"]+)"/g)].map(([, path]) =>
    join(folder, String(path)),
  );

async function read(out: string): Promise<Synthesis> {
  const listed = await listStacks(out);
  const files = listed.flatMap(({ folder }) => assetsOf(folder));
  return {
    manifest: readJson(join(out, "manifest.json")),
    stacks: Object.fromEntries(listed.map(({ name, folder }) => [name, readJson(join(folder, "cdk.tf.json"))])),
    assets: Object.fromEntries(files.map((path) => [relative(out, path), digest(path)])),
  };
}

const [before, after] = process.argv.slice(2);
if (!before || !after) {
  console.error("usage: node scripts/cdktn/compare.ts <folder> <folder>");
  process.exit(2);
}
const [one, other] = await Promise.all([read(before), read(after)]);
const versions = [one, other].map(({ manifest }) => String(manifest.version));
const found = differences(one, other);
if (versions[0] === versions[1]) found.unshift(`both are by version ${versions[0]}: nothing was compared`);
for (const line of found) console.log(line);
const counted = `${Object.keys(one.stacks).length} stacks, ${countOf(one)} blocks, ${Object.keys(one.assets).length} archives`;
const result = found.length === 0 ? "the same" : `${found.length} differences`;
console.log(`${counted} by ${versions.join(" and ")}: ${result}`);
process.exitCode = found.length === 0 ? 0 : 1;
