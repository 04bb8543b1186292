// One simulated minute: a pure function of what was, what arrives, and the scaling config in force. All numbers are fluid:
// inside a minute requests arrive evenly, and what is in flight is its mean.
import { type ScalingConfig, within } from "../../app/capacity/scalingConfig.ts";
import type { Model, ThrottleReason } from "./model.ts";

/** What the next minute needs to know; its size depends on the model's steps only. */
export interface State {
  /** Execution environments that take work. */
  readonly ready: number;
  /** Those that will, one entry for each of the coming steps. */
  readonly launching: readonly number[];
  /** What growth allowed for so far; not whole, so that a small number can grow by less than one. */
  readonly grown: number;
  /** Environments that scaling wanted after each of the last steps, newest first. */
  readonly wanted: readonly number[];
  /** Instances that each of the last steps needed, newest first. */
  readonly needed: readonly number[];
}

export interface Minute {
  readonly arrivals: number;
  /** Would be in flight if nothing were refused: Little's law. */
  readonly demandInFlight: number;
  /** Min and max in force. */
  readonly config: ScalingConfig;
}

/** What happened in a minute. */
export interface Stepped {
  readonly state: State;
  readonly served: number;
  readonly throttled: number;
  /** Of all that was throttled. */
  readonly reason: ThrottleReason;
  readonly inFlight: number;
  /** Execution environments that took work, and those on their way. */
  readonly environments: number;
  readonly launching: number;
  /** Instances that bill. */
  readonly instances: number;
}

const ROUNDING = 1e-9;
/** The next whole number, for arithmetic that may be off in its last digits. */
const wholeUp = (value: number): number => Math.max(0, Math.ceil(value - ROUNDING));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const clamp = (value: number, { min, max }: ScalingConfig): number => Math.min(max, Math.max(min, value));

const wantedFor = (inFlight: number, { environmentsPerInvocation }: Model): number =>
  wholeUp(inFlight * environmentsPerInvocation);

type Environments = Pick<State, "ready" | "launching" | "grown">;

/** Takes away so many, those first that would be ready last. */
function remove(count: number, { ready, launching, grown }: Environments): Environments {
  let left = count;
  const rest = launching
    .toReversed()
    .map((environments) => {
      const kept = Math.max(0, environments - left);
      left -= environments - kept;
      return kept;
    })
    .toReversed();
  return { ready: ready - left, launching: rest, grown };
}

/** Starts so many: as many as fit on instances that run, the others on new ones; from none, all wait for activation. */
function launch(count: number, environments: Environments, running: number, model: Model): Environments {
  const { ready, launching, grown } = environments;
  const had = ready + sum(launching);
  const room = had === 0 ? 0 : Math.max(0, running * model.environmentsPerInstance - had);
  const onRunning = Math.min(count, room);
  const later = [...launching];
  const add = (steps: number, started: number) => {
    later[steps - 1] = (later[steps - 1] ?? 0) + started;
  };
  add(model.launchSteps, onRunning);
  add(model.activationSteps, count - onRunning);
  return { ready, launching: later, grown };
}

/** What scaling does at the start of a minute, with what it saw until then. */
function scale(state: State, config: ScalingConfig, model: Model): Environments {
  const target = clamp(Math.max(0, ...state.wanted), config);
  const grown = Math.min(target, Math.max(config.min, state.grown * model.growthPerStep));
  const [arriving = 0, ...others] = state.launching;
  const environments = { ready: state.ready + arriving, launching: [...others, 0], grown };
  const change = wholeUp(grown) - environments.ready - sum(others);
  return change < 0 ? remove(-change, environments) : launch(change, environments, Math.max(0, ...state.needed), model);
}

const pushed = (newest: number, values: readonly number[], length: number): number[] =>
  [newest, ...values].slice(0, length);

/** The state after the minute, and what happened in it. */
export function step(state: State, { arrivals, demandInFlight, config }: Minute, model: Model): Stepped {
  const { ready, launching, grown } = scale(state, within(model.maxEnvironments, config), model);
  const capacity = ready * model.invocations;
  const served = demandInFlight > capacity ? arrivals * (capacity / demandInFlight) : arrivals;
  const inFlight = Math.min(demandInFlight, capacity);
  const onTheirWay = sum(launching);
  const needed = model.instancesFor(ready + onTheirWay);
  return {
    state: {
      ready,
      launching,
      grown,
      wanted: pushed(wantedFor(inFlight, model), state.wanted, model.scaleInSteps),
      needed: pushed(needed, state.needed, model.drainSteps),
    },
    served: ready === 0 ? 0 : served,
    throttled: ready === 0 ? arrivals : arrivals - served,
    reason: ready === 0 ? "deactivated" : model.limitedBy,
    inFlight,
    environments: ready,
    launching: onTheirWay,
    instances: Math.max(needed, ...state.needed),
  };
}

/** As if the first minute had been going on for long. */
export function settled({ demandInFlight, config }: Minute, model: Model): State {
  const wanted = wantedFor(demandInFlight, model);
  const ready = clamp(wanted, within(model.maxEnvironments, config));
  const needed = model.instancesFor(ready);
  return {
    ready,
    launching: Array.from({ length: Math.max(model.launchSteps, model.activationSteps) }, () => 0),
    grown: ready,
    wanted: Array.from({ length: model.scaleInSteps }, () => (ready === 0 ? 0 : wanted)),
    needed: Array.from({ length: model.drainSteps }, () => needed),
  };
}
