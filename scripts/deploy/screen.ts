// Where lines and Terraform's output go. A closed terminal or pipe loses them, and nothing else.
import type { Writable } from "node:stream";

export interface Screen {
  /** One line about what the command does. */
  say(line: string): void;
  /** One line about what is wrong. */
  warn(line: string): void;
  /** Terraform's own output, as it comes. */
  write(chunk: Uint8Array | string): void;
  /** Whether nobody can read any more. */
  readonly isLost: boolean;
}

/** Writes to two streams; their errors (EPIPE, EIO) are not thrown. */
export function createScreen(stdout: Writable, stderr: Writable): Screen {
  let isLost = false;
  stdout.on("error", () => {
    isLost = true;
  });
  stderr.on("error", () => {});
  return {
    say: (line) => stdout.write(`${line}\n`),
    warn: (line) => stderr.write(`${line}\n`),
    write: (chunk) => stdout.write(chunk),
    get isLost() {
      return isLost;
    },
  };
}
