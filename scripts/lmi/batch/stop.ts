// lmi batch stop: ends a run, or all that go on, for a window or not. The rule on ended executions releases its lease and queues
// again what it left unfinished.

import { paginateListExecutions, StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { Command } from "commander";
import { executionArn } from "../../../app/videos/executions.ts";
import { UsageError } from "../../cliError.ts";
import { withDryRun, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { deployedWorkflow } from "./deployed.ts";

export function addStop(batch: Command): void {
  const command = batch.command("stop").description("end a run, or all that go on").argument("[name]", "of the run");
  withDryRun(command).action(inSession(stop));
  withExample(command, "lmi batch stop nightly-20261201T220000Z-29936041");
}

const stop: Run = async (session, _options, [name]) => {
  const deployed = await deployedWorkflow(session);
  const client = await session.clients.stepFunctions();
  const names = name === undefined ? await running() : [name];
  const cause = `lmi batch stop by ${await session.operator()}`;
  for (const each of names) {
    const stopping = new StopExecutionCommand({ executionArn: executionArn(deployed.stateMachineArn, each), cause });
    await client.send(stopping).catch((error) => {
      if (error.name !== "ExecutionDoesNotExist") throw error;
      throw new UsageError(`run ${each}: not found; lmi batch status lists the latest`, { cause: error });
    });
  }
  return {
    json: { stopped: names },
    lines: names.length > 0 ? names.map((each) => `${each}: stopped`) : ["no run goes on"],
  };

  async function running(): Promise<string[]> {
    const found: string[] = [];
    const { stateMachineArn } = deployed;
    for await (const { executions = [] } of paginateListExecutions(
      { client },
      { stateMachineArn, statusFilter: "RUNNING" },
    )) {
      found.push(...executions.map(({ name: each = "" }) => each));
    }
    return found;
  }
};
