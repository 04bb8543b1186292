// The program behind scripts/lmi.ts: all commands, and what happens with what they throw.
import { Command, CommanderError } from "commander";
import { CliError, UsageError } from "../cliError.ts";
import { addBatch } from "./batch/batch.ts";
import { addChange } from "./change/change.ts";
import { addCost } from "./cost/cost.ts";
import { addDeploy } from "./deploy/deploy.ts";
import { addLocal } from "./local/local.ts";
import { addPlan } from "./plan/plan.ts";
import { addScale } from "./scale/scale.ts";
import { withGlobalOptions } from "./session.ts";
import { addWindow } from "./window/window.ts";

function createProgram(): Command {
  const program = withGlobalOptions(new Command("lmi"))
    .description("Capacity of Lambda Managed Instances: how much, who asks for it, when, and what it costs.")
    .configureHelp({ showGlobalOptions: true })
    // Errors are printed below, in one line each; help goes to stdout.
    .configureOutput({ writeErr: () => {} })
    .exitOverride();
  addScale(program);
  addWindow(program);
  addBatch(program);
  addCost(program);
  addPlan(program);
  addChange(program);
  addDeploy(program);
  addLocal(program);
  return program.addHelpText("after", "\nExample:\n  lmi scale status --env prod");
}

/** What commander throws also stands for help that was asked for. */
function mistakeIn(error: CommanderError): UsageError | undefined {
  if (error.exitCode === 0) return undefined;
  if (error.code === "commander.help") return new UsageError("a command is missing; --help lists them");
  return new UsageError(error.message.replace(/^error: /, "").replaceAll("\n", " "), { cause: error });
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0); // the reader has seen enough
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (thrown) {
  const error = thrown instanceof CommanderError ? mistakeIn(thrown) : thrown;
  if (error !== undefined) {
    console.error(error instanceof Error ? error.message : error);
    if (process.argv.includes("--debug")) console.error(error);
    process.exitCode = error instanceof CliError ? error.exitCode : 1;
  }
}
