// Tells a plan from the other JSON that Terraform and others write.
import { isObject, only, type Values } from "../../terraform/block.ts";
import type { Refuse } from "./notAPlan.ts";

const has = (json: Values, ...keys: readonly string[]): boolean => keys.every((key) => Object.hasOwn(json, key));

/** What is recognised, most particular first. */
const OTHERS: readonly (readonly [keys: readonly string[], got: string])[] = [
  [
    ["plan_format_version"],
    "a redacted plan of HCP Terraform, which has neither state nor configuration; download json-output, not json-output-redacted",
  ],
  [["encrypted_data"], "a file that OpenTofu encrypted; show the plan with the key configured"],
  [["version", "serial", "lineage"], "a state file; plan with -out, and show the plan file"],
  [["provider_schemas"], "the provider schemas of terraform providers schema"],
  [["diagnostics", "valid"], "the result of terraform validate -json"],
  [["provider_selections"], "the result of terraform version -json"],
  [["//", "terraform"], "a synthesised stack; plan it first"],
];

const PLAN = ["planned_values", "resource_changes", "output_changes", "deferred_changes", "configuration", "errored"];

const objectsIn = (value: unknown): readonly Values[] => (Array.isArray(value) ? value.filter(isObject) : []);

const resourcesIn = (module: unknown): readonly Values[] => [
  ...objectsIn(only(module).resources),
  ...objectsIn(only(module).child_modules).flatMap(resourcesIn),
];

/** Whether it says of every value that is printed whether it is secret. Terraform writes the marks since 1.0, also empty ones. */
function isMarked(plan: Values): boolean {
  const changes = [...objectsIn(plan.resource_changes), ...objectsIn(plan.resource_drift)].map(({ change }) => change);
  const states = [only(only(plan.prior_state).values), only(plan.planned_values)];
  return (
    [...changes, ...Object.values(only(plan.output_changes))].every((change) =>
      has(only(change), "before_sensitive", "after_sensitive"),
    ) && states.flatMap(({ root_module }) => resourcesIn(root_module)).every((one) => has(one, "sensitive_values"))
  );
}

const writtenBy = ({ terraform_version: version }: Values): string =>
  typeof version === "string" && /^[\w.+-]{1,40}$/.test(version) ? `Terraform ${version}` : "Terraform before 1.1";

/**
 * The plan, which is in a format that the reader understands. Within 1.x fields are only added. One of 0.x, or an export
 * without its version, is read when it has the marks of what is sensitive.
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
    if (!isPlan) throw refuse("JSON of another program, without format_version");
    if (!isMarked(json)) {
      throw refuse(
        "a plan without format_version and without the marks of what is sensitive; plan again with Terraform 1.1 or later",
      );
    }
    return json;
  }
  if (typeof version !== "string" || !/^\d+\.\d+$/.test(version)) throw refuse("a format_version that is no version");
  if (!isPlan) throw refuse("a state; plan with -out, and show the plan file");
  if (version.startsWith("1.")) return json;
  if (!version.startsWith("0.")) throw refuse(`plan format ${version}, newer than this program; 1.x is understood`);
  if (!isMarked(json)) {
    throw refuse(
      `plan format ${version} of ${writtenBy(json)}, without the marks of what is sensitive; plan again with Terraform 1.1 or later`,
    );
  }
  return json;
}
