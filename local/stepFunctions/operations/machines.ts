// Operations that read state machines.
import { page, string } from "../apiRequest.ts";
import { mapLabelled } from "../distributedMap.ts";
import type { DescribedMachine } from "../machines.ts";
import { type ApiOperation, findExecution, findMachine } from "./lookUp.ts";

export const machineOperations: Readonly<Record<string, ApiOperation>> = {
  async DescribeStateMachine(executions, request) {
    const machine = findMachine(executions, string(request, "stateMachineArn"));
    return {
      ...describe(machine),
      status: "ACTIVE",
      type: "STANDARD",
      creationDate: machine.createdAt / 1000,
    };
  },

  /** The machine as it is now: what it was when the execution started is not kept. */
  async DescribeStateMachineForExecution(executions, request) {
    const { stateMachineArn, mapRunArn } = await findExecution(executions, string(request, "executionArn"));
    const [arn = "", label] = stateMachineArn.split("/");
    const machine = findMachine(executions, arn);
    const map = label === undefined ? undefined : mapLabelled(machine.prepared, label);
    return {
      ...describe(machine),
      ...(map && { stateMachineArn, mapRunArn, label, definition: JSON.stringify(map.definition) }),
      updateDate: machine.modifiedAt / 1000,
    };
  },

  async ListStateMachines(executions, request) {
    const machines = [...executions.machines.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
    const { items, nextToken } = page(machines, request, ({ arn }) => arn);
    return {
      stateMachines: items.map(({ arn, name, createdAt }) => ({
        stateMachineArn: arn,
        name,
        type: "STANDARD",
        creationDate: createdAt / 1000,
      })),
      nextToken,
    };
  },
};

function describe({ arn, name, definition, roleArn, logging, isTraced }: DescribedMachine) {
  const { level, includeExecutionData, destinations } = logging;
  return {
    stateMachineArn: arn,
    name,
    definition,
    roleArn,
    loggingConfiguration: {
      level,
      includeExecutionData,
      ...(destinations.length > 0 && {
        destinations: destinations.map((logGroupArn) => ({ cloudWatchLogsLogGroup: { logGroupArn } })),
      }),
    },
    tracingConfiguration: { enabled: isTraced },
  };
}
