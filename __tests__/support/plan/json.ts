// Hand-written plans in the format of `terraform show -json`, with what Terraform would derive filled in.
import { isDeepStrictEqual } from "node:util";
import type { Plan } from "../../../plan/plan.ts";
import { readPlan } from "../../../plan/read/readPlan.ts";

type Json = Readonly<Record<string, unknown>>;

export interface ChangeSpec {
  readonly address: string;
  /** @default the one in the address */
  readonly type?: string;
  /** @default the one in the address */
  readonly name?: string;
  /** @default "managed", or "data" when the address says so */
  readonly mode?: string;
  /** @default create, update, delete or no-op, by what is there before and after */
  readonly actions?: readonly string[];
  /** @default null: nothing */
  readonly before?: Json | null;
  /** @default null: nothing */
  readonly after?: Json | null;
  /** @default {} */
  readonly afterUnknown?: unknown;
  /** @default {}, or false when nothing is there */
  readonly beforeSensitive?: unknown;
  /** @default {}, or false when nothing is there */
  readonly afterSensitive?: unknown;
  readonly replacePaths?: readonly (readonly (string | number)[])[];
  readonly actionReason?: string;
  readonly previousAddress?: string;
  /** `{ id }`, `{ unknown: true }` or `{ identity }` */
  readonly importing?: Json;
  readonly deposed?: string;
}

export interface OutputSpec {
  readonly before?: unknown;
  readonly after?: unknown;
  readonly afterUnknown?: unknown;
  /** Also what a plan has that marks parts. @default false */
  readonly sensitive?: unknown;
  readonly actions?: readonly string[];
}

export interface PlanSpec {
  readonly changes?: readonly ChangeSpec[];
  readonly drift?: readonly ChangeSpec[];
  readonly deferred?: readonly { readonly reason: string; readonly change: ChangeSpec }[];
  readonly outputs?: Readonly<Record<string, OutputSpec>>;
  readonly checks?: readonly Json[];
  readonly variables?: Json;
  readonly configuration?: Json;
  /** @default the state that the changes start from */
  readonly priorState?: Json;
  /** @default the values that the changes end in */
  readonly plannedValues?: Json;
  readonly errored?: boolean;
  readonly complete?: boolean;
  readonly formatVersion?: string;
  readonly terraformVersion?: string;
  /** Whatever else stands at the top level. */
  readonly rest?: Json;
}

const ADDRESS = /^((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*)(data\.)?([\w-]+)\.([\w-]+)/;

function placeOf(address: string) {
  const [, modules = "", data, type = "", name = ""] = ADDRESS.exec(address) ?? [];
  return { module: modules.replace(/\.$/, ""), mode: data ? "data" : "managed", type, name };
}

function actionsOf(before: unknown, after: unknown, unknown: unknown): string[] {
  if (before === null) return ["create"];
  if (after === null) return ["delete"];
  return isDeepStrictEqual(before, after) && isDeepStrictEqual(unknown, {}) ? ["no-op"] : ["update"];
}

const identityOf = ({ address, type, name, mode }: ChangeSpec) => {
  const place = placeOf(address);
  return { address, mode: mode ?? place.mode, type: type ?? place.type, name: name ?? place.name };
};

function changeJson(spec: ChangeSpec): Json {
  const { before = null, after = null, afterUnknown = {}, replacePaths, actionReason, previousAddress, deposed } = spec;
  return {
    ...identityOf(spec),
    previous_address: previousAddress,
    module_address: placeOf(spec.address).module || undefined,
    provider_name: "registry.terraform.io/hashicorp/aws",
    deposed,
    change: {
      actions: spec.actions ?? actionsOf(before, after, afterUnknown),
      before,
      after,
      after_unknown: afterUnknown,
      before_sensitive: spec.beforeSensitive ?? (before === null ? false : {}),
      after_sensitive: spec.afterSensitive ?? (after === null ? false : {}),
      replace_paths: replacePaths,
      importing: spec.importing,
    },
    action_reason: actionReason,
  };
}

function outputJson({ before = null, after = null, afterUnknown = false, sensitive = false, actions }: OutputSpec) {
  return {
    actions: actions ?? actionsOf(before, after, afterUnknown === false ? {} : afterUnknown),
    before,
    after,
    after_unknown: afterUnknown,
    before_sensitive: sensitive,
    after_sensitive: sensitive,
  };
}

interface Resource {
  readonly spec: ChangeSpec;
  readonly values: Json | null | undefined;
  readonly marks: unknown;
}

function valuesJson(resources: readonly Resource[], outputs: Json) {
  const inModule = Map.groupBy(
    resources.filter(({ spec, values }) => values && spec.deposed === undefined),
    ({ spec }) => placeOf(spec.address).module,
  );
  const listOf = (module: string) =>
    (inModule.get(module) ?? []).map(({ spec, values, marks = {} }) => ({
      ...identityOf(spec),
      provider_name: "registry.terraform.io/hashicorp/aws",
      schema_version: 0,
      values,
      sensitive_values: marks,
    }));
  const modules = [...inModule.keys()].filter((module) => module !== "");
  return {
    outputs,
    root_module: {
      resources: listOf(""),
      child_modules: modules.map((address) => ({ address, resources: listOf(address) })),
    },
  };
}

const outputValues = (outputs: Readonly<Record<string, OutputSpec>>, side: "before" | "after") =>
  Object.fromEntries(
    Object.entries(outputs)
      .filter(([, output]) => output[side] !== undefined)
      .map(([name, output]) => [name, { value: output[side], sensitive: (output.sensitive ?? false) !== false }]),
  );

/** What `terraform show -json` would print for a plan with these changes. */
export function planJson(spec: PlanSpec): Record<string, unknown> {
  const { changes = [], outputs = {}, errored = false } = spec;
  const before = changes.map((spec) => ({ spec, values: spec.before, marks: spec.beforeSensitive }));
  const after = changes.map((spec) => ({ spec, values: spec.after, marks: spec.afterSensitive }));
  const json = {
    format_version: spec.formatVersion ?? "1.2",
    terraform_version: spec.terraformVersion ?? "1.11.4",
    variables: spec.variables,
    planned_values: spec.plannedValues ?? valuesJson(after, outputValues(outputs, "after")),
    resource_drift: spec.drift?.map(changeJson),
    resource_changes: changes.map(changeJson),
    deferred_changes: spec.deferred?.map(({ reason, change }) => ({ reason, resource_change: changeJson(change) })),
    output_changes: Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, outputJson(output)])),
    prior_state: spec.priorState ?? {
      format_version: "1.0",
      terraform_version: "1.11.4",
      values: valuesJson(before, outputValues(outputs, "before")),
    },
    configuration: spec.configuration ?? { root_module: {} },
    checks: spec.checks,
    timestamp: "2026-11-20T08:00:00Z",
    applyable: !errored,
    complete: spec.complete ?? !errored,
    errored,
    ...spec.rest,
  };
  return JSON.parse(JSON.stringify(json));
}

/** The plan that the reader makes of it. */
export const planOf = (json: object, stack = "test"): Plan =>
  readPlan(`${stack}.plan.json`, new TextEncoder().encode(JSON.stringify(json)));
