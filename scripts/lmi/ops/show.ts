// lmi ops dead-letters show: what each message was for, and why it came to nothing.
import type { Command } from "commander";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { deadLetterOf } from "./deadLetter.ts";
import { MOST, type OfFunction, queueNameOf, withLetters } from "./letterBox.ts";
import { withQueueOf } from "./queueOption.ts";

export function addShow(deadLetters: Command): void {
  const command = deadLetters.command("show").description(`what is in the queue, up to ${MOST} messages`);
  withExample(withQueueOf(command).action(inSession<OfFunction>(show)), "lmi ops dead-letters show --env prod");
}

const show: Run<OfFunction> = (session, options) =>
  withLetters(session, queueNameOf(session, options), async ({ messages }) => {
    const letters = messages.map((message) => ({ ...message, ...deadLetterOf(message) }));
    const lines = letters.flatMap(({ id, sentAt, target, why, payload }) => [
      `${id}  ${sentAt}  ${target ?? "no target"}`,
      ...(why ? [`  why      ${why}`] : []),
      `  payload  ${payload}`,
    ]);
    return {
      json: { messages: letters.map(({ id, sentAt, target, why, payload }) => ({ id, sentAt, target, why, payload })) },
      lines: lines.length > 0 ? lines : ["no messages"],
    };
  });
