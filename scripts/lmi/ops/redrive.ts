// lmi ops dead-letters redrive: calls the function again, or puts the message back into its queue; then deletes the dead letter.
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { Command } from "commander";
import { withDryRun, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { deadLetterOf, type Message } from "./deadLetter.ts";
import { chosen, type OfFunction, queueNameOf, withLetters } from "./letterBox.ts";
import { withQueueOf } from "./queueOption.ts";

export function addRedrive(deadLetters: Command): void {
  const command = deadLetters
    .command("redrive")
    .description("send messages again, all or those with these ids")
    .argument("[ids...]", "of messages");
  withQueueOf(withDryRun(command)).action(inSession<OfFunction>(redrive));
  withExample(command, "lmi ops dead-letters redrive --env prod");
}

const redrive: Run<OfFunction> = (session, options, ids) =>
  withLetters(session, queueNameOf(session, options), async (box) => {
    const lambda = await session.clients.lambda();

    /** Why it cannot be sent again; undefined when it was. */
    async function send(message: Message): Promise<string | undefined> {
      if (options.function !== undefined) {
        await box.move(message, `${session.functionName(options.function)}-queue`);
        return undefined;
      }
      const { target, payload, isOfRule } = deadLetterOf(message);
      if (!target?.includes(":function:")) return "it names no function";
      // What the rule makes of the event is not in the message; and the lease ends by itself.
      if (isOfRule && target.endsWith(`:${session.names.scaler}`)) return "its rule would change it; drop it";
      await lambda.send(
        new InvokeCommand({
          FunctionName: target,
          InvocationType: "Event",
          Payload: new TextEncoder().encode(payload),
        }),
      );
      return undefined;
    }

    const results: { id: string; kept?: string }[] = [];
    for (const message of chosen(box, ids)) {
      const kept = await send(message);
      if (kept === undefined) await box.remove(message);
      results.push({ id: message.id, ...(kept !== undefined && { kept }) });
    }
    return {
      json: { messages: results },
      lines:
        results.length === 0
          ? ["no messages"]
          : results.map(({ id, kept }) => (kept === undefined ? `${id}: sent again` : `${id}: stays, ${kept}`)),
      exitCode: results.some(({ kept }) => kept !== undefined) ? 1 : 0,
    };
  });
