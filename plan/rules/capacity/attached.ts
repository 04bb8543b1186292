// Which functions keep AWS from deleting a capacity provider.
import type { Change } from "../../plan.ts";
import { at, isSensitive } from "../../value.ts";
import { knownText, type Resource, type Worlds } from "../world/world.ts";
import { FUNCTION, functionsOn, MANAGED_PATH, managedConfigOf, nameOf } from "./managed.ts";

export interface Attached {
  /** Attached now, and not gone before Terraform deletes the provider. */
  readonly now: readonly Resource[];
  /** Those of them that have the old ARN even when everything else is done. */
  readonly afterwards: readonly Resource[];
  /** Whose provider is under a sensitive mark now: they may be attached to this one. */
  readonly untold: readonly Resource[];
}

/** What depends on a resource is destroyed before it; what another stack only makes anew, with that stack's own apply. */
const goesFirst = ({ stack, change }: Resource, provider: Change): boolean =>
  change?.action === "delete" || (change?.action === "deleteThenCreate" && stack === provider.stack);

const isUntold = ({ change }: Resource): boolean =>
  isSensitive(at(change?.before, ...MANAGED_PATH, "capacity_provider_arn"));

/** What is said of them. */
export const UNTOLD =
  "The capacity provider of these functions is sensitive in the plan; AWS refuses to delete one as long as function versions are attached.";

export function attachedTo({ before, after }: Worlds, provider: Change): Attached {
  const old = before.same(provider);
  if (old === undefined) return { now: [], afterwards: [], untold: [] };
  const arn = knownText(old.values.arn);
  const now = functionsOn(before, old).filter((fn) => !goesFirst(fn, provider));
  const keepsArn = (fn: Resource) => arn !== undefined && managedConfigOf(fn)?.capacity_provider_arn === arn;
  const untold = before.ofType(FUNCTION).filter((fn) => isUntold(fn) && !goesFirst(fn, provider));
  return { now, afterwards: after.ofType(FUNCTION).filter(keepsArn), untold };
}

/** Names of functions, with the stack of those that another plan changes. */
export const functionNames = (functions: readonly Resource[], stack: string): string[] =>
  functions.map((fn) => (fn.stack === stack ? nameOf(fn) : `${nameOf(fn)} (${fn.stack})`));
