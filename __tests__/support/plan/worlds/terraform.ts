// Plans of random worlds that terraform itself makes: many worlds in one configuration, each in a module, as one run takes a second
// or more; each plan is then taken apart into those of its modules.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Case, World } from "./cases.ts";
import { addressOf, type Json, type Key, templateOf } from "./templates.ts";

/** The plans of one case. */
export interface Planned {
  readonly whole: Json;
  readonly partial: Json;
  /** All resources under other addresses, with `moved` blocks. */
  readonly moved: Json;
  /** The same without. */
  readonly unmoved: Json;
}

export const RENAMED = "_renamed";

const moduleOf = (index: number): string => `c${index}`;

type Rename = (key: Key) => string;
const same: Rename = (key) => key;
const renamed: Rename = (key) => `${key}${RENAMED}`;

/** References follow what they are to. */
function configurationOf(world: World, nameOf: Rename, moved: readonly Key[] = []): Json {
  const resource: Record<string, Record<string, unknown>> = {};
  for (const [key, config] of world) {
    const text = JSON.stringify(config).replaceAll(
      /\$\{(\w+)\.(\w+)\.(\w+)\}/g,
      (_, type, other, attribute) => `\${${type}.${nameOf(other as Key)}.${attribute}}`,
    );
    const { type } = templateOf(key);
    resource[type] = { ...resource[type], [nameOf(key)]: JSON.parse(text) };
  }
  const blocks = moved.map((key) => ({ from: addressOf(key), to: `${templateOf(key).type}.${nameOf(key)}` }));
  return {
    ...(world.size > 0 && { resource }),
    ...(blocks.length > 0 && { moved: blocks }),
    terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
  };
}

interface ModuleJson {
  readonly address?: string;
  readonly resources?: readonly unknown[];
  readonly child_modules?: readonly ModuleJson[];
}
interface PlanJson {
  readonly resource_changes?: readonly { readonly address: string }[];
  readonly planned_values: { readonly root_module?: ModuleJson };
  readonly prior_state: { readonly values: { readonly root_module?: ModuleJson } };
  readonly configuration: { readonly root_module: { readonly module_calls?: Readonly<Record<string, unknown>> } };
}

/** The part of a plan that is of one module, at its addresses. */
function partOf(plan: PlanJson, module: string): Json {
  const valuesOf = (root: ModuleJson | undefined): Json => ({
    root_module: { child_modules: (root?.child_modules ?? []).filter(({ address }) => address === `module.${module}`) },
  });
  const { module_calls: calls = {} } = plan.configuration.root_module;
  return {
    ...plan,
    resource_changes: (plan.resource_changes ?? []).filter(({ address }) => address.startsWith(`module.${module}.`)),
    planned_values: valuesOf(plan.planned_values.root_module),
    prior_state: { values: valuesOf(plan.prior_state.values.root_module) },
    configuration: { ...plan.configuration, root_module: { module_calls: { [module]: calls[module] } } },
  };
}

/** @param env with which terraform is found */
export function plannedByTerraform(cases: readonly Case[], env: NodeJS.ProcessEnv): Planned[] {
  const folder = mkdtempSync(join(tmpdir(), "plan-worlds-"));
  const terraform = (...args: readonly string[]): string =>
    execFileSync("terraform", [...args], {
      cwd: folder,
      env,
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      stdio: ["ignore", "pipe", "pipe"],
    });
  const write = (of: (one: Case) => Json): void => {
    for (const [index, one] of cases.entries()) {
      mkdirSync(join(folder, moduleOf(index)), { recursive: true });
      writeFileSync(join(folder, moduleOf(index), "main.tf.json"), JSON.stringify(of(one)));
    }
  };
  const plan = (...more: readonly string[]): Json[] => {
    terraform("plan", "-no-color", "-input=false", "-refresh=false", "-out=plan", ...more);
    const json = JSON.parse(terraform("show", "-json", "plan")) as PlanJson;
    return cases.map((_, index) => partOf(json, moduleOf(index)));
  };
  try {
    const module = Object.fromEntries(cases.map((_, index) => [moduleOf(index), { source: `./${moduleOf(index)}` }]));
    const required_providers = { aws: { source: "hashicorp/aws" } };
    writeFileSync(
      join(folder, "main.tf.json"),
      JSON.stringify({ terraform: { required_providers }, provider: { aws: { region: "us-east-1" } }, module }),
    );
    write(({ before }) => configurationOf(before, same));
    terraform("init", "-input=false");
    terraform("apply", "-no-color", "-input=false", "-auto-approve");

    write(({ after }) => configurationOf(after, same));
    const whole = plan();
    const targets = cases.flatMap((one, index) =>
      one.targets.map((key) => `-target=module.${moduleOf(index)}.${addressOf(key)}`),
    );
    const partial = plan(...targets);
    write(({ before, after }) =>
      configurationOf(
        after,
        renamed,
        [...after.keys()].filter((key) => before.has(key)),
      ),
    );
    const moved = plan();
    write(({ after }) => configurationOf(after, renamed));
    const unmoved = plan();
    return cases.map((_, index) => ({
      whole: whole[index] ?? {},
      partial: partial[index] ?? {},
      moved: moved[index] ?? {},
      unmoved: unmoved[index] ?? {},
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
