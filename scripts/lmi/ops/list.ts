// lmi ops dead-letters list: the queues of dead letters, and how many messages are in each.
import { GetQueueAttributesCommand, paginateListQueues } from "@aws-sdk/client-sqs";
import type { Command } from "commander";
import { columns } from "../../../report/columns.ts";
import { functionNameOf } from "../../../stacks/shared/names.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";

export function addList(deadLetters: Command): void {
  const command = deadLetters.command("list").description("how many there are, by queue");
  withExample(command.action(inSession(list)), "lmi ops dead-letters list --env prod");
}

const list: Run = async ({ clients, settings }) => {
  const client = await clients.sqs();
  const queues: { queue: string; messages: number }[] = [];
  const QueueNamePrefix = functionNameOf({ name: settings.environment }, "");
  for await (const { QueueUrls: urls = [] } of paginateListQueues({ client, pageSize: 1_000 }, { QueueNamePrefix })) {
    for (const QueueUrl of urls.filter((url) => url.endsWith("dead-letters"))) {
      const { Attributes: attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
      );
      const queue = QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1);
      queues.push({ queue, messages: Number(attributes?.ApproximateNumberOfMessages ?? 0) });
    }
  }
  const rows = queues.map(({ queue, messages }) => [queue, String(messages)]);
  return { json: { queues }, lines: columns([["queue", "messages"], ...rows]) };
};
