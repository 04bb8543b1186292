// A Step Functions service over HTTP with stub functions, for tests with the real client.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Disk } from "../../../local/disk.ts";
import type { Execution } from "../../../local/stepFunctions/execution.ts";
import { StepFunctions } from "../../../local/stepFunctions/stepFunctions.ts";
import type { Invocation } from "../../../local/stepFunctions/tasks.ts";
import { localClient, serveAws } from "../http/httpServer.ts";

export const MACHINE_ARN = "arn:aws:states:eu-west-1:000000000000:stateMachine:workflow";

export const DEPLOYED_AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** What a stub function does: returns its result, throws an Error to fail, or answers an Invocation. */
export type StubFunction = (payload: never) => unknown;

export const serviceError = (statusCode: number, errorType?: string): Invocation => ({
  statusCode,
  payload: "refused",
  ...(errorType !== undefined && { errorType }),
});

export const task = (functionName: string, rest: object = { End: true }) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: functionName, "Payload.$": "$" },
  TimeoutSeconds: 30,
  ...rest,
});

export async function openWorkflows(
  definition: object,
  functions: Record<string, StubFunction> = {},
  options: { folder?: string; now?: () => number; disk?: Disk; isTraced?: boolean } = {},
) {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "workflows-")));
  const changes: Execution[] = [];
  const errors: unknown[] = [];
  const traces: Record<string, string | undefined> = {};
  const service = new StepFunctions({
    machines: [
      {
        name: "workflow",
        arn: MACHINE_ARN,
        roleArn: "arn:aws:iam::000000000000:role/workflow",
        definition: JSON.stringify(definition),
        createdAt: DEPLOYED_AT,
        modifiedAt: DEPLOYED_AT,
        logging: { level: "OFF", includeExecutionData: false, destinations: [] },
        isTraced: options.isTraced ?? false,
      },
    ],
    folder,
    invokeLambda: async (functionName, payload, _caller, trace) => {
      traces[functionName] = trace;
      return answer(functions[functionName], JSON.parse(payload) as never);
    },
    onStatusChange: (execution) => changes.push(execution),
    onError: (error) => errors.push(error),
    ...(options.now && { now: options.now }),
    ...(options.disk && { disk: options.disk }),
  });
  await service.resume();
  const server = await serveAws({ states: service.operations });
  const client = new SFNClient(localClient(server.endpoint));

  return {
    folder,
    service,
    client,
    changes,
    errors,
    /** What the last invocation of each function was in. */
    traces,
    start: (name: string, input: unknown = {}) =>
      client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name, input: JSON.stringify(input) })),
    /** Starts an execution and waits for its end. */
    async run(input: unknown = {}, name = "run"): Promise<DescribeExecutionCommandOutput> {
      const { executionArn } = await this.start(name, input);
      await until(() => changes.some((change) => change.name === name && change.status !== "RUNNING"));
      return client.send(new DescribeExecutionCommand({ executionArn }));
    },
    /** Ends the service but keeps what it stored. */
    async stop() {
      await service.stop();
      client.destroy();
      await server.close();
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function answer(run: StubFunction | undefined, payload: never): Promise<Invocation> {
  if (!run) return serviceError(404, "ResourceNotFoundException");
  try {
    const result = await run(payload);
    if (typeof result === "object" && result !== null && "statusCode" in result) return result as Invocation;
    return { statusCode: 200, payload: JSON.stringify(result ?? null), executedVersion: "$LATEST" };
  } catch (error) {
    const { name, message } = error as Error;
    const payload = JSON.stringify({ errorType: name, errorMessage: message, trace: [] });
    return { statusCode: 200, functionError: "Unhandled", payload };
  }
}

/** Lets the event loop turn until the condition holds; gives up after four seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 4_000;
  while (performance.now() < giveUpAt) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("until: the condition never held");
}

/** A stub function whose calls wait until the test lets them go. */
export function gate() {
  const calls: { payload: unknown; release: (result: unknown) => void }[] = [];
  return {
    calls,
    call: (payload: unknown) => new Promise<unknown>((release) => calls.push({ payload, release })),
  };
}
