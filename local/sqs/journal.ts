// The messages of a queue on disk: a line for each change, written before anything is told of it, and now and then
// written anew.
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DamagedError } from "../dataFolder.ts";
import type { Disk } from "../disk.ts";

/** A value as the API has it; binary in base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** Times in milliseconds since the epoch. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
  readonly visibleAt: number;
}

/** Beside four for each message. */
const MOST_LINES = 10_000;

export class Journal {
  readonly #file: string;
  readonly #disk: Disk;
  readonly #messages: Map<string, Message>;
  #lines = 0;

  /** @throws DamagedError if the file holds anything but messages; a last line that was cut off is none */
  constructor(file: string, disk: Disk) {
    this.#file = file;
    this.#disk = disk;
    this.#messages = load(file);
    mkdirSync(dirname(file), { recursive: true });
    this.#writeAnew();
  }

  /** In the order in which they came. */
  get messages(): ReadonlyMap<string, Message> {
    return this.#messages;
  }

  put(...messages: readonly Message[]): void {
    this.#append(messages);
    for (const message of messages) this.#messages.set(message.id, message);
  }

  delete(...ids: readonly string[]): void {
    this.#append(ids.map((deleted) => ({ deleted })));
    for (const id of ids) this.#messages.delete(id);
  }

  #append(changes: readonly object[]): void {
    if (changes.length === 0) return;
    this.#disk.beforeWrite();
    if (this.#lines > MOST_LINES + 4 * this.#messages.size) this.#writeAnew();
    appendFileSync(this.#file, changes.map((change) => `${JSON.stringify(change)}\n`).join(""));
    this.#lines += changes.length;
  }

  #writeAnew(): void {
    const lines = [...this.#messages.values()].map((message) => `${JSON.stringify(message)}\n`);
    writeFileSync(`${this.#file}.new`, lines.join(""));
    renameSync(`${this.#file}.new`, this.#file);
    this.#lines = lines.length;
  }
}

function load(file: string): Map<string, Message> {
  const messages = new Map<string, Message>();
  for (const line of read(file).split("\n").slice(0, -1)) {
    let change: Partial<Message> & { deleted?: unknown };
    try {
      change = JSON.parse(line);
    } catch (cause) {
      throw new DamagedError(file, "not what was written", "queues", cause);
    }
    const { id, body, deleted } = change ?? {};
    if (typeof deleted === "string") messages.delete(deleted);
    else if (typeof id === "string" && typeof body === "string") messages.set(id, change as Message);
    else throw new DamagedError(file, "not what was written", "queues");
  }
  return messages;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new DamagedError(file, "cannot be read", "queues", cause);
  }
}
