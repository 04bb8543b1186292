// Step Functions' HTTP API (AWS JSON 1.0), as far as executions go, for the unmodified SDK.
import { AwsError, type AwsService, type Operation } from "../aws/call.ts";
import { ownedByTerraform } from "../aws/ownedByTerraform.ts";
import { traceIn } from "../trace.ts";
import { type Executions, StoppingError } from "./executions.ts";
import { executionOperations } from "./operations/executions.ts";
import { machineOperations } from "./operations/machines.ts";
import { mapRunOperations } from "./operations/mapRuns.ts";
import { redriveOperations } from "./operations/redrive.ts";

const CHANGES = [
  "CreateStateMachine",
  "CreateStateMachineAlias",
  "DeleteStateMachine",
  "PublishStateMachineVersion",
  "TagResource",
  "UntagResource",
  "UpdateStateMachine",
];

/** The operations of the API on the given executions, for the door. */
export function operations(executions: Executions): AwsService {
  const answered = { ...executionOperations, ...machineOperations, ...mapRunOperations, ...redriveOperations };
  const handlers = Object.entries(answered).map(([name, operation]): [string, Operation] => [
    name,
    async ({ json = {}, headers }) => {
      const trace = traceIn(headers);
      try {
        return {
          status: 200,
          body: JSON.stringify(
            await operation(executions, { ...json, ...(trace !== undefined && { traceHeader: trace }) }),
          ),
        };
      } catch (error) {
        if (!(error instanceof StoppingError)) throw error;
        throw new AwsError({ status: 503, code: "ServiceUnavailable", message: error.message });
      }
    },
  ]);
  return new Map([...handlers, ...ownedByTerraform("states", CHANGES)]);
}
