import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { LogWriter } from "../../../local/logs/logWriter.ts";

const AT = Date.UTC(2026, 0, 5, 8);
let folder: string;
let now: number;
let errors: unknown[];
let full: boolean;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "log-"));
  now = AT;
  errors = [];
  full = false;
});
afterEach(() => rmSync(folder, { recursive: true }));

function open() {
  const file = join(folder, "logs", "video.log");
  const writer = new LogWriter({
    file,
    stream: "stream",
    now: () => now,
    beforeWrite: () => {
      if (full) throw new Error("full");
    },
    onError: (error) => errors.push(error),
  });
  const pipe = (...chunks: (string | Buffer)[]) => {
    const stream = new PassThrough();
    writer.attach(stream);
    for (const chunk of chunks) stream.write(chunk);
    return stream;
  };
  return { writer, pipe, lines: () => readFileSync(file, "utf8").split("\n").slice(0, -1) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a log stream", () => {
  it("has a line for each that was printed, with the time of its arrival", async () => {
    const { pipe, lines } = open();
    const stdout = pipe("one\ntw");
    await turn();
    now += 1_500;
    stdout.write("o\n\nthree");
    await turn();
    stdout.destroy();
    await turn();
    expect(lines()).toEqual([
      "2026-01-05T08:00:00.000Z stream one",
      "2026-01-05T08:00:01.500Z stream two",
      "2026-01-05T08:00:01.500Z stream three",
    ]);
  });

  it("keeps lines of two pipes apart, and characters whole", async () => {
    const { pipe, lines } = open();
    const bytes = Buffer.from("ä\n");
    const stdout = pipe(bytes.subarray(0, 1));
    pipe("other\n");
    await turn();
    stdout.write(bytes.subarray(1));
    await turn();
    expect(lines().map((line) => line.split(" ").at(-1))).toEqual(["other", "ä"]);
  });

  it("cuts what is too long for an event, also when the line never ends", async () => {
    const { pipe, lines } = open();
    pipe("x".repeat(300 * 1024));
    await turn();
    expect(lines().map((line) => line.split(" ").at(-1)?.length)).toEqual([256 * 1024, 44 * 1024]);
  });

  it("tells what cannot be written, and goes on when it can be again", async () => {
    const { pipe, lines } = open();
    full = true;
    const stdout = pipe("lost\n");
    await turn();
    full = false;
    stdout.write("kept\n");
    await turn();
    expect(errors).toEqual([new Error("full")]);
    expect(lines()).toEqual(["2026-01-05T08:00:00.000Z stream kept"]);
  });

  it("gives the last 4 KB since the tail began", async () => {
    const { writer, pipe } = open();
    const stdout = pipe("before\n");
    await turn();
    writer.beginTail();
    stdout.write("one\ntwo\n");
    await turn();
    expect(writer.tail.toString()).toBe("one\ntwo\n");
    stdout.write(`${"x".repeat(5_000)}\n`);
    await turn();
    expect(writer.tail).toHaveLength(4_096);
  });
});
