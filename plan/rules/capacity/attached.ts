// Which functions keep AWS from deleting a capacity provider.
import type { Change } from "../../plan.ts";
import { knownText, type Resource, type Worlds } from "../world/world.ts";
import { FUNCTION, functionsOn, managedConfigOf, nameOf } from "./managed.ts";

export interface Attached {
  /** Attached now, and not gone before Terraform deletes the provider. */
  readonly now: readonly Resource[];
  /** Those of them that have the old ARN even when everything else is done. */
  readonly afterwards: readonly Resource[];
}

/** What depends on a resource is destroyed before it; what another stack only makes anew, with that stack's own apply. */
const goesFirst = ({ stack, change }: Resource, provider: Change): boolean =>
  change?.action === "delete" || (change?.action === "deleteThenCreate" && stack === provider.stack);

export function attachedTo({ before, after }: Worlds, provider: Change): Attached {
  const old = before.same(provider);
  if (old === undefined) return { now: [], afterwards: [] };
  const arn = knownText(old.values.arn);
  const now = functionsOn(before, old).filter((fn) => !goesFirst(fn, provider));
  const keepsArn = (fn: Resource) => arn !== undefined && managedConfigOf(fn)?.capacity_provider_arn === arn;
  return { now, afterwards: after.ofType(FUNCTION).filter(keepsArn) };
}

/** Names of functions, with the stack of those that another plan changes. */
export const functionNames = (functions: readonly Resource[], stack: string): string[] =>
  functions.map((fn) => (fn.stack === stack ? nameOf(fn) : `${nameOf(fn)} (${fn.stack})`));
