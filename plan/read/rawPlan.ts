// A plan as it was parsed, with its marks brought together: what one part of it marks is marked in all others.
import { isObject, only, type Values } from "../../terraform/block.ts";
import { both, type Mask, maskOf } from "../secrets/mask.ts";
import type { Refuse } from "./notAPlan.ts";
import { objectsAt, type RawChange, type RawSides, rawChange, rawSides } from "./rawChange.ts";

/** One resource of `prior_state` or `planned_values`. */
export interface RawResource {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly mode: "managed" | "data";
  readonly values: Values;
}

interface RawState {
  readonly resources: readonly RawResource[];
  readonly outputs: Values;
}

export interface RawPlan {
  readonly json: Values;
  readonly changes: readonly RawChange[];
  readonly drift: readonly RawChange[];
  readonly deferred: readonly { readonly reason: string; readonly change: RawChange }[];
  readonly outputs: readonly (RawSides & { readonly name: string })[];
  readonly before: RawState;
  readonly after: RawState;
  /** By address, from everywhere in the plan. */
  readonly marks: ReadonlyMap<string, Mask>;
  /** By name of the output. */
  readonly outputMarks: ReadonlyMap<string, Mask>;
}

/** Marks by what they are on, as they come. */
function createMarks() {
  const marks = new Map<string, Mask>();
  return {
    marks,
    add(key: string, mask: Mask | undefined): void {
      const all = both(marks.get(key), mask);
      if (all !== undefined) marks.set(key, all);
    },
  };
}

type Add = (key: string, mask: Mask | undefined) => void;

/** A module's resources and those of the modules in it. */
function* resourcesIn(module: unknown, path: string, refuse: Refuse, add: Add): Iterable<RawResource> {
  if (module === undefined || module === null) return;
  if (!isObject(module)) throw refuse(`a plan whose ${path} is no object`);
  for (const { address, type, name, mode, values, sensitive_values } of objectsAt(module, "resources", refuse)) {
    if (typeof address !== "string" || typeof type !== "string") {
      throw refuse(`a plan whose ${path} has a resource without address or type`);
    }
    const known = isObject(values) ? values : {};
    add(address, maskOf(sensitive_values, known));
    yield { address, type, name: String(name ?? ""), mode: mode === "data" ? "data" : "managed", values: known };
  }
  for (const child of objectsAt(module, "child_modules", refuse)) yield* resourcesIn(child, path, refuse, add);
}

function stateIn(values: unknown, path: string, refuse: Refuse, add: Add): RawState {
  if (!isObject(values)) return { resources: [], outputs: {} };
  const outputs = isObject(values.outputs) ? values.outputs : {};
  return { resources: [...resourcesIn(values.root_module, `${path}.root_module`, refuse, add)], outputs };
}

/** @throws NotAPlanError when a part that the review relies on is not as the format has it */
export function rawPlan(json: Values, refuse: Refuse): RawPlan {
  const resources = createMarks();
  const outputs = createMarks();

  const changesAt = (key: string) =>
    objectsAt(json, key, refuse).map((entry, index) => rawChange(entry, `${key}[${index}]`, refuse));
  const changes = changesAt("resource_changes");
  const drift = changesAt("resource_drift");
  const deferred = objectsAt(json, "deferred_changes", refuse).map(({ reason, resource_change }, index) => ({
    reason: String(reason ?? "unknown"),
    change: rawChange(resource_change, `deferred_changes[${index}].resource_change`, refuse),
  }));
  for (const { address, marks } of [...changes, ...drift, ...deferred.map(({ change }) => change)]) {
    resources.add(address, marks);
  }
  const before = stateIn(only(json.prior_state).values, "prior_state.values", refuse, resources.add);
  const after = stateIn(json.planned_values, "planned_values", refuse, resources.add);

  const outputChanges = Object.entries(only(json.output_changes)).map(([name, change]) => ({
    name,
    ...rawSides(change, `output_changes.${name}`, refuse),
  }));
  for (const { name, marks } of outputChanges) outputs.add(name, marks);
  const configured = only(only(only(json.configuration).root_module).outputs);
  for (const values of [before.outputs, after.outputs, configured]) {
    for (const [name, output] of Object.entries(values)) outputs.add(name, maskOf(only(output).sensitive));
  }

  return {
    json,
    changes,
    drift,
    deferred,
    outputs: outputChanges,
    before,
    after,
    marks: resources.marks,
    outputMarks: outputs.marks,
  };
}
