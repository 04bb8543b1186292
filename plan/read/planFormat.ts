// Tells a plan from the other JSON that Terraform and others write.
import { isObject, type Values } from "../../terraform/block.ts";
import type { Refuse } from "./notAPlan.ts";

const has = (json: Values, ...keys: readonly string[]): boolean => keys.every((key) => Object.hasOwn(json, key));

/** What is recognised, most particular first. */
const OTHERS: readonly (readonly [keys: readonly string[], got: string])[] = [
  [["encrypted_data"], "a file that OpenTofu encrypted; show the plan with the key configured"],
  [["version", "serial", "lineage"], "a state file; plan with -out, and show the plan file"],
  [["provider_schemas"], "the provider schemas of terraform providers schema"],
  [["diagnostics", "valid"], "the result of terraform validate -json"],
  [["provider_selections"], "the result of terraform version -json"],
  [["//", "terraform"], "a synthesised stack; plan it first"],
];

const PLAN = ["planned_values", "resource_changes", "output_changes", "deferred_changes", "configuration", "errored"];

/**
 * The plan, which is in a format that the reader understands. Within 1.x fields are only added.
 * https://developer.hashicorp.com/terraform/internals/json-format
 * @throws NotAPlanError saying what it is instead
 */
export function planIn(json: unknown, refuse: Refuse): Values {
  if (!isObject(json))
    throw refuse(Array.isArray(json) ? "a JSON list" : `a JSON ${json === null ? "null" : typeof json}`);
  const other = OTHERS.find(([keys]) => has(json, ...keys));
  if (other) throw refuse(other[1]);
  const { format_version: version } = json;
  const isPlan = PLAN.some((key) => has(json, key));
  if (version === undefined) {
    throw refuse(isPlan ? "a plan without format_version" : "JSON of another program, without format_version");
  }
  if (typeof version !== "string" || !/^\d+\.\d+$/.test(version)) throw refuse("a format_version that is no version");
  if (!version.startsWith("1.")) {
    const why = version.startsWith("0.") ? "written by Terraform before 1.1" : "newer than this program";
    throw refuse(`plan format ${version}, ${why}; 1.x is understood`);
  }
  if (!isPlan) throw refuse("a state; plan with -out, and show the plan file");
  return json;
}
