// The ways to run a workload, each with its price: ordinary Lambda, managed instances always on, managed instances in windows.

import type { Basis, ConstantName } from "../constants.ts";
import { managedInstanceUsdPerHour } from "../instances.ts";
import { onDemandUsdPerMonth } from "../onDemand.ts";
import type { Architecture, PriceTable } from "../prices/priceTable.ts";
import { billedInitMs } from "./billedInit.ts";
import { type CostLevel, onDemandUsd, withCommitment } from "./commitment.ts";
import { type Fleet, type Fleets, fleetsFor, type Hours, type ManagedMode, type Sized } from "./fleet.ts";
import { limitsPassed } from "./limitsPassed.ts";
import { type Load, loadOf } from "./load.ts";
import { MODES, type Mode, whyNot } from "./waysToRun.ts";
import type { Workload } from "./workload.ts";

export interface CostPart {
  readonly what: "duration" | "EC2" | "management fee" | "requests" | "egress";
  readonly usdPerMonth: number;
}

export interface RunOption {
  readonly mode: Mode;
  readonly architecture: Architecture;
  /** Years of a Savings Plan; 0 for none. */
  readonly commitmentYears: 0 | 1 | 3;
  /** What the plan is billed in every hour. */
  readonly commitmentUsdPerHour: number;
  readonly parts: readonly CostPart[];
  readonly usdPerMonth: number;
  /** What must be raised or split before it runs, in whole clauses. */
  readonly limitsPassed: readonly string[];
  /** For managed instances. */
  readonly fleet?: Fleet;
}

/** How managed instances reach CloudWatch Logs; ordinary Lambda needs nothing. */
export const EGRESS = ["endpoint", "nat", "existing"] as const;
export type Egress = (typeof EGRESS)[number];

/** What is the same for every workload that is priced in one go. */
export interface Pricing {
  readonly prices: PriceTable;
  readonly basis: Basis;
  /** @default "endpoint" */
  readonly egress?: Egress;
  /** GB through the endpoint or the NAT gateway; @default 0 */
  readonly networkGbPerMonth?: number | undefined;
  /** GB that managed instances send from one Availability Zone to another; @default 0 */
  readonly betweenZonesGbPerMonth?: number | undefined;
  /** @default false */
  readonly freeTier?: boolean;
}

type SavingsPlan = readonly [years: RunOption["commitmentYears"], discount: ConstantName | undefined];
const NO_PLAN: readonly SavingsPlan[] = [[0, undefined]];
const EC2_PLANS: readonly SavingsPlan[] = [...NO_PLAN, [1, "ec2SavingsPlan1Year"], [3, "ec2SavingsPlan3Years"]];
const LAMBDA_PLANS: readonly SavingsPlan[] = [
  ...NO_PLAN,
  [1, "lambdaSavingsPlan1Year"],
  [3, "lambdaSavingsPlan3Years"],
];

const sum = (parts: readonly CostPart[]) => parts.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0);

const priced = (levels: readonly CostLevel[], discount: ConstantName | undefined, basis: Basis) =>
  discount === undefined
    ? { commitmentUsdPerHour: 0, usdPerMonth: onDemandUsd(levels) }
    : withCommitment(levels, basis.value(discount));

/**
 * One interface endpoint for logs in every zone, or one NAT gateway with its address, and what goes through it; and what goes
 * from one zone to another.
 */
export function egressUsdPerMonth(pricing: Pricing): number {
  const { basis, betweenZonesGbPerMonth: gb } = pricing;
  return wayOutUsdPerMonth(pricing) + (gb === undefined ? 0 : gb * basis.value("betweenZonesUsdPerGb"));
}

function wayOutUsdPerMonth({ prices, basis, egress = "endpoint", networkGbPerMonth = 0 }: Pricing): number {
  const hours = basis.value("hoursPerMonth");
  if (egress === "existing") return 0;
  if (egress === "nat") {
    const { usdPerHour, usdPerGb } = prices.natGateway;
    return hours * (usdPerHour + prices.publicIpv4.usdPerHour) + networkGbPerMonth * usdPerGb;
  }
  const { usdPerHour, usdPerGb } = prices.interfaceEndpoint;
  return hours * basis.value("minInstances") * usdPerHour + networkGbPerMonth * usdPerGb;
}

/** Ordinary Lambda: the duration follows the load, so that a plan covers what always runs. */
function onDemandOptions(
  workload: Workload,
  load: Load,
  { prices, basis, freeTier }: Pricing,
  plans: readonly SavingsPlan[],
): RunOption[] {
  const { meanInFlight } = load;
  const idleHours = basis.value("hoursPerMonth") - workload.activeHours;
  const use = { ...workload, durationMs: load.ordinaryDurationMs + billedInitMs(workload, basis) };
  const passed = limitsPassed(load);
  return workload.architectures.flatMap((architecture) => {
    const { durationUsdPerMonth, requestsUsdPerMonth } = onDemandUsdPerMonth(use, architecture, prices, freeTier);
    const meanUsdPerHour = durationUsdPerMonth / workload.activeHours;
    const levels = [
      ...load.levels.map(({ share, inFlight }) => ({
        hours: workload.activeHours * share,
        usdPerHour: meanInFlight === 0 ? 0 : (meanUsdPerHour * inFlight) / meanInFlight,
      })),
      { hours: idleHours, usdPerHour: 0 },
    ];
    return plans.map(([commitmentYears, discount]): RunOption => {
      const { commitmentUsdPerHour, usdPerMonth } = priced(levels, discount, basis);
      const parts: CostPart[] = [
        { what: "duration", usdPerMonth },
        { what: "requests", usdPerMonth: requestsUsdPerMonth },
      ];
      return {
        ...{ mode: "onDemand", architecture, commitmentYears, commitmentUsdPerHour, parts },
        usdPerMonth: sum(parts),
        limitsPassed: passed,
      };
    });
  });
}

