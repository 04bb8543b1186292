// One log stream: what the process of an execution environment prints, line by line, into the file of its log group.
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import { formatEvent } from "./logFile.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html; what is longer becomes several events. */
const LONGEST_EVENT = 256 * 1024;
/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: how much of the log an answer carries. */
const TAIL_BYTES = 4 * 1024;

export interface LogWriterOptions {
  readonly file: string;
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called before each write; what it throws is the write's failure. */
  readonly beforeWrite: () => void;
  /** Which lines are kept. @default all */
  readonly keeps?: (line: string) => boolean;
  /** Told of each line that is kept, also of one that could not be written. @default nothing */
  readonly onLine?: (message: string, at: number) => void;
  /** Told when lines could not be written; they are lost. */
  readonly onError: (error: unknown) => void;
}

export class LogWriter {
  readonly #options: LogWriterOptions;
  #tail = Buffer.alloc(0);

  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /** Writes the lines that come out of a pipe, each with the time of its arrival. */
  attach(pipe: Readable): void {
    let begun = "";
    pipe.setEncoding("utf8");
    pipe.on("data", (text: string) => {
      const lines = (begun + text).split("\n");
      begun = lines.pop() ?? "";
      if (begun.length > LONGEST_EVENT) {
        lines.push(begun);
        begun = "";
      }
      this.write(lines);
    });
    pipe.on("close", () => this.write([begun]));
    pipe.on("error", this.#options.onError);
  }

  /** Forgets what `tail` has collected. */
  beginTail(): void {
    this.#tail = Buffer.alloc(0);
  }

  /** The last 4 KB of what was printed since `beginTail`. */
  get tail(): Buffer {
    return this.#tail;
  }

  /** Writes lines that come now. */
  write(lines: readonly string[]): void {
    const { keeps = () => true } = this.#options;
    const messages = lines.filter((line) => line !== "" && keeps(line)).flatMap(pieces);
    if (messages.length === 0) return;
    this.#tail = Buffer.concat([this.#tail, Buffer.from(`${messages.join("\n")}\n`)]).subarray(-TAIL_BYTES);
    const { file, stream, now, beforeWrite, onError, onLine } = this.#options;
    const arrival = now();
    for (const message of messages) onLine?.(message, arrival);
    try {
      beforeWrite();
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, messages.map((message) => formatEvent(arrival, stream, message)).join(""));
    } catch (error) {
      onError(error);
    }
  }
}

function pieces(line: string): string[] {
  const count = Math.ceil(line.length / LONGEST_EVENT);
  return Array.from({ length: count }, (_, index) => line.slice(index * LONGEST_EVENT, (index + 1) * LONGEST_EVENT));
}
