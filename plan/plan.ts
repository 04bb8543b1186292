// A Terraform plan, as the review sees it: one stack, its changes, and what the plan says about itself.
// The format: https://developer.hashicorp.com/terraform/internals/json-format
import type { Attributes, Value } from "./value.ts";

/**
 * What happens to a resource. `deleteThenCreate` and `createThenDelete` are the two orders of a replacement; `createThenForget`
 * replaces and leaves the old one behind; `unknown` is an action that this program has never heard of.
 */
export type Action =
  | "noOp"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "deleteThenCreate"
  | "createThenDelete"
  | "createThenForget"
  | "forget"
  | "unknown";

export const isReplacement = (action: Action): boolean =>
  action === "deleteThenCreate" || action === "createThenDelete" || action === "createThenForget";

/** Whether the object that exists now is gone afterwards. */
export const isDestructive = (action: Action): boolean =>
  action === "delete" || action === "deleteThenCreate" || action === "createThenDelete";

export type PathStep = string | number;

export interface Change {
  readonly stack: string;
  readonly address: string;
  /** Where it was before a `moved` block. */
  readonly previousAddress?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** The name in its address, and not what AWS calls it. */
  readonly name: string;
  /** Key of an object that is left of an earlier replacement. */
  readonly deposed?: string;
  readonly action: Action;
  /** The plan's own words, where the action is unknown. */
  readonly rawActions: readonly string[];
  /** Undefined where there is nothing before, or after. */
  readonly before: Attributes | undefined;
  readonly after: Attributes | undefined;
  /** Attributes that force the replacement. */
  readonly replacePaths: readonly (readonly PathStep[])[];
  /** Such as `replace_because_cannot_update`, `delete_because_no_resource_config`. */
  readonly reason?: string;
  /** The id that is imported; undefined when nothing is. */
  readonly importing?: string;
}

export interface Deferred {
  /** Such as `resource_config_unknown`. */
  readonly reason: string;
  readonly change: Change;
}

export interface OutputChange {
  readonly stack: string;
  readonly name: string;
  readonly action: Action;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** A resource of the state before or after, without its sensitive and unknown values. */
export interface ResourceState {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly mode: "managed" | "data";
  readonly values: Readonly<Record<string, unknown>>;
}

export interface FailedCheck {
  readonly address: string;
  readonly status: "fail" | "error" | "unknown";
  readonly messages: readonly string[];
}

/** An `action` block that this apply runs, such as one that invokes a function: it is no change of a resource. */
export interface Invocation {
  readonly address: string;
  /** Address of the resource whose change triggers it; undefined when it was asked for by itself. */
  readonly trigger?: string;
}

export interface Plan {
  /** Name of the file without `.plan.json` or `.json`. */
  readonly stack: string;
  /** Empty where an export has left it out. */
  readonly formatVersion: string;
  readonly terraformVersion: string;
  /** In the order of their addresses. */
  readonly changes: readonly Change[];
  /** What changed outside of Terraform since the last apply: before is the state, after is what is there. */
  readonly drift: readonly Change[];
  readonly deferred: readonly Deferred[];
  readonly outputs: readonly OutputChange[];
  readonly failedChecks: readonly FailedCheck[];
  readonly invocations: readonly Invocation[];
  readonly errored: boolean;
  /** False when more plans are needed until everything is as configured. */
  readonly complete: boolean;
  /** How many managed resources a partial plan (`-target`, `-refresh-only`) leaves out; 0 for a whole one. */
  readonly outside: number;
  readonly before: readonly ResourceState[];
  readonly after: readonly ResourceState[];
  /** The plan's `configuration`, for the references between resources only; its values are never printed. */
  readonly configuration: unknown;
  /** Strings that stand under a sensitive mark anywhere, to look for in what is printed; never printed themselves. */
  readonly secrets: ReadonlySet<string>;
}