/** What EC2 costs in those hours, and the fee on it; a plan touches the first only. */
export function fleetCost(
  hours: readonly Hours[],
  listUsdPerHour: number,
  basis: Basis,
  discount?: ConstantName,
): { readonly ec2UsdPerMonth: number; readonly feeUsdPerMonth: number; readonly commitmentUsdPerHour: number } {
  const { ec2UsdPerHour, feeUsdPerHour } = managedInstanceUsdPerHour(listUsdPerHour, basis);
  const levels = hours.map(({ hours: count, instances }) => ({ hours: count, usdPerHour: instances * ec2UsdPerHour }));
  const { commitmentUsdPerHour, usdPerMonth } = priced(levels, discount, basis);
  const feeUsdPerMonth = hours.reduce(
    (total, { hours: count, instances }) => total + count * instances * feeUsdPerHour,
    0,
  );
  return { ec2UsdPerMonth: usdPerMonth, feeUsdPerMonth, commitmentUsdPerHour };
}

function managedOptions(
  workload: Workload,
  load: Load,
  fleets: Fleets,
  pricing: Pricing,
  mode: ManagedMode,
  plans: readonly SavingsPlan[],
): RunOption[] {
  const { prices, basis } = pricing;
  return plans.map(([commitmentYears, discount]): RunOption => {
    // A plan favours what always runs, which may be another fleet.
    const withPlan = (hours: readonly Hours[], listUsdPerHour: number) => {
      const { ec2UsdPerMonth, feeUsdPerMonth } = fleetCost(hours, listUsdPerHour, basis, discount);
      return ec2UsdPerMonth + feeUsdPerMonth;
    };
    const fleet = fleets.cheapest(mode, discount === undefined ? undefined : withPlan);
    const { ec2UsdPerMonth, feeUsdPerMonth, commitmentUsdPerHour } = fleetCost(
      fleet.hours,
      fleet.instance.usdPerHour,
      basis,
      discount,
    );
    const parts: CostPart[] = [
      { what: "EC2", usdPerMonth: ec2UsdPerMonth },
      { what: "management fee", usdPerMonth: feeUsdPerMonth },
      { what: "requests", usdPerMonth: (workload.requestsPerMonth / 1e6) * prices.lambda.usdPerMillionRequests },
      { what: "egress", usdPerMonth: egressUsdPerMonth(pricing) },
    ];
    const { architecture } = fleet;
    return {
      ...{ mode, architecture, commitmentYears, commitmentUsdPerHour, parts, usdPerMonth: sum(parts), fleet },
      limitsPassed: limitsPassed(load, fleet),
    };
  });
}

/**
 * Every option that the limits of its way allow, in the order of modes.
 * @param modes which to price; @default all
 * @param commitments whether to price Savings Plans too; @default true
 * @param sizes those of sizesFor, where they are known
 */
export function runOptions(
  workload: Workload,
  pricing: Pricing,
  modes: readonly Mode[] = MODES,
  commitments = true,
  sizes?: readonly Sized[],
): RunOption[] {
  const ec2Plans = commitments ? EC2_PLANS : NO_PLAN;
  const lambdaPlans = commitments ? LAMBDA_PLANS : NO_PLAN;
  const load = loadOf(workload, pricing.basis);
  const isPossible = (mode: Mode) =>
    whyNot(mode, workload, load.ordinaryDurationMs / 1000, pricing.basis) === undefined;
  let fleets: Fleets | undefined;
  return MODES.filter((mode) => modes.includes(mode) && isPossible(mode)).flatMap((mode) => {
    if (mode === "onDemand") return onDemandOptions(workload, load, pricing, lambdaPlans);
    fleets ??= fleetsFor(workload, pricing, load, sizes);
    return managedOptions(workload, load, fleets, pricing, mode, ec2Plans);
  });
}

/** The cheapest that commits to nothing, or to anything. */
export function cheapestOption(options: readonly RunOption[], commitments: boolean): RunOption {
  const [first, ...others] = options.filter(({ commitmentYears }) => commitments || commitmentYears === 0);
  if (first === undefined) throw new RangeError("no option to choose from");
  // Sums that differ in their last digit only are the same price.
  return others.reduce((best, other) => (other.usdPerMonth < best.usdPerMonth * (1 - 1e-9) ? other : best), first);
}
