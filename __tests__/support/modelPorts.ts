// The world as one invocation of the scaler sees it: the capacity table and Lambda, each call a matter for the scheduler.
// Everything above Lambda's client is the real code.
import {
  GetFunctionConfigurationCommand,
  GetFunctionScalingConfigCommand,
  type LambdaClient,
  PutFunctionScalingConfigCommand,
} from "@aws-sdk/client-lambda";
import type { CapacityTable } from "../../app/capacity/capacityTable.ts";
import type { Demand } from "../../app/capacity/desired.ts";
import { createLambdaScaling } from "../../app/capacity/lambdaScaling.ts";
import type { ScalingControl } from "../../app/capacity/reconciler.ts";
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import type { Clock } from "../../app/shared/clock.ts";
import type { Call, Delivery } from "./modelCall.ts";
import type { ModelLambda } from "./modelLambda.ts";
import type { Process } from "./modelProcess.ts";
import type { Simulation } from "./modelSimulation.ts";
import type { Watch } from "./modelWatch.ts";

export interface Parts {
  readonly table: CapacityTable;
  readonly scaling: ScalingControl;
  readonly clock: Clock;
}

export interface Backend {
  readonly simulation: Simulation;
  readonly watch: Watch;
  readonly lambda: ModelLambda;
  readonly table: CapacityTable;
  /** The table's time: when the call that arrives was sent, since it is the caller who writes times. */
  readonly tableClock: { at: number };
}

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

function tableOf(process: Process, { simulation, watch, table, tableClock }: Backend): CapacityTable {
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
          const until = Math.floor(delivery.sentAt / 1000) + seconds;
          watch.write(process, delivery, (ledger) => ledger.acquired(owner, config, until));
          return table.acquire(functionName, owner, config, seconds, reason);
        },
        { writes: true },
      ),
    release: (functionName, owner) =>
      call(
        () => `ends the lease of ${owner},`,
        (delivery) => {
          watch.write(process, delivery, (ledger) => ledger.released(owner));
          return table.release(functionName, owner);
        },
        { writes: true },
      ),
    hold: (functionName, hold) =>
      call(
        () => `writes the hold ${text(hold.config)},`,
        (delivery) => {
          watch.writeHold(process, delivery, { at: hold.since, ends: false }, (ledger) =>
            ledger.held(hold.config, hold.liveUntil),
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
        effect: ({ late }) => {
          const { requested, applied } = lambda.seen(simulation.now);
          if (!late) watch.scalingRead(process, requested, applied);
          return {
            ...(requested && { RequestedFunctionScalingConfig: theirs(requested) }),
            AppliedFunctionScalingConfig: theirs(applied),
          };
        },
        refusal: "TooManyRequestsException",
      });
    }
    if (command instanceof GetFunctionConfigurationCommand) {
      return simulation.call(process, {
        what: () => "reads the state",
        effect: ({ late }) => {
          const { state } = lambda.seen(simulation.now);
          if (!late) watch.stateRead(process, state);
          return { State: state };
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
  // Half a jitter, always: when a retry comes is up to the scheduler anyway.
  const scaling = createLambdaScaling(clientOf(process, backend), { clock, random: () => 0.5 });
  return { table: tableOf(process, backend), scaling, clock };
}
