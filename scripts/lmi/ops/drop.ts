// lmi ops dead-letters drop: deletes messages for good.
import type { Command } from "commander";
import { UsageError } from "../../cliError.ts";
import { withDryRun, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { chosen, type OfFunction, queueNameOf, withLetters } from "./letterBox.ts";
import { withQueueOf } from "./queueOption.ts";

interface Options extends OfFunction {
  readonly all?: boolean;
}

export function addDrop(deadLetters: Command): void {
  const command = deadLetters
    .command("drop")
    .description("delete messages for good")
    .argument("[ids...]", "of messages")
    .option("--all", "all that are there");
  withQueueOf(withDryRun(command)).action(inSession<Options>(drop));
  withExample(command, "lmi ops dead-letters drop --env prod 5fea7756-0ea4-451a-a703-a558b933e274");
}

const drop: Run<Options> = async (session, options, ids) => {
  if ((ids.length === 0) !== (options.all === true)) {
    throw new UsageError("drop: must have either ids of messages or --all");
  }
  return withLetters(session, queueNameOf(session, options), async (box) => {
    const dropped = chosen(box, ids);
    for (const message of dropped) await box.remove(message);
    return {
      json: { dropped: dropped.map(({ id }) => id) },
      lines: dropped.length === 0 ? ["no messages"] : dropped.map(({ id }) => `${id}: dropped`),
    };
  });
};
