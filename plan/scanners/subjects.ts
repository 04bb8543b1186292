// The resources of the plans, found by what a scanner calls them.
import { withoutIndexes } from "../../terraform/links.ts";
import type { Plan } from "../plan.ts";
import { kindOf } from "../report/changeKind.ts";
import { addressesIn, withoutModules } from "./address.ts";

export interface Subject {
  readonly stack: string;
  /** Without a key where it stands for several that one block makes. */
  readonly address: string;
  /** Whether the plan does something with it. */
  readonly changed: boolean;
}

export interface Subjects {
  /** @param stack that it is of, when that is known; undefined when no resource is meant, or it may be one of several */
  find(address: string, stack?: string): Subject | undefined;
  /** The one resource of the plans that a text names. */
  in(text: string): Subject | undefined;
}

function one(found: readonly Subject[]): Subject | undefined {
  const [first] = found;
  if (first === undefined || found.length === 1) return first;
  const base = withoutIndexes(first.address);
  const same = found.every(({ stack, address }) => stack === first.stack && withoutIndexes(address) === base);
  return same ? { stack: first.stack, address: base, changed: found.some(({ changed }) => changed) } : undefined;
}

export function subjectsOf(plans: readonly Plan[]): Subjects {
  const subjects = plans.flatMap(({ changes, deferred }) => {
    const all = [...changes, ...deferred.map(({ change }) => change)];
    const changed = new Set(all.filter((change) => kindOf(change) !== undefined).map(({ address }) => address));
    return [
      ...new Map(
        all.map(({ stack, address }) => [address, { stack, address, changed: changed.has(address) }]),
      ).values(),
    ];
  });
  // A configuration knows no keys, and a file of a module not where the module is used.
  const readings = [
    Map.groupBy(subjects, ({ address }) => address),
    Map.groupBy(subjects, ({ address }) => withoutIndexes(address)),
    Map.groupBy(subjects, ({ address }) => withoutModules(withoutIndexes(address))),
  ];
  const find: Subjects["find"] = (address, stack) => {
    for (const reading of readings) {
      const found = (reading.get(address) ?? []).filter((subject) => stack === undefined || subject.stack === stack);
      if (found.length > 0) return one(found);
    }
    return undefined;
  };
  return {
    find,
    in(text) {
      const stack = plans.find((plan) => text.startsWith(`${plan.stack}/`))?.stack;
      const found = new Map(
        addressesIn(text).flatMap((address) => {
          const subject = find(address, stack);
          return subject ? [[`${subject.stack} ${subject.address}`, subject]] : [];
        }),
      );
      return found.size === 1 ? [...found.values()][0] : undefined;
    },
  };
}
