// What of all that runs on ordinary Lambda it pays to move, together; what stays, what depends on an input that was not measured.
import { ARCHITECTURES, type Assumption } from "../constants.ts";
import { gbSeconds, onDemandUsdPerMonth } from "../onDemand.ts";
import type { Architecture, PriceTable } from "../prices/priceTable.ts";
import { egressUsdPerMonth, type Pricing } from "../workload/options.ts";
import type { WorkloadInput } from "../workload/workload.ts";
import { type Candidate, candidateOf } from "./candidate.ts";
import type { Dataset } from "./dataset.ts";
import type { Unread } from "./listed.ts";
import { notesOf } from "./measuredNotes.ts";
import { type Span, WEEK_HOURS } from "./metrics.ts";
import { type Needs, offersOf, packed, placedOn } from "./packing.ts";
import { type Group, type MovePlan, type Moving, type PlannedProvider, planFor } from "./plan.ts";
import { workloadOfRow } from "./row.ts";
import { type TrustRule, trustOf } from "./trust.ts";

export const VERDICTS = ["moves", "depends", "stays"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface ScannedFunction {
  readonly candidate: Candidate;
  readonly trust: string;
  readonly verdict: Verdict;
  /** `sure` whatever is not measured; `likely` within a factor of two of the guess, or where less than a week was measured; else `open`. */
  readonly sureness: "sure" | "likely" | "open";
  readonly why: string;
  /** Inputs that were not measured and decide. */
  readonly dependsOn: readonly string[];
  readonly ordinaryUsdPerMonth: number;
  /** Its part of the group's instances, and its requests; undefined where it stays, as priced. */
  readonly movedUsdPerMonth: number | undefined;
  readonly savedUsdPerMonth: number;
  readonly workload: WorkloadInput | undefined;
}

export interface Scan {
  readonly span: Span;
  /** In the order of what moving saves; those that cannot move last. */
  readonly functions: readonly ScannedFunction[];
  readonly providers: readonly PlannedProvider[];
  readonly unread: readonly Unread[];
  readonly ordinaryUsdPerMonth: number;
  /** All that moves, with egress once for all of it; 0 where nothing moves. */
  readonly savedUsdPerMonth: number;
  readonly egressUsdPerMonth: number;
  /** What a usage report says that Lambda cost in the hours of the report. */
  readonly reportedCost: number | undefined;
  readonly notes: readonly string[];
  readonly prices: Pick<PriceTable, "region" | "date" | "source">;
  readonly assumptions: readonly Assumption[];
}

const savedBy = ({ ordinaryUsdPerMonth, usdPerMonth }: PlannedProvider): number => ordinaryUsdPerMonth - usdPerMonth;

const CPU = "CPU time of an invocation";
const MEMORY = "memory of an invocation";

type Level = "least" | "lower" | "priced" | "upper" | "most";
const needsAt =
  (cpu: Level, memory: Level) =>
  ({ cpuShare, invocationMemoryMb }: Candidate): Needs => ({
    cpuShare: Math.max(0.001, cpuShare[cpu]),
    invocationMemoryMb: Math.max(1, invocationMemoryMb[memory]),
  });

function groupsOf(candidates: readonly Candidate[], rule: TrustRule, tags: Dataset["tags"]): Group[] {
  const groups = new Map<string, { trust: string; architecture: Architecture; candidates: Candidate[] }>();
  for (const candidate of candidates) {
    if (candidate.refused !== undefined) continue;
    const { architecture, name } = candidate;
    const trust = trustOf(name, rule, tags);
    const key = `${architecture} ${trust}`;
    const group = groups.get(key) ?? { trust, architecture, candidates: [] };
    group.candidates.push(candidate);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** By function, of its architecture's tiers its part: the account's use is priced as a whole. */
function ordinaryPricing(candidates: readonly Candidate[], prices: PriceTable) {
  const rates = Object.fromEntries(
    ARCHITECTURES.map((architecture) => {
      const own = candidates.filter((one) => one.architecture === architecture && !one.isManaged);
      const total = own.reduce((sum, { gbSecondsPerMonth }) => sum + gbSecondsPerMonth, 0);
      const asOne = { requestsPerMonth: total, durationMs: 1_000, memoryMb: 1_024 };
      const { durationUsdPerMonth } = onDemandUsdPerMonth(asOne, architecture, prices);
      return [architecture, total > 0 ? durationUsdPerMonth / gbSeconds(total, 1_000, 1_024) : 0];
    }),
  ) as Record<Architecture, number>;
  const requestUsd = prices.lambda.usdPerMillionRequests / 1e6;
  return {
    duration: ({ architecture, gbSecondsPerMonth, isManaged }: Candidate) =>
      isManaged ? 0 : gbSecondsPerMonth * rates[architecture],
    requests: ({ requestsPerMonth, isManaged }: Candidate) => (isManaged ? 0 : requestsPerMonth * requestUsd),
  };
}

interface Plans {
  readonly priced: MovePlan;
  /** Every input that was not measured as it may at best or at worst be, for moving. */
  readonly extremes: readonly MovePlan[];
  /** The same within a factor of two. */
  readonly likely: readonly MovePlan[];
  readonly cpu: readonly MovePlan[];
  readonly memory: readonly MovePlan[];
}

function plansOf(groups: readonly Group[], moving: Moving): Plans {
  const plan = (cpu: Level, memory: Level) => planFor(groups, needsAt(cpu, memory), moving);
  return {
    priced: plan("priced", "priced"),
    extremes: [plan("least", "least"), plan("most", "most")],
    likely: [plan("lower", "lower"), plan("upper", "upper")],
    cpu: [plan("lower", "priced"), plan("upper", "priced")],
    memory: [plan("priced", "lower")],
  };
}

/** How sure it is where it runs, and what was not measured and decides. */
function decided(candidate: Candidate, plans: Plans): Pick<ScannedFunction, "sureness" | "dependsOn"> {
  const { name, cpuShare, invocationMemoryMb, runtimeAnswer } = candidate;
  const now = plans.priced.moved.has(name);
  const changes = (others: readonly MovePlan[]) => others.some(({ moved }) => moved.has(name) !== now);
  const isOpen = changes(plans.likely);
  if (!isOpen && !(now && runtimeAnswer.unknown))
    return { sureness: changes(plans.extremes) ? "likely" : "sure", dependsOn: [] };
  const guessed = [...(cpuShare.isMeasured ? [] : [CPU]), ...(invocationMemoryMb.isMeasured ? [] : [MEMORY])];
  const alone = guessed.filter((input) => changes(input === CPU ? plans.cpu : plans.memory));
  const together = guessed.length > 0 ? guessed : ["what the others of its group need"];
  return {
    sureness: "open",
    dependsOn: [
      ...(isOpen ? (alone.length > 0 ? alone : together) : []),
      ...(runtimeAnswer.unknown ? [runtimeAnswer.unknown] : []),
    ],
  };
}

/** On instances that others pay for too, at the least. */
function sharedUsd(candidate: Candidate, { offers, basis }: Moving): number {
  const months = candidate.demand.length / basis.value("hoursPerMonth");
  const one = packed(candidate, needsAt("priced", "priced")(candidate), basis);
  const shares = offers[candidate.architecture].map((offer) => {
    const hours = placedOn(one, offer)?.instanceHours ?? Number.POSITIVE_INFINITY;
    return hours * offer.instance.usdPerHour * (1 + basis.value("managementFee"));
  });
  return Math.min(...shares) / months;
}

const money = (usd: number): string => `$${usd.toFixed(2)}`;

function whyStays(candidate: Candidate, duration: number, moving: Moving, othersMove: boolean): string {
  const shared = sharedUsd(candidate, moving);
  if (!Number.isFinite(shared)) return "no instance type holds one of its invocations";
  return shared >= duration
    ? `its environments alone take ${money(shared)} of shared instances, against ${money(duration)}`
    : othersMove
      ? "the room that the others leave is too small for it, and one more instance costs more than it saves"
      : "what its group saves does not pay for the group's instances and egress";
}

/**
 * @param rule which functions may share a capacity provider
 * @param pricing what moves pays egress once
 */
export function scan(dataset: Dataset, pricing: Pricing, rule: TrustRule): Scan {
  const { prices, basis } = pricing;
  const { span, tags } = dataset;
  const candidates = dataset.functions.map((listed) => candidateOf(listed, dataset, basis));
  const ordinary = ordinaryPricing(candidates, prices);
  const egress = egressUsdPerMonth(pricing);
  const offers = { arm64: offersOf(prices, "arm64", basis), x86_64: offersOf(prices, "x86_64", basis) };
  const moving: Moving = { offers, ordinaryUsd: ordinary.duration, egressUsdPerMonth: egress, basis };
  const plans = plansOf(groupsOf(candidates, rule, tags), moving);
  const providerKeys = new Set(plans.priced.providers.map(({ trust, architecture }) => `${architecture} ${trust}`));
  const isBeside = ({ name, architecture }: Candidate) =>
    providerKeys.has(`${architecture} ${trustOf(name, rule, tags)}`);
  const isShort = span.hours < WEEK_HOURS;
  const functions = candidates.map((candidate): ScannedFunction => {
    const [duration, requests] = [ordinary.duration(candidate), ordinary.requests(candidate)];
    const moved = plans.priced.moved.get(candidate.name);
    const { sureness, dependsOn } =
      candidate.refused === undefined ? decided(candidate, plans) : { sureness: "sure" as const, dependsOn: [] };
    const verdict = dependsOn.length > 0 ? "depends" : moved ? "moves" : "stays";
    const stays = candidate.refused ?? (moved ? undefined : whyStays(candidate, duration, moving, isBeside(candidate)));
    return {
      candidate,
      trust: trustOf(candidate.name, rule, tags),
      verdict,
      sureness: sureness === "sure" && isShort ? "likely" : sureness,
      why: stays ?? "its part of shared instances costs less than its duration",
      dependsOn,
      ordinaryUsdPerMonth: duration + requests,
      movedUsdPerMonth: moved && moved.usdPerMonth + requests,
      savedUsdPerMonth: moved ? duration - moved.usdPerMonth : 0,
      workload: workloadOfRow(candidate),
    };
  });
  const saved = plans.priced.providers.reduce((sum, one) => sum + savedBy(one), 0);
  return {
    span,
    functions: functions.toSorted(
      (a, b) =>
        b.savedUsdPerMonth - a.savedUsdPerMonth ||
        b.ordinaryUsdPerMonth - a.ordinaryUsdPerMonth ||
        (a.candidate.name < b.candidate.name ? -1 : 1),
    ),
    providers: plans.priced.providers.toSorted((a, b) => savedBy(b) - savedBy(a)),
    unread: dataset.unread,
    ordinaryUsdPerMonth: functions.reduce((sum, { ordinaryUsdPerMonth }) => sum + ordinaryUsdPerMonth, 0),
    savedUsdPerMonth: plans.priced.providers.length > 0 ? saved - egress : 0,
    egressUsdPerMonth: plans.priced.providers.length > 0 ? egress : 0,
    reportedCost: dataset.reportedCost,
    notes: [...dataset.notes, ...notesOf(candidates, span)],
    prices: { region: prices.region, date: prices.date, source: prices.source },
    assumptions: basis.used(),
  };
}
