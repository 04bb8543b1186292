// A plan's words for what happens to a resource.
import type { Action } from "../plan.ts";

/**
 * In the order in which it happens. `forget` is Terraform's since 1.7, as a part of a replacement since OpenTofu 1.10 and
 * Terraform 1.16 (`destroy = false`); `open` is OpenTofu's for an ephemeral resource, which is read and not kept.
 */
const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['["no-op"]', "noOp"],
  ['["create"]', "create"],
  ['["read"]', "read"],
  ['["open"]', "read"],
  ['["update"]', "update"],
  ['["delete"]', "delete"],
  ['["delete","create"]', "deleteThenCreate"],
  ['["create","delete"]', "createThenDelete"],
  ['["create","forget"]', "createThenForget"],
  ['["forget","create"]', "createThenForget"],
  ['["forget"]', "forget"],
]);

/** `unknown` is everything that is not in the table, also nothing at all. */
export const actionOf = (actions: readonly string[]): Action => ACTIONS.get(JSON.stringify(actions)) ?? "unknown";
