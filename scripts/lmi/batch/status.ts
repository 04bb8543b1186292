// lmi batch status: the latest runs.

import { ListExecutionsCommand } from "@aws-sdk/client-sfn";
import type { Command } from "commander";
import { columns } from "../../../report/columns.ts";
import { wholeNumber, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";
import { deployedWorkflow } from "./deployed.ts";

interface Options {
  readonly count: number;
}

export function addStatus(batch: Command): void {
  const command = batch
    .command("status")
    .description("the latest runs, newest first")
    .option("--count <n>", "how many", wholeNumber("--count", [1, 100]), 10);
  command.action(inSession<Options>(status));
  withExample(command, "lmi batch status --count 3");
}

const status: Run<Options> = async (session, { count }) => {
  const { stateMachineArn } = await deployedWorkflow(session);
  const stepFunctions = await session.clients.stepFunctions();
  const { executions = [] } = await stepFunctions.send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: count }),
  );
  const runs = executions.map(({ name = "", status: state = "", startDate, stopDate }) => ({
    name,
    status: state,
    started: startDate ? utc(startDate.getTime()) : null,
    ended: stopDate ? utc(stopDate.getTime()) : null,
  }));
  const rows = runs.map(({ name, status: state, started, ended }) => [name, state, started ?? "", ended ?? ""]);
  return {
    json: { runs },
    lines: runs.length > 0 ? columns([["run", "status", "started", "ended"], ...rows]) : ["no runs yet"],
  };
};
