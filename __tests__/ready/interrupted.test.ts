import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { eventually, isAlive, ROOT } from "../support/local/system.ts";
import { HANDLERS } from "../support/ready/ready.ts";

const folder = mkdtempSync(join(tmpdir(), "lmi-interrupted-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Says which processes there are, with one of its own beside it, and how far it has come. */
const handlerIn = (seen: string, milliseconds: number, hangsFrom: number) => `
import { spawn } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
const child = spawn("sleep", ["600"]);
writeFileSync(${JSON.stringify(join(seen, "pids"))}, JSON.stringify([process.pid, child.pid]));
appendFileSync(${JSON.stringify(join(seen, "steps"))}, "init\\n");
const inits = readFileSync(${JSON.stringify(join(seen, "steps"))}, "utf8").split("init").length - 1;
if (inits === ${hangsFrom}) await new Promise(() => setInterval(() => {}, 1_000));
export const handler = async ({ orderId }) => {
  appendFileSync(${JSON.stringify(join(seen, "steps"))}, ".\\n");
  await new Promise((done) => setTimeout(done, ${milliseconds}));
  return { orderId };
};`;

const NEVER = 0;
const stepsIn = (seen: string): string[] => {
  const path = join(seen, "steps");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
};
const inits = (steps: readonly string[]): number => steps.filter((step) => step === "init").length;

describe("lmi ready that is interrupted", () => {
  it.each([
    ["at init", "SIGINT", 2, 1, (steps) => inits(steps) === 1, []],
    ["one event at a time", "SIGTERM", 60, NEVER, (steps) => steps.length > 3, []],
    ["many at once", "SIGHUP", 60, NEVER, (steps) => steps.length > 60, []],
    ["as the second process begins", "SIGINT", 2, 2, (steps) => inits(steps) === 2, []],
    ["in a soak", "SIGTERM", 2, NEVER, (steps) => steps.length > 600, ["--soak", "5"]],
  ] as const satisfies readonly [string, NodeJS.Signals, number, number, (steps: string[]) => boolean, string[]][])(
    "%s leaves no process and no folder, %s",
    async (moment, signal, milliseconds, hangsFrom, isReached, more) => {
      const seen = join(folder, moment.replaceAll(" ", "-"));
      const temporary = join(seen, "tmp");
      mkdirSync(temporary, { recursive: true });
      writeFileSync(join(seen, "index.mjs"), handlerIn(seen, milliseconds, hangsFrom));
      const args = ["ready", seen, "--events", join(HANDLERS, "events.jsonl"), "--workers", "1", ...more];
      const child = spawn(process.execPath, [join(ROOT, "scripts/lmi.ts"), ...args], {
        env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: temporary },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let printed = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
      const ended = new Promise((resolve) => child.once("close", (_code, by) => resolve(by)));
      await eventually(
        moment,
        60,
        () => isReached(stepsIn(seen)) || undefined,
        () => printed,
      );
      const pids: number[] = JSON.parse(readFileSync(join(seen, "pids"), "utf8"));
      // Node.js keeps what it compiled beside them.
      const folders = () => readdirSync(temporary).filter((name) => name !== "node-compile-cache");
      const before = { folders: folders().length, alive: pids.filter(isAlive).length };

      child.kill(signal);
      const by = await ended;

      expect(before).toEqual({ folders: 1, alive: 2 });
      expect({ by, printed }).toEqual({ by: signal, printed: "" });
      expect(folders()).toEqual([]);
      await eventually("their end", 5, () => pids.every((pid) => !isAlive(pid)) || undefined);
    },
  );
});
