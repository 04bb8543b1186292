// npm run synth:random: writes what a seed's random configurations synthesise to, for Terraform to judge: some as apps to apply,
// and all as modules of a few roots, because that takes Terraform a sixth of the time.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createApp } from "../stacks/app.ts";
import type { EnvironmentConfig } from "../stacks/config/schema.ts";
import { AWS_PROVIDER_VERSION } from "../stacks/shared/environmentStack.ts";
import { buildArchives, pathsOf } from "./build/bundles.ts";
import { buildOwnArchives } from "./build/ownBundles.ts";
import { randomConfigurations } from "./randomConfigurations/configuration.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    count: { type: "string", default: "100" },
    apply: { type: "string", default: "10" },
    parts: { type: "string", default: "2" },
    out: { type: "string" },
  },
});
const [seed, count, applied, parts] = [
  values.seed ?? Math.floor(Math.random() * 2 ** 31),
  values.count,
  values.apply,
  values.parts,
].map(Number) as [number, number, number, number];
const { out } = values;
if (!out || ![seed, count, applied, parts].every(Number.isSafeInteger)) {
  console.error("usage: npm run synth:random -- --out FOLDER [--seed N] [--count N] [--apply N] [--parts N]");
  process.exit(2);
}

const configurations = randomConfigurations(seed, count);
const archives = pathsOf(await buildArchives());
const ownArchives = await buildOwnArchives(configurations);
const LAYERS = ["network", "data", "service", "operations"];

function synthesise(environments: readonly EnvironmentConfig[], outFolder: string): void {
  mkdirSync(outFolder, { recursive: true });
  createApp({ environments, archives, ownArchives, outFolder }).synth();
}

/** One root whose modules are the stacks, beside a manifest as cdktf writes it. */
function writeRoot(folder: string, environments: readonly EnvironmentConfig[]): void {
  const workingDirectory = "stacks/all";
  const root = join(folder, workingDirectory);
  const modules = environments.flatMap((environment, index) => {
    synthesise([environment], join(root, `${index}`));
    return LAYERS.map((layer): [string, object] => {
      const stack = `${environment.name}-${layer}`;
      return [`configuration-${index}-${stack}`, { source: `./${index}/stacks/${stack}` }];
    });
  });
  const required_providers = { aws: { source: "hashicorp/aws", version: AWS_PROVIDER_VERSION } };
  const synthesizedStackPath = `${workingDirectory}/cdk.tf.json`;
  writeFileSync(
    join(folder, synthesizedStackPath),
    JSON.stringify({ terraform: { required_providers }, module: Object.fromEntries(modules) }),
  );
  const all = { name: "all", synthesizedStackPath, workingDirectory, dependencies: [] };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ version: "0.21.0", stacks: { all } }));
}

for (let part = 0; part < parts; part += 1) {
  const mine = configurations.filter((_, index) => index % parts === part);
  writeRoot(join(out, `validate-${part}`), mine);
  const names = new Set<string>();
  const different = mine.filter(({ name }) => !names.has(name) && names.add(name));
  synthesise(different.slice(0, Math.ceil(applied / parts)), join(out, `apply-${part}`));
}
console.log(
  `${count} random configurations in ${parts} parts, ${applied} of them to apply; the same again with CONFIG_SEED=${seed}`,
);
