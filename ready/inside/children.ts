// Watches child processes, and of the files that they write those that their arguments name.
import childProcess, { type ChildProcess } from "node:child_process";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { before } from "./before.ts";
import { touched } from "./files.ts";
import { current, here, now, record } from "./recorder.ts";

/** Taken before a program could put something in its place. */
const stat = statSync;

interface Started {
  readonly names: ReadonlySet<string>;
  readonly from: number;
  readonly place: string | undefined;
}

/** @param words its arguments, or the line of a shell */
function starts(file: unknown, words: readonly unknown[], cwd: unknown): Started {
  const place = here();
  record("child", { file: String(file).slice(0, 200), place });
  const folder = typeof cwd === "string" ? cwd : process.cwd();
  const names = words.flatMap((word) => String(word).split(/[\s"'=<>|;&]+/)).filter((name) => name !== "");
  return { names: new Set(names.map((name) => resolve(folder, name))), from: now(), place };
}

/** What has changed since it started, it has written. */
function ends({ names, from, place }: Started): void {
  for (const path of names) {
    const found = stat(path, { throwIfNoEntry: false });
    // File systems round times down.
    if (found?.isFile() && found.mtimeMs >= Math.floor(from) - 1) touched(path, "write", { from, place });
  }
}

interface SpawnOptions {
  readonly file?: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
}

export function watchChildren(): void {
  before(childProcess.ChildProcess.prototype, "spawn", function ([options]) {
    const running = current.getStore();
    const { file, args = [], cwd } = options as SpawnOptions;
    const started = starts(file, args.slice(1), cwd);
    if (running) (this as ChildProcess).once("exit", () => current.run(running, ends, started));
  });
  for (const name of ["spawnSync", "execSync", "execFileSync"] as const) {
    const run = childProcess[name] as (...args: unknown[]) => unknown;
    const watched = (file: unknown, ...more: unknown[]) => {
      const [args, options] = Array.isArray(more[0]) ? [more[0], more[1]] : [[file], more[0]];
      const started = starts(file, args, (options as { cwd?: unknown } | undefined)?.cwd);
      try {
        return run(file, ...more);
      } finally {
        ends(started);
      }
    };
    Reflect.set(childProcess, name, watched);
  }
}
