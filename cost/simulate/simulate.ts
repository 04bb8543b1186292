// A function on managed instances under traffic, minute by minute: what it serves, refuses, and costs. Work and memory depend
// on the number of minutes, never on the number of requests.
import { isDeactivated } from "../../app/capacity/scalingConfig.ts";
import type { Basis } from "../constants.ts";
import { managedInstanceUsdPerHour } from "../instances.ts";
import type { ManagedFunction } from "../managedFunction.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { demandInFlight } from "./demandInFlight.ts";
import { cheapestFor, possibleTypes } from "./instanceType.ts";
import { type InvocationNeeds, type Model, modelOf } from "./model.ts";
import { configsInForce } from "./schedule.ts";
import { emptySeries, type Series, THROTTLE_COLUMNS } from "./series.ts";
import { type Minute, settled, step } from "./step.ts";
import { type Totals, totalsOf } from "./totals.ts";
import { MINUTE, type Traffic } from "./traffic.ts";

export interface SimulationInput {
  readonly traffic: Traffic;
  readonly function: ManagedFunction;
  readonly workload: InvocationNeeds;
  readonly prices: PriceTable;
  readonly basis: Basis;
}

export interface Simulation {
  /** Milliseconds since the epoch at which the first minute begins. */
  readonly from: number;
  readonly instanceType: string;
  /** What it was reckoned with. */
  readonly model: Model;
  readonly series: Series;
  readonly totals: Totals;
  /** What the reader should know, in whole sentences. */
  readonly notes: readonly string[];
}

function run(minutes: readonly Minute[], model: Model, usdPerInstanceMinute: number): Series {
  const series = emptySeries(minutes.length);
  const [first] = minutes;
  if (first === undefined) return series;
  let state = settled(first, model);
  minutes.forEach((minute, index) => {
    const stepped = step(state, minute, model);
    state = stepped.state;
    const { environments, inFlight, instances } = stepped;
    series.requests[index] = minute.arrivals;
    series.served[index] = stepped.served;
    series[THROTTLE_COLUMNS[stepped.reason]][index] = stepped.throttled;
    series.inFlight[index] = inFlight;
    series.environments[index] = environments;
    series.launching[index] = stepped.launching;
    series.minEnvironments[index] = minute.config.min;
    series.maxEnvironments[index] = minute.config.max;
    series.instances[index] = instances;
    series.cpuUtilization[index] =
      environments === 0 ? 0 : (inFlight * model.cpuShare) / (environments * model.vCpusPerEnvironment);
    series.usd[index] = instances * usdPerInstanceMinute;
  });
  return series;
}

/** The most environments that ran in each minute or in those before it of which instances still drain. */
function heldEnvironments({ environments, launching }: Series, drainSteps: number): Float64Array {
  const ran = environments.map((ready, minute) => ready + (launching[minute] ?? 0));
  return ran.map((_, minute) =>
    ran.subarray(Math.max(0, minute - drainSteps), minute + 1).reduce((a, b) => Math.max(a, b)),
  );
}

function notesOf(managed: ManagedFunction, types: number, model: Model, { throttledBy }: Totals): string[] {
  const { invocations, limitedBy, environmentsPerInvocation, maxEnvironments } = model;
  const notes: string[] = [];
  if (types > 1) {
    notes.push(
      "the instance type is the cheapest of those allowed for what ran; which one Lambda takes is its own choice",
    );
  }
  if (limitedBy === "memory" && invocations * environmentsPerInvocation <= 1 && throttledBy.memory > 0) {
    notes.push(
      `memory holds ${invocations} invocations in an environment, but scaling looks at CPU and concurrency only: lower maxConcurrency from ${managed.maxConcurrency} to ${invocations}`,
    );
  }
  if (isDeactivated(managed.scalingConfig) && managed.windows.length === 0) {
    notes.push(
      "deactivated, and no window opens: what a workflow run would ask for is not simulated; put its lease into scalingConfig of a --config file",
    );
  }
  const highest = Math.max(managed.scalingConfig.max, ...managed.windows.map(({ max }) => max));
  if (highest > maxEnvironments) {
    notes.push(
      `capacityProvider.maxVCpus ${managed.capacityProvider.maxVCpus} carries ${maxEnvironments} environments on this type, max asks for ${highest}`,
    );
  }
  return notes;
}

/**
 * Deterministic; begins as if the first minute had been going on for long.
 * @throws CostError when an invocation does not fit into an environment, or no instance type carries the function
 */
export function simulate({ traffic, function: managed, workload, prices, basis }: SimulationInput): Simulation {
  const { from, requests } = traffic;
  const demand = demandInFlight(requests, workload.durationMs);
  const schedule = { baseline: managed.scalingConfig, windows: managed.windows };
  const minutes = configsInForce(schedule, from, requests.length).map(
    (config, index): Minute => ({ arrivals: requests[index] ?? 0, demandInFlight: demand[index] ?? 0, config }),
  );
  const types = possibleTypes(managed, prices, basis);
  // How many environments run does not depend on the type, as long as the cap does not cut them: a first run tells.
  const trial = modelOf(managed, workload, types[0], basis);
  const chosen = cheapestFor(heldEnvironments(run(minutes, trial, 0), trial.drainSteps), managed, types, basis);
  const model = modelOf(managed, workload, chosen, basis);
  const hourly = managedInstanceUsdPerHour(chosen.instance.usdPerHour, basis);
  const series = run(minutes, model, (hourly.ec2UsdPerHour + hourly.feeUsdPerHour) / 60);
  const totals = totalsOf(series, {
    ...hourly,
    usdPerMillionRequests: prices.lambda.usdPerMillionRequests,
    hoursPerMonth: basis.value("hoursPerMonth"),
  });
  return {
    from,
    instanceType: chosen.type,
    model,
    series,
    totals,
    notes: notesOf(managed, types.length, model, totals),
  };
}

/** Milliseconds since the epoch at which a minute of the simulation begins. */
export const minuteAt = ({ from }: Pick<Simulation, "from">, minute: number): number => from + minute * MINUTE;
