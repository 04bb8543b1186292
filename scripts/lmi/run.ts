// lmi as a function: all that it touches of the process is given to it.
import { inspect } from "node:util";
import { CommanderError } from "commander";
import { CliError, UsageError } from "../cliError.ts";
import { createInterruption } from "./interruption.ts";
import type { Invocation } from "./invocation.ts";
import type { Io } from "./io.ts";
import { createProgram } from "./program.ts";

/** What commander throws also stands for help that was asked for. */
function mistakeIn(error: CommanderError): UsageError | undefined {
  if (error.exitCode === 0) return undefined;
  if (error.code === "commander.help") return new UsageError("a command is missing; --help lists them");
  return new UsageError(error.message.replace(/^error: /, "").replaceAll("\n", " "), { cause: error });
}

async function execute(argv: readonly string[], invocation: Invocation): Promise<number> {
  const { stderr } = invocation.io;
  try {
    const program = await createProgram(argv, invocation);
    await program.parseAsync(argv, { from: "user" });
    return invocation.exitCode;
  } catch (thrown) {
    const error = thrown instanceof CommanderError ? mistakeIn(thrown) : thrown;
    if (error === undefined) return 0;
    if (!invocation.io.signal?.aborted) {
      stderr.write(`${error instanceof Error ? error.message : error}\n`);
      if (argv.includes("--debug")) stderr.write(`${inspect(error)}\n`);
    }
    return error instanceof CliError ? error.exitCode : 1;
  }
}

/**
 * Runs one command.
 * @param argv what follows `lmi`
 * @returns the exit code: 0 fine, 1 a service's failure, 2 the user's mistake, 128 and its number for a signal, else the command's own
 */
export function run(argv: readonly string[], io: Io): Promise<number> {
  const interruption = createInterruption(io.signal);
  return Promise.race([interruption.ended, execute(argv, { io, interruption, exitCode: 0 })]);
}
