// A command line that knows the invocation it belongs to.
import { Command } from "commander";
import type { Interruption } from "./interruption.ts";
import type { Io } from "./io.ts";

export interface Invocation {
  readonly io: Io;
  readonly interruption: Interruption;
  /** Set by the command that ran. */
  exitCode: number;
}

/** Its subcommands belong to the same one. */
export class InvokedCommand extends Command {
  readonly invocation: Invocation;

  constructor(name: string | undefined, invocation: Invocation) {
    super(name);
    this.invocation = invocation;
  }

  override createCommand(name?: string): InvokedCommand {
    return new InvokedCommand(name, this.invocation);
  }
}
