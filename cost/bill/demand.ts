// How many execution environments a function has: when nothing asks, with its windows, and at most.
import { MAX_EXECUTION_ENVIRONMENTS } from "../../app/capacity/scalingConfig.ts";
import type { Schedule } from "../../app/capacity/transitions.ts";
import { isSame } from "../../terraform/located.ts";
import type { Basis } from "../constants.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Note } from "../inventory/note.ts";
import type { BilledFunction } from "./groups.ts";

export interface Demand {
  readonly function: BilledFunction;
  /** What it has by the clock: its minimum is always there. */
  readonly schedule: Schedule;
  /** Whatever may ask, at most. */
  readonly max: number;
  readonly notes: readonly Note[];
}

/** What the reconciler gives it: the declaration alone decides, and no more than its limit is ever asked for. */
function declaredDemand(fn: BilledFunction, { declared, workflows }: Inventory): Demand | undefined {
  const own = declared.find((one) => isSame(one.function, fn));
  if (own === undefined) return undefined;
  const { baseline, windows, limit } = own.declaration;
  const asking = workflows.filter(({ function: target }) => target === undefined || isSame(target, fn));
  const open = asking.filter(({ max }) => max === undefined);
  const asked = [baseline.max, ...windows.map(({ max }) => max), ...asking.map(({ max }) => max ?? limit)];
  return {
    function: fn,
    schedule: { baseline, windows, limit },
    max: Math.min(limit, Math.max(...asked)),
    notes: open.map(({ address }) => ({
      subject: address,
      text: `what it asks for is in its input or not known yet: the ceiling is the declared limit, ${limit} environments`,
    })),
  };
}

/** What Terraform gives it, or Lambda where Terraform says nothing. */
function ownedDemand(fn: BilledFunction, { scalingConfigs }: Inventory, basis: Basis): Demand {
  const own = scalingConfigs.find((one) => isSame(one.function, fn));
  const min = own?.min ?? basis.value("minEnvironments");
  const max = Math.max(min, own?.max ?? MAX_EXECUTION_ENVIRONMENTS);
  const missing = own === undefined ? "no scaling config" : "no minimum and maximum in its scaling config";
  const isGiven = own?.min !== undefined && own.max !== undefined;
  const text = `${missing}: from ${min} environments, Lambda's default where nothing is said, up to the vCPU cap`;
  return {
    function: fn,
    schedule: { baseline: { min, max }, windows: [] },
    max,
    notes: isGiven ? [] : [{ subject: fn.address, text }],
  };
}

export const demandOf = (fn: BilledFunction, inventory: Inventory, basis: Basis): Demand =>
  declaredDemand(fn, inventory) ?? ownedDemand(fn, inventory, basis);
