// The SDK's document client with its middleware resolved once for each operation. By itself it resolves it for each call, and
// refuses the SDK's own setting for that (cacheMiddleware), because each of its handlers holds the command that it was made with.
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, type TranslateConfig } from "@aws-sdk/lib-dynamodb";

import { inTime, operationOf } from "./boundedClient.ts";

type Handler = (command: object) => Promise<{ readonly output: unknown }>;

/** What a command of lib-dynamodb is inside. */
interface DocumentCommand {
  readonly clientCommand: { resolveMiddleware(stack: unknown, configuration: unknown): Handler };
  addMarshallingMiddleware(configuration: unknown): void;
}

/**
 * Each call rejects with CallTimeoutError after `seconds`; an attempt that is under way then ends by the client's own time-outs.
 * A call with a signal goes the SDK's own way, because a signal is part of what is resolved.
 */
export function documentClientOf(
  client: DynamoDBClient,
  translateConfig: TranslateConfig,
  seconds: number,
): DynamoDBDocumentClient {
  const documents = DynamoDBDocumentClient.from(client, translateConfig);
  const handlers = new WeakMap<object, Handler>();

  function handlerFor(command: DocumentCommand): Handler {
    const known = handlers.get(command.constructor);
    if (known) return known;
    command.addMarshallingMiddleware(documents.config);
    const handler = command.clientCommand.resolveMiddleware(documents.middlewareStack, documents.config);
    handlers.set(command.constructor, handler);
    return handler;
  }

  const plain = documents.send.bind(documents) as (command: object, options: object) => Promise<unknown>;
  documents.send = ((command: object, options?: { readonly abortSignal?: AbortSignal }) => {
    const sent = command as DocumentCommand;
    const call = options?.abortSignal
      ? plain(command, options)
      : handlerFor(sent)(sent.clientCommand).then(({ output }) => output);
    return inTime(() => operationOf("DynamoDB", command), seconds, call);
  }) as typeof documents.send;
  return documents;
}
