// A plan with as many changes as wanted, out of one of ours: each copy with names of its own.
import { readFileSync } from "node:fs";
import { gunzipSync } from "fflate";

const SOURCE = new URL("../../plan/examples/raised-floor/dev-service.plan.json.gz", import.meta.url);
const NAMES = ["role", "name", "function_name", "arn", "id"];

type Values = Record<string, unknown> | null;
interface Resource {
  address: string;
  name: string;
  mode: string;
  readonly type: string;
  change: { actions: string[]; before: Values; after: Values };
}

const renamed = (values: Values, copy: number): Values =>
  values &&
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      NAMES.includes(key) && typeof value === "string" ? `${value}-${copy}` : value,
    ]),
  );

const stateOf = (resources: readonly Resource[], side: "before" | "after") =>
  resources.flatMap(({ address, mode, type, name, change }) => {
    const values = change[side];
    return values ? [{ address, mode, type, name, values, sensitive_values: {} }] : [];
  });

/** As `terraform show -json` would write it. */
export function planWith(changes: number): string {
  const plan = JSON.parse(new TextDecoder().decode(gunzipSync(readFileSync(SOURCE))));
  const managed = (plan.resource_changes as Resource[]).filter(({ mode }) => mode === "managed");
  const copies = Array.from({ length: changes }, (_, index): Resource => {
    const copy = Math.floor(index / managed.length);
    const resource = managed[index % managed.length] as Resource;
    const { actions, before, after } = resource.change;
    const isUnchanged = actions[0] === "no-op";
    return {
      ...resource,
      address: `${resource.address}_${copy}`,
      name: `${resource.name}_${copy}`,
      change: {
        ...resource.change,
        actions: isUnchanged ? ["update"] : actions,
        before: renamed(before, copy),
        after: renamed(isUnchanged ? { ...after, tags: { copy: String(copy) } } : after, copy),
      },
    };
  });
  plan.resource_changes = copies;
  plan.planned_values.root_module.resources = stateOf(copies, "after");
  plan.prior_state.values = { root_module: { resources: stateOf(copies, "before") } };
  return JSON.stringify(plan);
}
