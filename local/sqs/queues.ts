// All queues of the environment, which know each other: one's dead letters are another's messages.
import { join } from "node:path";
import type { Disk } from "../disk.ts";
import type { Clock } from "../lambda/clock.ts";
import type { QueueSpec } from "./definitions.ts";
import { Journal } from "./journal.ts";
import { Queue } from "./queue.ts";

export interface QueuesOptions {
  readonly specs: readonly QueueSpec[];
  readonly folder: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly say: (subject: string, what: string) => void;
}

export type Queues = readonly Queue[];

/** Opens them with the messages that they had. @throws DamagedError */
export function openQueues({ specs, folder, disk, clock, say }: QueuesOptions): Queues {
  const queues = specs.map(
    (spec): Queue =>
      new Queue({
        spec,
        journal: new Journal(join(folder, `${spec.name}.jsonl`), disk),
        clock,
        find: (arn) => queues.find((queue) => queue.spec.arn === arn),
        onDeadLetter: ({ id, receiveCount }, to) =>
          say(spec.name, `message ${id} was received ${receiveCount} times: to ${to.name}`),
      }),
  );
  return queues;
}
