// What differs from one plan to the next without meaning anything: the order of lists, the formatting of documents, empty values,
// what is there besides.
import fc from "fast-check";
import type { Json } from "./templates.ts";

type Mutable = Record<string, unknown>;

export interface Noise {
  /** Decides the order of lists. */
  readonly seed: number;
  /** Documents of one side are written over several lines. */
  readonly isReformatted: boolean;
  /** What is null is left out, or is empty, on one side. */
  readonly empty: "null" | "absent" | "text";
  /** Something else is there, and stays. */
  readonly bystanders: number;
  /** What changes in form only is also said to have changed outside of Terraform. */
  readonly isDrifted: boolean;
}

export const QUIET: Noise = { seed: 0, isReformatted: false, empty: "null", bystanders: 0, isDrifted: false };

export const noise: fc.Arbitrary<Noise> = fc.record({
  seed: fc.nat(),
  isReformatted: fc.boolean(),
  empty: fc.constantFrom("null", "absent", "text"),
  bystanders: fc.nat(3),
  isDrifted: fc.boolean(),
});

/** The same order for the same seed. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed + 1;
  const rank = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  return list
    .map((item) => [rank(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}

const isDocument = (value: unknown): value is string => typeof value === "string" && /^[[{]/.test(value);

function rewritten(value: unknown, { isReformatted }: Noise): unknown {
  if (isDocument(value) && isReformatted) return JSON.stringify(JSON.parse(value), undefined, 2);
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, rewritten(part, { isReformatted } as Noise)]),
  );
}

/** One side as another version of the provider would have stored it. */
function stored(values: Mutable | null, noise: Noise): Mutable | null {
  if (values === null) return null;
  const entries = Object.entries(rewritten(values, noise) as Mutable);
  if (noise.empty === "absent") return Object.fromEntries(entries.filter(([, value]) => value !== null));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === null && noise.empty === "text" && name === "tags" ? {} : value]),
  );
}

const bystander = (index: number): Json => ({
  address: `random_pet.bystander_${index}`,
  mode: "managed",
  type: "random_pet",
  name: `bystander_${index}`,
  provider_name: "registry.terraform.io/hashicorp/random",
});

interface ResourceJson {
  readonly address: string;
  values: Mutable;
}
interface ModuleJson {
  resources?: ResourceJson[];
  child_modules?: ModuleJson[];
}
interface ChangeJson {
  readonly address: string;
  readonly previous_address?: string;
  change: { actions: string[]; before: Mutable | null; after: Mutable | null; after_unknown: unknown };
}
interface PlanJson {
  planned_values: { root_module: ModuleJson };
  prior_state: { values: { root_module: ModuleJson } };
  resource_changes: ChangeJson[];
  [name: string]: unknown;
}

function inModule(module: ModuleJson, noise: Noise, change: (resource: ResourceJson) => void): void {
  const { resources = [] } = module;
  for (const resource of resources) change(resource);
  module.resources = shuffled(resources, noise.seed);
  if (module.child_modules) module.child_modules = shuffled(module.child_modules, noise.seed);
  for (const child of module.child_modules ?? []) inModule(child, noise, change);
}

/** The plan with noise in it. */
export function noisy(plan: Json, noise: Noise): Json {
  const copy = structuredClone(plan) as unknown as PlanJson;
  for (const one of copy.resource_changes) {
    const { change } = one;
    const before = stored(change.before, noise);
    const isRewritten = JSON.stringify(before) !== JSON.stringify(change.before);
    change.before = before;
    if (isRewritten && change.actions[0] === "no-op") change.actions = ["update"];
  }
  inModule(copy.prior_state.values.root_module, noise, (resource) => {
    resource.values = stored(resource.values, noise) ?? {};
  });
  inModule(copy.planned_values.root_module, noise, () => {});
  if (noise.isDrifted) {
    copy.resource_drift = copy.resource_changes
      .filter(({ change }) => change.before !== null && change.after !== null)
      .map(({ change, previous_address: _, ...one }) => ({
        ...one,
        change: {
          ...change,
          actions: ["update"],
          after: stored(change.before, { ...noise, isReformatted: true, empty: "absent" }),
          after_unknown: {},
        },
      }));
  }
  for (let index = 0; index < noise.bystanders; index++) {
    const values = { id: `pet-${index}`, length: 2, separator: "-" };
    const sides = { before: values, after: values, after_unknown: {}, before_sensitive: {}, after_sensitive: {} };
    copy.resource_changes.push({
      ...bystander(index),
      change: { actions: ["no-op"], ...sides },
    } as unknown as ChangeJson);
    for (const { root_module } of [copy.planned_values, copy.prior_state.values]) {
      root_module.resources?.push({ ...bystander(index), values, sensitive_values: {} } as unknown as ResourceJson);
    }
  }
  copy.resource_changes = shuffled(copy.resource_changes, noise.seed);
  return { ...copy, timestamp: "2026-11-20T08:00:00Z", relevant_attributes: [], unheard_of: { a: 1 } };
}
