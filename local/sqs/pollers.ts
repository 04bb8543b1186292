// The event source mappings of the environment, each polling in the role of its function.
import { sessionNameOf } from "../iam/caller.ts";
import type { Permissions } from "../iam/permissions.ts";
import type { FunctionSpec } from "../lambda/service.ts";
import { LocalError } from "../localError.ts";
import type { MappingSpec } from "./definitions.ts";
import { Poller, type PollerOptions } from "./poller.ts";
import type { Queues } from "./queues.ts";

/** A mapping that AWS would refuse; the message names queue and function. */
export class MappingError extends LocalError {
  override name = "MappingError";
}

export interface PollersOptions extends Omit<PollerOptions, "mapping" | "queue"> {
  readonly mappings: readonly MappingSpec[];
  readonly queues: Queues;
  readonly functions: readonly FunctionSpec[];
  readonly permissions: Pick<Permissions, "poll">;
}

/** @throws MappingError for a queue or function that does not exist, or a role that may not poll */
export function createPollers(options: PollersOptions): { start(): void; stop(): void } {
  const pollers = options.mappings.map((mapping) => {
    const { queueArn, functionArn } = mapping;
    const queue = options.queues.find(({ spec }) => spec.arn === queueArn);
    const target = options.functions.find(({ arn }) => functionArn === arn || functionArn.startsWith(`${arn}:`));
    if (!queue || !target) throw new MappingError(`${queueArn} calls ${functionArn}: both must exist`);
    const caller = { roleArn: target.role, session: sessionNameOf(queueArn) };
    const refusal = options.permissions.poll(caller, queueArn);
    if (refusal !== undefined) throw new MappingError(`${queueArn} calls ${functionArn}: ${refusal}`);
    return new Poller({ ...options, mapping, queue });
  });
  return {
    start: () => {
      for (const poller of pollers) poller.start();
    },
    stop: () => {
      for (const poller of pollers) poller.stop();
    },
  };
}
