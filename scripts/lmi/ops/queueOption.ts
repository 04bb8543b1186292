// The option that names another queue than that of failed events.
import type { Command } from "commander";

export const withQueueOf = (command: Command): Command =>
  command.option("--function <id>", "dead letters of the queue that calls this function of your own");
