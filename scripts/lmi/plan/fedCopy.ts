// A stack that reads the outputs that other stacks will have: a copy of its folder, made of links, whose remote states are files.
// Only for a plan: nothing is applied from there.
import { copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Stack } from "../../../terraform/manifest.ts";
import type { Output } from "./plannedOutputs.ts";
import type { Place } from "./terraform.ts";

type Values = Readonly<Record<string, unknown>>;
type Outputs = Readonly<Record<string, Output>>;

const TEMPLATE = "cdk.tf.json";
const LOCK = ".terraform.lock.hcl";
const DATA = ".terraform";

/** As cdktf names what a stack reads of another. */
export const inputNamed = (dependency: string): string => `cross-stack-reference-input-${dependency}`;

/** Terraform reads no more of a remote state than its outputs. */
const stateWith = (outputs: Outputs): string =>
  JSON.stringify({
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: "planned",
    outputs,
    resources: [],
  });

/** Relative paths are those of the stack's own folder. */
function moved(config: Values, folder: string): Values {
  return typeof config.path === "string" ? { ...config, path: resolve(folder, config.path) } : config;
}

function templateWith({ template, folder }: Stack, states: ReadonlyMap<string, string>): Values {
  const { data = {}, terraform = {} } = template as Readonly<Record<"data" | "terraform", Values>>;
  const inputs = (data.terraform_remote_state ?? {}) as Readonly<Record<string, Values>>;
  const backend = (terraform.backend ?? {}) as Readonly<Record<string, Values>>;
  const inputOf = (name: string, input: Values): Values => {
    const path = states.get(name);
    if (path !== undefined) return { backend: "local", config: { path } };
    return input.backend === "local" ? { ...input, config: moved((input.config ?? {}) as Values, folder) } : input;
  };
  return {
    ...template,
    data: {
      ...data,
      terraform_remote_state: Object.fromEntries(
        Object.entries(inputs).map(([name, input]) => [name, inputOf(name, input)]),
      ),
    },
    terraform: {
      ...terraform,
      backend: backend.local ? { ...backend, local: moved(backend.local, folder) } : backend,
    },
  };
}

/**
 * Makes the copy.
 * @param fed by the name of the stack that is read from, its outputs
 * @param work a folder of this run, which is taken away after it
 */
export async function fedCopy(stack: Stack, fed: ReadonlyMap<string, Outputs>, work: string): Promise<Place> {
  const { name } = stack;
  const from = resolve(stack.folder);
  const folder = join(work, "fed", name);
  await mkdir(join(folder, DATA), { recursive: true });
  const states = new Map<string, string>();
  for (const [dependency, outputs] of fed) {
    const path = join(work, "fed", `${name}.${dependency}.tfstate`);
    await writeFile(path, stateWith(outputs), { mode: 0o600 });
    states.set(inputNamed(dependency), path);
  }
  await writeFile(join(folder, TEMPLATE), JSON.stringify(templateWith({ ...stack, folder: from }, states)));
  const entries = await readdir(from);
  for (const entry of entries) {
    if (entry === LOCK) await copyFile(join(from, entry), join(folder, entry));
    else if (entry !== TEMPLATE && entry !== DATA) await symlink(join(from, entry), join(folder, entry));
  }
  // Providers are there already, and need not be fetched again.
  if (entries.includes(DATA) && (await readdir(join(from, DATA))).includes("providers")) {
    await symlink(join(from, DATA, "providers"), join(folder, DATA, "providers"));
  }
  return { name, folder };
}
