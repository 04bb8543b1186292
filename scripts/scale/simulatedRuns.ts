// Step Functions in virtual time: the deployed definition in the local run's interpreter, without a disk.
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { type Execution, executionArn } from "../../local/stepFunctions/execution.ts";
import type { HistoryEvent } from "../../local/stepFunctions/history.ts";
import type { MapRun } from "../../local/stepFunctions/mapRun.ts";
import { startRun } from "../../local/stepFunctions/run.ts";
import { toRunnable } from "../../local/stepFunctions/runnable.ts";
import type { InvokeLambda } from "../../local/stepFunctions/tasks.ts";
import type { Mishaps } from "./mishaps.ts";

export const MACHINE_ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:processing";

export interface RunsUse {
  readonly started: { readonly name: string; readonly at: number }[];
  /** States entered, those of the Map's items included. */
  transitions: number;
  readonly ended: Map<Execution["status"], number>;
}

export interface SimulatedRuns {
  readonly client: SFNClient;
  readonly use: RunsUse;
  /** Executions that go on. */
  running(): number;
}

const NONE_BEFORE = { isKept: () => false, earlier: async () => undefined };

const entered = (events: readonly HistoryEvent[]) => events.filter(({ type }) => type.endsWith("StateEntered")).length;

/** @param onEnded told of an execution that ended badly, as EventBridge would tell */
export function simulateRuns(
  definition: string,
  invokeLambda: InvokeLambda,
  mishaps: Pick<Mishaps, "run">,
  onEnded: (execution: Execution) => void,
): SimulatedRuns {
  const roleArn = "arn:aws:iam::000000000000:role/runs";
  const runnable = toRunnable({ name: "processing", arn: MACHINE_ARN, roleArn, definition, isTraced: false });
  const executions = new Map<string, Execution>();
  const use: RunsUse = { started: [], transitions: 0, ended: new Map() };

  function start(name: string, input: string): object {
    const arn = executionArn(MACHINE_ARN, name);
    if (executions.has(arn)) throw new ExecutionAlreadyExists({ message: arn, $metadata: {} });
    const startDate = Date.now();
    const execution: Execution = {
      executionArn: arn,
      stateMachineArn: MACHINE_ARN,
      name,
      status: "RUNNING",
      startDate,
      input,
    };
    executions.set(arn, execution);
    use.started.push({ name, at: startDate });
    const run = startRun(runnable, execution, { invokeLambda, now: Date.now, mapRuns: { ...NONE_BEFORE, begun } });
    const { history, outcome } = run;
    const stopsAfter = mishaps.run();
    if (stopsAfter !== undefined) setTimeout(() => run.end({ status: "ABORTED" }), stopsAfter * 1000);
    void outcome.then((ended) => {
      use.transitions += entered(history.events);
      if (!ended) return;
      const after: Execution = { ...execution, ...ended, stopDate: Date.now() };
      executions.set(arn, after);
      use.ended.set(after.status, (use.ended.get(after.status) ?? 0) + 1);
      if (after.status !== "SUCCEEDED") onEnded(after);
    });
    return { executionArn: arn };
  }

  function begun({ items, result }: MapRun): void {
    const count = () => {
      for (const item of items)
        if (item) use.transitions += entered("run" in item ? item.run.history.events : item.history);
    };
    void result.then(count, count);
  }

  async function send(command: object): Promise<object> {
    if (command instanceof StartExecutionCommand) return start(command.input.name ?? "", command.input.input ?? "{}");
    if (command instanceof DescribeExecutionCommand) {
      const found = executions.get(command.input.executionArn ?? "");
      if (found) return found;
      throw Object.assign(new Error("no such execution"), { name: "ExecutionDoesNotExist" });
    }
    throw new Error(`${command.constructor.name}: not simulated`);
  }

  return {
    client: { send } as unknown as SFNClient,
    use,
    running: () => [...executions.values()].filter(({ status }) => status === "RUNNING").length,
  };
}
