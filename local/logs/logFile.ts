// The file of a log group: a line for each event, as `aws logs tail` prints it: when it came, its stream, its message. Lines are in
// the order of their times, because one process writes them.
import { type FileHandle, open } from "node:fs/promises";

export interface LogEvent {
  /** Milliseconds since the epoch: when the line came. */
  readonly timestamp: number;
  readonly stream: string;
  readonly message: string;
  /** Of the line's first byte, and of the one behind the line. */
  readonly offset: number;
  readonly end: number;
}

/** Read at once; also where a search ends and reading begins. */
const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

export const formatEvent = (timestamp: number, stream: string, message: string): string =>
  `${new Date(timestamp).toISOString()} ${stream} ${message}\n`;

/** Undefined for a line that no writer of this format wrote. */
function parseLine(line: Buffer, offset: number): LogEvent | undefined {
  const [, time = "", stream = "", message = ""] =
    /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (\S+) (.*)$/s.exec(line.toString()) ?? [];
  const timestamp = Date.parse(time);
  if (Number.isNaN(timestamp)) return undefined;
  return { timestamp, stream, message, offset, end: offset + line.length + 1 };
}

/** The events of a file from an offset on, which is a line's first byte; none if there is no file. Lines that are not whole yet are left out. */
export async function* readEvents(path: string, offset = 0): AsyncGenerator<LogEvent> {
  const file = await openIfThere(path);
  if (!file) return;
  try {
    yield* eventsOf(file, offset);
  } finally {
    await file.close();
  }
}

async function* eventsOf(file: FileHandle, offset: number): AsyncGenerator<LogEvent> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let begun = Buffer.alloc(0);
  let at = offset;
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, at + begun.length);
    if (bytesRead === 0) return;
    const read = Buffer.concat([begun, chunk.subarray(0, bytesRead)]);
    let from = 0;
    for (let to = read.indexOf(NEWLINE); to >= 0; to = read.indexOf(NEWLINE, from)) {
      const event = parseLine(read.subarray(from, to), at + from);
      from = to + 1;
      if (event) yield event;
    }
    at += from;
    begun = read.subarray(from);
  }
}

/** Where to read from for every event since a time: at most one chunk before the first of them. */
export async function offsetOf(path: string, since: number): Promise<number> {
  const file = await openIfThere(path);
  if (!file) return 0;
  try {
    let before = 0;
    let behind = (await file.stat()).size;
    while (behind - before > CHUNK_BYTES) {
      const middle = Math.floor((before + behind) / 2);
      const event = await firstWholeLine(file, middle);
      if (event && event.timestamp < since && event.offset < behind) before = event.offset;
      else behind = middle;
    }
    return before;
  } finally {
    await file.close();
  }
}

/** The first event whose line begins behind the offset. */
async function firstWholeLine(file: FileHandle, offset: number): Promise<LogEvent | undefined> {
  const part = eventsOf(file, offset);
  for await (const event of part) if (event.offset > offset) return event;
  return undefined;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
