// A program in a session of its own: no signal of the terminal reaches it, and its output goes through this process.
import { spawn } from "node:child_process";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  readonly ended: Promise<Ended>;
  /** Sends one SIGINT to the program, and to all that it started. */
  interrupt(): void;
}

export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Gets everything that is printed, at once. */
  readonly onOutput?: (chunk: Buffer) => void;
}

/** What the program started may hold its pipes open after its end; this long is waited for what is still in them. */
const DRAIN_MILLISECONDS = 500;

/** Starts it; `ended` rejects when there is no such program. */
export function startChild(program: string, args: readonly string[], { cwd, env, onOutput }: ChildOptions): Child {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const [out, errors]: [Buffer[], Buffer[]] = [[], []];
  const collect = (into: Buffer[]) => (chunk: Buffer) => {
    into.push(chunk);
    onOutput?.(chunk);
  };
  child.stdout.on("data", collect(out));
  child.stderr.on("data", collect(errors));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      const end = () => {
        clearTimeout(drain);
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(errors).toString() });
      };
      const drain = setTimeout(end, DRAIN_MILLISECONDS);
      child.once("close", end);
    });
  });
  return {
    ended,
    interrupt() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      try {
        process.kill(-child.pid, "SIGINT");
      } catch {} // it ended in this moment
    },
  };
}
