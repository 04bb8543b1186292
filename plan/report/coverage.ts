// What changes and the review says nothing about: types that no rule looks at, and types that have no price.
import type { Plan } from "../plan.ts";
import { type ChangeKind, kindOf } from "./changeKind.ts";
import { type Phrase, plural } from "./phrase.ts";

export interface TypeCount {
  readonly type: string;
  /** Changed resources of the type. */
  readonly count: number;
}

/** Most first. */
export interface Coverage {
  readonly notJudged: readonly TypeCount[];
  readonly notPriced: readonly TypeCount[];
  /** Whether anything changes that has a price. */
  readonly anyPriced: boolean;
}

export interface Known {
  /** Types that a rule looks at. */
  readonly judged: ReadonlySet<string>;
  readonly isPriced: (type: string) => boolean;
  /** Whether a type never costs anything by itself. */
  readonly isFree: (type: string) => boolean;
}

const UNCHANGED: ReadonlySet<ChangeKind> = new Set(["moved", "imported", "read"]);

export function coverageOf(plans: readonly Plan[], { judged, isPriced, isFree }: Known): Coverage {
  const counts = new Map<string, number>();
  for (const change of plans.flatMap(({ changes }) => changes)) {
    const kind = kindOf(change);
    if (change.mode === "data" || kind === undefined || UNCHANGED.has(kind)) continue;
    counts.set(change.type, (counts.get(change.type) ?? 0) + 1);
  }
  const types = [...counts]
    .map(([type, count]) => ({ type, count }))
    .sort((one, other) => other.count - one.count || (one.type < other.type ? -1 : 1));
  return {
    notJudged: types.filter(({ type }) => !judged.has(type)),
    notPriced: types.filter(({ type }) => !isPriced(type) && !isFree(type)),
    anyPriced: types.some(({ type }) => isPriced(type)),
  };
}

/** `Not judged: 6 aws_instance, 2 aws_mq_broker and 3 other types.`; one for each that there is something to say of. */
export function coveragePhrases(coverage: Coverage | undefined, most: number): Phrase[] {
  const phrase = (title: string, types: readonly TypeCount[]): Phrase[] => {
    if (types.length === 0) return [];
    const named = types.slice(0, most).flatMap(({ type, count }, index): Phrase => {
      return [`${index > 0 ? ", " : ""}${count.toLocaleString("en-US")} `, { name: type }];
    });
    const left = types.slice(most);
    const resources = left.reduce((sum, { count }) => sum + count, 0);
    const more =
      left.length > 0 ? [`, and ${plural(resources, "resource")} of ${plural(left.length, "other type")}`] : [];
    return [[`${title}: `, ...named, ...more, "."]];
  };
  return [...phrase("Not judged", coverage?.notJudged ?? []), ...phrase("Not priced", coverage?.notPriced ?? [])];
}
