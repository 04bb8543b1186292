// The world as one invocation of the scaler sees it: the capacity table and Lambda, each call a matter for the scheduler.
// Everything above Lambda's client is the real code.
import {
  GetFunctionCommand,
  GetFunctionScalingConfigCommand,
  type LambdaClient,
  PutFunctionScalingConfigCommand,
} from "@aws-sdk/client-lambda";
import type { CapacityTable } from "../../../app/capacity/capacityTable.ts";
import type { Demand } from "../../../app/capacity/desired.ts";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import { PUT_MARGIN_SECONDS } from "../../../app/capacity/observationItems.ts";
import type { ScalingControl } from "../../../app/capacity/rounds.ts";
import type { ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import type { Clock } from "../../../app/shared/clock.ts";
import type { Call, Delivery } from "./call.ts";
import type { ModelLambda } from "./lambda.ts";
import type { Process } from "./process.ts";
import type { Simulation } from "./simulation.ts";
import type { Watch } from "./watch.ts";

export interface Parts {
  readonly table: CapacityTable;
  readonly scaling: ScalingControl;
  readonly clock: Clock;
  readonly monotonic: () => number;
}

export interface Backend {
  readonly simulation: Simulation;
  readonly watch: Watch;
  readonly lambda: ModelLambda;
  readonly table: CapacityTable;
  readonly graceSeconds: number;
  /** The table's time: when the call that arrives was sent, since it is the caller who writes times. */
  readonly tableClock: { at: number };
}

const timedOut = () => Object.assign(new Error("no answer"), { name: "TimeoutError" });

const text = (value: unknown) => JSON.stringify(value);

/** The hold and every other lease as first read, the rest as read later: a query is not of one moment. */
const tornDemand = (first: Demand, second: Demand): Demand => {
  const early = (owner: string) => owner.charCodeAt(owner.length - 1) % 2 === 0;
  return {
    ...first,
    leases: [
      ...first.leases.filter(({ owner }) => early(owner)),
      ...second.leases.filter(({ owner }) => !early(owner)),
    ],
  };
};

function tableOf(process: Process, { simulation, watch, table, tableClock, graceSeconds }: Backend): CapacityTable {
  type Rest<T> = Partial<Omit<Call<T>, "what" | "effect" | "refusal">>;
  const call = <T>(what: () => string, effect: (delivery: Delivery) => Promise<T>, rest: Rest<T> = {}) =>
    simulation.call<T>(process, {
      what,
      effect: (delivery) => {
        tableClock.at = delivery.sentAt;
        return effect(delivery);
      },
      refusal: "ThrottlingException",
      ...rest,
    });

  return {
    demand: (functionName) =>
      call(
        () => "reads the demand",
        (delivery) => {
          watch.demandRead(process, delivery);
          return table.demand(functionName);
        },
        {
          answered: () => watch.demandAnswered(process),
          ...(watch.isCheck(process) ? {} : { torn: tornDemand }),
        },
      ),
    functions: () =>
      call(
        () => "reads the names",
        () => table.functions(),
      ),
    acquire: (functionName, owner, config, seconds, reason) =>
      call(
        () => `writes the lease of ${owner}, ${text(config)} for ${seconds} s,`,
        async (delivery) => {
          const at = Math.floor(delivery.sentAt / 1000);
          watch.asksAnew(owner);
          watch.write(process, delivery, (ledger) => ledger.acquired(owner, config, at, at + seconds));
          return table.acquire(functionName, owner, config, seconds, reason);
        },
        { writes: true },
      ),
    release: (functionName, owner, grace = graceSeconds) =>
      call(
        () => `ends the lease of ${owner},`,
        (delivery) => {
          const until = Math.floor(delivery.sentAt / 1000) + grace;
          watch.write(process, delivery, (ledger) => ledger.released(owner, until));
          return table.release(functionName, owner, grace);
        },
        { writes: true },
      ),
    hold: (functionName, hold) =>
      call(
        () => `writes the hold ${text(hold.config)},`,
        (delivery) => {
          watch.writeHold(process, delivery, { at: hold.since, ends: false }, (ledger) =>
            ledger.held(hold.config, hold.liveUntil, hold.neverDown === true),
          );
          return table.hold(functionName, hold);
        },
        { writes: true },
      ),
    resume: (functionName, at) =>
      call(
        () => "ends the hold,",
        (delivery) => {
          watch.writeHold(process, delivery, { at, ends: true }, (ledger) => ledger.resumed());
          return table.resume(functionName, at);
        },
        { writes: true },
      ),
    declaration: (functionName) => table.declaration(functionName),
    view: (functionName) => table.view(functionName),
    observation: (functionName) =>
      call(
        () => "reads the observation",
        () => table.observation(functionName),
      ),
    beginRound: (functionName, intervalMilliseconds) =>
      call(
        () => "begins a round",
        () => table.beginRound(functionName, intervalMilliseconds),
        { writes: true },
      ),
    notePut: (functionName, round, put, lowers) =>
      call(
        () => "notes its put",
        () => table.notePut(functionName, round, put, lowers),
        { writes: true },
      ),
    finishRound: (functionName, finished, keep) =>
      call(
        () => `finishes round ${finished.round}${keep ? ", keeping the lock" : ""}`,
        () => table.finishRound(functionName, finished, keep),
        { writes: true },
      ),
    record: (functionName, change) =>
      call(
        () => "records the change",
        () => table.record(functionName, change),
      ),
    changes: (functionName, limit) =>
      call(
        () => "reads the changes",
        () => table.changes(functionName, limit),
      ),
  };
}

function clientOf(process: Process, { simulation, watch, lambda }: Backend): LambdaClient {
  const theirs = (config: Partial<ScalingConfig>) => ({
    ...(config.min !== undefined && { MinExecutionEnvironments: config.min }),
    ...(config.max !== undefined && { MaxExecutionEnvironments: config.max }),
  });

  async function send(command: unknown): Promise<object> {
    if (command instanceof PutFunctionScalingConfigCommand) {
      const { MinExecutionEnvironments: min, MaxExecutionEnvironments: max } =
        command.input.FunctionScalingConfig ?? {};
      const config = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
      watch.sent(process, config);
      return simulation.call(process, {
        what: () => `puts ${min}/${max},`,
        effect: (delivery) => {
          // A client gives up long before, and nothing sends a request again after that.
          if (simulation.now - delivery.sentAt > PUT_MARGIN_SECONDS * 1000) throw timedOut();
          watch.put(process, delivery, config);
          lambda.put(config, min !== undefined && min % 2 === 0, simulation.now);
          return {};
        },
        writes: true,
        refusal: "ResourceConflictException",
      });
    }
    if (command instanceof GetFunctionScalingConfigCommand) {
      return simulation.call(process, {
        what: () => "reads the scaling config",
        effect: () => {
          const { requested, applied } = lambda.seen(simulation.now);
          return {
            ...(requested && { RequestedFunctionScalingConfig: theirs(requested) }),
            AppliedFunctionScalingConfig: theirs(applied),
          };
        },
        refusal: "TooManyRequestsException",
      });
    }
    if (command instanceof GetFunctionCommand) {
      return simulation.call(process, {
        what: () => "reads the state",
        effect: () => {
          const { state } = lambda.seen(simulation.now);
          return { Configuration: { State: state } };
        },
        refusal: "TooManyRequestsException",
      });
    }
    throw new Error(`a call that the scaler is not known to make: ${String(command)}`);
  }
  return { send } as unknown as LambdaClient;
}

/** What an invocation is given. */
export function partsFor(process: Process, backend: Backend): Parts {
  const { simulation } = backend;
  const clock: Clock = {
    now: () => new Date(simulation.now),
    nowSeconds: () => Math.floor(simulation.now / 1000),
    sleep: (milliseconds) => simulation.pause(process, `waits ${Math.ceil(milliseconds)} ms`, milliseconds),
  };
  const scaling = createLambdaScaling(clientOf(process, backend));
  return { table: tableOf(process, backend), scaling, clock, monotonic: () => simulation.now };
}
