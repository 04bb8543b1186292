// One execution environment: a process that runs AWS's runtime client on a function's code, with a Runtime API of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { LogWriter } from "../logs/logWriter.ts";
import type { Cancel, Clock } from "./clock.ts";
import { type Invocation, type Outcome, RuntimeApi } from "./runtimeApi.ts";

const SHIM = fileURLToPath(new URL("./ricShim.cjs", import.meta.url));
const RUNTIME_CLIENT = createRequire(import.meta.url).resolve("aws-lambda-ric");
export const RUNTIME_FOLDER = dirname(RUNTIME_CLIENT);
const STOP_GRACE_MILLISECONDS = 2_000;
/** How long the rest of what was printed is waited for, when something that has left the process's group holds the pipe. */
const LAST_WORDS_MILLISECONDS = 500;

/** Initialisation failed; `code` as in StateReasonCode (without its `FunctionError.`), `payload` as an invocation would answer. */
export class InitError extends Error {
  readonly code: "RuntimeInitError" | "InitTimeout";
  readonly payload: string;

  constructor(code: InitError["code"], payload: string) {
    super(payload);
    this.name = "InitError";
    this.code = code;
    this.payload = payload;
  }
}

export interface EnvironmentExit {
  reason: string;
  /** Invocations that were running. */
  unanswered: number;
}

/** What the pools need of an environment; tests put others in the place of real processes. */
export interface Environment {
  /** Undefined before the process exists. */
  readonly pid: number | undefined;
  /** Slots taken, including those of invocations that have timed out but still run. */
  readonly inFlight: number;
  /** Resolves when the process is gone, or could not be started. */
  readonly exited: Promise<EnvironmentExit>;
  /**
   * Starts the process and waits until its runtime asks for work.
   *
   * @throws InitError
   */
  start(): Promise<void>;
  invoke(invocation: Invocation): Promise<Outcome>;
  /** The end of what was printed since the last `invoke`; that invocation's own only where one runs at a time. */
  readonly logTail: Buffer | undefined;
  /** Takes an invocation back that has not begun. */
  withdraw(requestId: string): void;
  /** Resolves when the process has shown that it lives. */
  signOfLife(): Promise<void>;
  /** Lets the process see the time that it is to see now. */
  tellTime(): void;
  /** To the process and what it has spawned; `why` is given as the reason of its end. */
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT", why?: string): void;
  /** Ends the process within two seconds, or at once; resolves when it is gone. */
  stop(how?: "gracefully" | "now"): Promise<void>;
}

export interface EnvironmentSettings {
  runtime: string;
  handler: string;
  codeFolder: string;
  /** Modules that the process loads before the runtime client, in each of its workers. @default none */
  preload?: readonly string[];
  /** Where everything goes that the process prints. */
  log: Pick<LogWriter, "attach" | "beginTail" | "tail">;
  initSeconds: number;
  clock: Clock;
  /** Milliseconds by which the process sees another time. */
  clockSkew(): number;
  /** The process's variables, given where its Runtime API listens. */
  variables(runtimeApi: string): Record<string, string>;
}

export class ExecutionEnvironment implements Environment {
  readonly exited: Promise<EnvironmentExit>;
  readonly #settings: EnvironmentSettings;
  readonly #api: RuntimeApi;
  readonly #init = Promise.withResolvers<void>();
  readonly #exit = Promise.withResolvers<EnvironmentExit>();
  #listening: Promise<number> | undefined;
  #process: ChildProcess | undefined;
  #stopping = false;
  #why: string | undefined;

  constructor(settings: EnvironmentSettings) {
    this.#settings = settings;
    this.exited = this.#exit.promise;
    this.#init.promise.catch(() => {});
    this.#api = new RuntimeApi(
      {
        ready: () => this.#init.resolve(),
        failed: (payload) => this.#init.reject(new InitError("RuntimeInitError", payload)),
      },
      settings.clockSkew,
    );
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get inFlight(): number {
    return this.#api.inFlight;
  }

