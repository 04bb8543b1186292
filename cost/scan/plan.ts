// What moves, if every invocation needs so much: a capacity provider for each trust group and architecture, or several where one
// would hold more function versions than it may.
import { LIMITS } from "../../stacks/config/limits.ts";
import type { Basis } from "../constants.ts";
import type { Architecture } from "../prices/priceTable.ts";
import type { Candidate } from "./candidate.ts";
import { type Needs, type Offer, packed, placedOn } from "./packing.ts";
import { bestProvider, type MovedFunction, type Provider } from "./provider.ts";

export interface Group {
  readonly trust: string;
  readonly architecture: Architecture;
  readonly candidates: readonly Candidate[];
}

export interface PlannedProvider extends Provider {
  readonly trust: string;
  readonly architecture: Architecture;
  /** 1, 2, … where the group has several. */
  readonly part: number;
  readonly parts: number;
}

export interface MovePlan {
  readonly providers: readonly PlannedProvider[];
  readonly moved: ReadonlyMap<string, MovedFunction>;
}

export const NOTHING_MOVES: MovePlan = { providers: [], moved: new Map() };

/** A version that replaces another is there beside it for a while. */
export const functionsPerProvider = (basis: Basis): number =>
  Math.max(1, Math.floor(LIMITS.maxVersionsPerProvider.value / (1 + basis.value("deploymentOverlap"))));

/** Those with the most to gain come first, and stay together. */
function chunks(
  functions: readonly ReturnType<typeof packed>[],
  size: number,
  gain: (one: ReturnType<typeof packed>) => number,
) {
  const ordered =
    functions.length > size ? functions.map((one) => [gain(one), one] as const).toSorted(([a], [b]) => b - a) : [];
  const all = ordered.length > 0 ? ordered.map(([, one]) => one) : functions;
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

export interface Moving {
  readonly offers: Readonly<Record<Architecture, readonly Offer[]>>;
  readonly ordinaryUsd: (candidate: Candidate) => number;
  /** Beside the instances, once for all that moves. */
  readonly egressUsdPerMonth: number;
  readonly basis: Basis;
}

export function planFor(groups: readonly Group[], needsOf: (candidate: Candidate) => Needs, moving: Moving): MovePlan {
  const { offers, ordinaryUsd, egressUsdPerMonth, basis } = moving;
  const most = functionsPerProvider(basis);
  const providers = groups.flatMap(({ trust, architecture, candidates }): PlannedProvider[] => {
    const own = offers[architecture];
    const functions = candidates.map((candidate) => packed(candidate, needsOf(candidate), basis));
    const gain = (one: (typeof functions)[number]) => {
      const shares = own.map((offer) => {
        const placed = placedOn(one, offer);
        return placed ? placed.instanceHours * offer.instance.usdPerHour : Number.POSITIVE_INFINITY;
      });
      return ordinaryUsd(one.candidate) / Math.min(...shares);
    };
    const parts = chunks(functions, most, gain);
    return parts.flatMap((part, index) => {
      const provider = bestProvider(part, own, ordinaryUsd, basis);
      return provider ? [{ ...provider, trust, architecture, part: index + 1, parts: parts.length }] : [];
    });
  });
  const saved = providers.reduce((sum, one) => sum + one.ordinaryUsdPerMonth - one.usdPerMonth, 0);
  if (saved <= egressUsdPerMonth) return NOTHING_MOVES;
  return {
    providers,
    moved: new Map(providers.flatMap(({ moved }) => moved.map((one) => [one.candidate.name, one] as const))),
  };
}
