// A standard queue: messages that are received are hidden for a time, come back unless they are deleted, and go to the dead
// letters when they have come back too often. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/
import { randomUUID } from "node:crypto";
import type { Cancel, Clock } from "../lambda/clock.ts";
import type { QueueSpec } from "./definitions.ts";
import type { Journal, Message } from "./journal.ts";

/** What one receive got: its handle deletes the message, or hides it longer, until it is received again. */
export interface Received {
  readonly message: Message;
  readonly handle: string;
}

export interface QueueOptions {
  readonly spec: QueueSpec;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The queue of this ARN. */
  readonly find: (arn: string) => Queue | undefined;
  /** Told that a message went to the dead letters. */
  readonly onDeadLetter: (message: Message, to: QueueSpec) => void;
}

const handleOf = ({ id, receiveCount }: Message) => Buffer.from(`${id}/${receiveCount}`).toString("base64");

export class Queue {
  readonly spec: QueueSpec;
  readonly #options: QueueOptions;
  readonly #listeners = new Set<() => void>();

  constructor(options: QueueOptions) {
    this.spec = options.spec;
    this.#options = options;
  }

  send(body: string, attributes: Message["attributes"] = {}, delaySeconds = this.spec.delaySeconds): Message {
    const now = this.#options.clock.now();
    const message = {
      id: randomUUID(),
      body,
      attributes,
      sentAt: now,
      receiveCount: 0,
      visibleAt: now + delaySeconds * 1_000,
    };
    this.#accept(message);
    return message;
  }

  /** The oldest visible ones, which are hidden from now on. @param maxBytes of their bodies together; one is always taken */
  receive(
    most: number,
    visibilitySeconds = this.spec.visibilitySeconds,
    maxBytes = Number.POSITIVE_INFINITY,
  ): Received[] {
    const now = this.#options.clock.now();
    const taken: Message[] = [];
    let bytes = 0;
    for (const message of this.#visible()) {
      if (taken.length === most) break;
      if (this.#isDeadLetter(message)) continue;
      bytes += Buffer.byteLength(message.body);
      if (taken.length > 0 && bytes > maxBytes) break;
      const { receiveCount, firstReceivedAt = now } = message;
      const visibleAt = now + visibilitySeconds * 1_000;
      taken.push({ ...message, firstReceivedAt, receiveCount: receiveCount + 1, visibleAt });
    }
    this.#options.journal.put(...taken);
    return taken.map((message) => ({ message, handle: handleOf(message) }));
  }

  /** What was received again meanwhile stays. */
  delete(...handles: readonly string[]): void {
    this.#options.journal.delete(...handles.flatMap((handle) => this.#held(handle)?.id ?? []));
  }

  /** @returns whether the message is still hidden by this receive */
  hide(handle: string, seconds: number): boolean {
    const message = this.#held(handle);
    const now = this.#options.clock.now();
    if (!message || message.visibleAt <= now) return false;
    this.#options.journal.put({ ...message, visibleAt: now + seconds * 1_000 });
    this.#tell();
    return true;
  }

  purge(): void {
    this.#options.journal.delete(...this.#options.journal.messages.keys());
  }

  /** When the next message can be received, which may be now; undefined when there is none. */
  get nextVisibleAt(): number | undefined {
    const all = [...this.#kept()].map(({ visibleAt }) => visibleAt);
    return all.length === 0 ? undefined : all.reduce((a, b) => Math.min(a, b));
  }

  get counts(): { visible: number; hidden: number; delayed: number } {
    const now = this.#options.clock.now();
    const counts = { visible: 0, hidden: 0, delayed: 0 };
    for (const { visibleAt, receiveCount } of this.#kept()) {
      counts[visibleAt <= now ? "visible" : receiveCount > 0 ? "hidden" : "delayed"] += 1;
    }
    return counts;
  }

  /** When the oldest message was sent; undefined when there is none. */
  get oldestSentAt(): number | undefined {
    const all = [...this.#kept()].map(({ sentAt }) => sentAt);
    return all.length === 0 ? undefined : all.reduce((a, b) => Math.min(a, b));
  }

  /** Calls back when messages come, or become visible earlier, until cancelled. */
  onChange(listener: () => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #accept(message: Message): void {
    this.#options.journal.put(message);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Those that are not too old; the others are gone. */
  *#kept(): Generator<Message> {
    const { journal, clock } = this.#options;
    const oldest = clock.now() - this.spec.retentionSeconds * 1_000;
    const expired = [];
    for (const message of journal.messages.values()) {
      if (message.sentAt > oldest) yield message;
      else expired.push(message.id);
    }
    journal.delete(...expired);
  }

  #visible(): Message[] {
    const now = this.#options.clock.now();
    return [...this.#kept()].filter(({ visibleAt }) => visibleAt <= now);
  }

  #isDeadLetter(message: Message): boolean {
    const { redrive } = this.spec;
    if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
    const to = this.#options.find(redrive.deadLetterArn);
    if (!to) return false;
    to.#accept(message);
    this.#options.journal.delete(message.id);
    this.#options.onDeadLetter(message, to.spec);
    return true;
  }

  #held(handle: string): Message | undefined {
    const [id = ""] = Buffer.from(handle, "base64").toString("utf8").split("/");
    const message = this.#options.journal.messages.get(id);
    return message && handleOf(message) === handle ? message : undefined;
  }
}
