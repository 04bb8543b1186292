// Random worlds, what changes in them, and which part of that is planned.
import fc from "fast-check";
import { type Json, KEYS, type Key, neededBy, templateOf, withNeeded } from "./templates.ts";

/** Configurations by the key of the resource. */
export type World = ReadonlyMap<Key, Json>;

export interface Case {
  readonly before: World;
  readonly after: World;
  /** What is planned with `-target`, without what it needs. */
  readonly targets: readonly Key[];
}

/** What happens to a resource: it stays, it goes, it comes, or it changes to one of its variants. */
type Fate = "stays" | "goes" | "comes" | number;

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 4, arbitrary: fc.constant("stays" as const) },
  { weight: 4, arbitrary: fc.nat(3) },
  { weight: 1, arbitrary: fc.constantFrom("goes" as const, "comes" as const) },
);

const configOf = (key: Key, variant?: number): Json => {
  const { config, variants } = templateOf(key);
  return variant === undefined ? config : { ...config, ...variants[variant % variants.length] };
};

function caseOf(keys: readonly Key[], fates: readonly Fate[], targets: readonly Key[]): Case {
  const all = [...withNeeded(keys)];
  const fateOf = new Map(all.map((key, index) => [key, fates[index % fates.length] ?? "stays"]));
  // What is needed cannot go before what needs it, nor come after it.
  const isThere = (key: Key, without: Fate): boolean =>
    fateOf.get(key) !== without && neededBy(key).every((needed) => isThere(needed, without));
  const before = new Map(all.filter((key) => isThere(key, "comes")).map((key) => [key, configOf(key)]));
  const after = new Map(
    all
      .filter((key) => isThere(key, "goes"))
      .map((key) => {
        const its = fateOf.get(key);
        return [key, configOf(key, before.has(key) && typeof its === "number" ? its : undefined)];
      }),
  );
  return { before, after, targets: targets.filter((key) => all.includes(key)) };
}

const keys = fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 8 });

export const planCase: fc.Arbitrary<Case> = fc
  .tuple(
    keys,
    fc.array(fate, { minLength: 12, maxLength: 12 }),
    fc.uniqueArray(fc.nat(KEYS.length - 1), { minLength: 1, maxLength: 3 }),
  )
  .map(([all, fates, targets]) => {
    const there = [...withNeeded(all)];
    return caseOf(
      all,
      fates,
      targets.flatMap((index) => there[index % there.length] ?? []),
    );
  });

/** A world in which one resource changes to one of its variants, and nothing else. */
export const oneChange: fc.Arbitrary<Case & { readonly key: Key }> = fc.tuple(keys, fc.nat(3)).chain(([all, variant]) =>
  fc.constantFrom(...all).map((key) => {
    const before = new Map([...withNeeded(all)].map((each) => [each, configOf(each)]));
    return { before, after: new Map([...before, [key, configOf(key, variant)]]), targets: [key], key };
  }),
);

/** What a plan of the targets alone reaches: what they need; a target that is out of the configuration goes by itself. */
export const reachedBy = ({ after, targets }: Case): ReadonlySet<Key> =>
  new Set([...withNeeded(targets.filter((key) => after.has(key))), ...targets]);

/** The world after an apply of the targets alone. */
export function afterTargets(given: Case): World {
  const { before, after } = given;
  const reached = reachedBy(given);
  const result = new Map<Key, Json>();
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const config = (reached.has(key) ? after : before).get(key);
    if (config) result.set(key, config);
  }
  return result;
}