  async start(): Promise<void> {
    let cancelTimeout: Cancel = () => {};
    try {
      if (!runsHere(this.#settings.runtime)) throw deployedOnly(this.#settings.runtime);
      this.#listening = this.#api.listen();
      const port = await this.#listening;
      if (this.#stopping) throw exitError("stopped before it started");
      this.#process = this.#spawn(`127.0.0.1:${port}`);
      const { initSeconds, clock } = this.#settings;
      cancelTimeout = clock.after(initSeconds * 1_000, () =>
        this.#init.reject(
          new InitError(
            "InitTimeout",
            JSON.stringify({
              errorType: "Sandbox.Timedout",
              errorMessage: `Init timed out after ${initSeconds.toFixed(2)} seconds`,
            }),
          ),
        ),
      );
      await this.#init.promise;
    } catch (error) {
      await this.stop("now");
      throw error;
    } finally {
      cancelTimeout();
    }
  }

  async invoke(invocation: Invocation): Promise<Outcome> {
    this.#settings.log.beginTail();
    const outcome = await this.#api.submit(invocation);
    // What was printed before the answer is in the pipe by now, and read in the event loop's next turn.
    await setImmediate();
    await setImmediate();
    return outcome;
  }

  get logTail(): Buffer | undefined {
    return this.#settings.log.tail;
  }

  withdraw(requestId: string): void {
    this.#api.withdraw(requestId);
  }

  signOfLife(): Promise<void> {
    return this.#api.signOfLife();
  }

  tellTime(): void {
    this.#api.askAgain();
  }

  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT", why?: string): void {
    this.#why = why;
    this.#signal(signal);
  }

  async stop(how: "gracefully" | "now" = "gracefully"): Promise<void> {
    this.#stopping = true;
    await this.#listening?.catch(() => {});
    if (this.#process === undefined) {
      this.#gone("stopped before it started");
      return;
    }
    const kill = setTimeout(() => this.#signal("SIGKILL"), how === "now" ? 0 : STOP_GRACE_MILLISECONDS);
    if (how === "gracefully") this.#signal("SIGTERM");
    await this.exited;
    clearTimeout(kill);
  }

  #spawn(runtimeApi: string): ChildProcess {
    const { codeFolder, handler, log, variables, preload = [] } = this.#settings;
    // A group of its own, so that what the handler spawns can be ended too. stdin is never written: its end tells the shim
    // that this process is gone.
    const preloaded = [SHIM, ...preload].flatMap((path) => ["--require", path]);
    const child = spawn(process.execPath, [...preloaded, RUNTIME_CLIENT, handler], {
      cwd: codeFolder,
      env: variables(runtimeApi),
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    child.stdin.on("error", () => {});
    for (const pipe of [child.stdout, child.stderr]) log.attach(pipe);
    child.once("error", (error) => this.#gone(`could not be started in ${codeFolder}: ${error.message}`));
    child.once("exit", (code, signal) => {
      this.#signal("SIGKILL");
      const lastWords = setTimeout(() => {
        for (const pipe of [child.stdout, child.stderr]) pipe.destroy();
      }, LAST_WORDS_MILLISECONDS);
      child.once("close", () => {
        clearTimeout(lastWords);
        this.#gone(this.#why ?? (signal === null ? `exit status ${code}` : `signal: ${signal}`));
      });
    });
    return child;
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // The group is gone; macOS says EPERM while its leader has not been reaped.
      if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }

  #gone(reason: string): void {
    this.#init.reject(exitError(reason));
    // In this order, so that nobody chooses this environment on hearing that its slots are free.
    this.#exit.resolve({ reason, unanswered: this.#api.inFlight });
    this.#api.close(reason);
  }
}

/** Whether this machine has a function's runtime: the Node.js that runs this. */
export const runsHere = (runtime: string): boolean => runtime.startsWith("nodejs");

function deployedOnly(runtime: string): InitError {
  const errorMessage = `${runtime} is deployed only: this machine runs Node.js`;
  return new InitError("RuntimeInitError", JSON.stringify({ errorType: "Runtime.DeployedOnly", errorMessage }));
}

function exitError(reason: string): InitError {
  return new InitError(
    "RuntimeInitError",
    JSON.stringify({ errorType: "Runtime.ExitError", errorMessage: `Runtime exited before it was ready: ${reason}` }),
  );
}
