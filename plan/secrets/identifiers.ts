// Names that the configuration gives, and not values: they are printed whatever is under a mark.
import type { Change, Plan } from "../plan.ts";
import { isAttributes } from "../value.ts";

function* attributeNames(value: unknown): Iterable<string> {
  if (Array.isArray(value)) for (const item of value) yield* attributeNames(item);
  else if (isAttributes(value)) {
    for (const [key, one] of Object.entries(value)) {
      yield key;
      yield* attributeNames(one);
    }
  }
}

function* namesIn(change: Change): Iterable<string> {
  const { address, previousAddress, type, name, deposed, reason, before, after, replacePaths } = change;
  yield* [address, previousAddress, type, name, deposed, reason].filter((one) => one !== undefined);
  for (const path of replacePaths) for (const step of path) if (typeof step === "string") yield step;
  yield* attributeNames(before);
  yield* attributeNames(after);
}

/** Stacks, addresses, types, names of attributes and outputs, versions; each as often as it stands there. */
export function* identifiersOf(plans: readonly Plan[]): Iterable<string> {
  for (const plan of plans) {
    yield* [plan.stack, plan.terraformVersion, plan.formatVersion];
    for (const change of [...plan.changes, ...plan.drift]) yield* namesIn(change);
    for (const { change, reason } of plan.deferred) {
      yield reason;
      yield* namesIn(change);
    }
    for (const { name, before, after } of plan.outputs) {
      yield name;
      yield* attributeNames(before);
      yield* attributeNames(after);
    }
    for (const { address, type, name, values } of [...plan.before, ...plan.after]) {
      yield* [address, type, name];
      yield* attributeNames(values);
    }
    for (const { address } of plan.failedChecks) yield address;
    for (const { address } of plan.invocations) yield address;
  }
}
