// One invocation of a command: gives it what it works with, and prints what it returns. A command prints nothing itself.
import { functionNameOf, namesOf } from "../../stacks/shared/names.ts";
import type { Capacity } from "./capacity.ts";
import { type Clients, createClients } from "./clients.ts";
import type { Call } from "./dryRun.ts";
import { toCliError } from "./failure.ts";
import { idsFor } from "./functionIds.ts";
import type { Finish } from "./interruption.ts";
import type { InvokedCommand } from "./invocation.ts";
import type { Io } from "./io.ts";
import { createOperator } from "./operator.ts";
import { createProgress, type Progress } from "./progress.ts";
import { type GlobalOptions, readSettings, type Settings } from "./settings.ts";

export interface Session {
  readonly settings: Settings;
  readonly names: ReturnType<typeof namesOf>;
  /** In a dry run they record what would change something, and send only what reads. */
  readonly clients: Clients;
  readonly progress: Progress;
  /**
   * Opens the environment's table and Lambda; nothing of AWS is loaded before.
   * @param by who changes something, for the history; left out by what only reads
   */
  capacity(by?: string): Promise<Capacity>;
  /** Who runs the command, such as `operator:assumed-role/Admin/ann`. */
  operator(): Promise<string>;
  /** One line on stderr. */
  warn(line: string): void;
  /** `processor`, `api` and the ids of a team's own functions stand for what they are called in the environment. */
  functionName(given: string): string;
  /** For what is neither an option nor a setting; what another program says while it works goes to stderr. */
  readonly io: Pick<Io, "env" | "stdin" | "stderr" | "now">;
  /** Where the answer is shown; undefined in a pipe. */
  readonly terminal?: Terminal;
  readonly finish: Finish;
  /** Waits for `work`, and says what goes on without the command when the user ends it meanwhile. */
  wait<T>(goesOn: string, work: () => Promise<T>): Promise<T>;
}

export interface Terminal {
  /** Undefined when it does not say. */
  readonly columns: number | undefined;
  readonly hasColour: boolean;
}

/** What a command has to say, to programs and to people. */
export interface Answer {
  readonly json: unknown;
  readonly lines: readonly string[];
  /** What a dry run says to people that would change; @default the calls */
  readonly effect?: string;
  /** @default 0 */
  readonly exitCode?: number;
}

/** A command: `options` holds its own options, `args` its arguments. */
export type Run<Options = unknown> = (session: Session, options: Options, args: readonly string[]) => Promise<Answer>;

const dryRunLine = ({ service, operation, input }: Call): string =>
  `would call ${service} ${operation} ${JSON.stringify(input)}`;

/** What a dry run prints instead of the answer. */
function rehearsed({ effect }: Answer, calls: readonly Call[]): Answer {
  const lines = calls.length > 0 ? calls.map(dryRunLine) : ["would change nothing"];
  return {
    json: { dryRun: true, ...(effect !== undefined && { effect }), calls },
    lines: effect === undefined ? lines : effect.split("\n").map((line) => `would: ${line}`),
  };
}

/** A command's action: runs it in a session, and prints its answer, or in a dry run the calls that it would have made. */
export const inSession =
  <Options>(run: Run<Options>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as InvokedCommand;
    const { invocation } = command;
    const { io, interruption } = invocation;
    const { stdout, stderr, env } = io;
    const options = command.optsWithGlobals<GlobalOptions & Options>();
    const settings = readSettings(options, env);
    const calls: Call[] = [];
    const clients = createClients(settings, settings.dryRun ? calls : undefined);
    const names = namesOf({ name: settings.environment });
    const ids = await idsFor(options, settings.environment);
    const warn = (line: string) => stderr.write(`${line}\n`);
    const progress = createProgress(stderr, Boolean(stdout.isTTY && stderr.isTTY));
    io.signal?.addEventListener("abort", progress.clear);
    const session: Session = {
      settings,
      names,
      clients,
      progress,
      capacity: async (by) => {
        const { openCapacity } = await import("./capacity.ts");
        return openCapacity({ settings, tableName: names.capacityTable, clients, warn, by });
      },
      operator: createOperator(settings.operator, clients.identity),
      warn,
      functionName: (given) => (ids.includes(given) ? functionNameOf({ name: settings.environment }, given) : given),
      io,
      ...(stdout.isTTY && { terminal: { columns: stdout.columns, hasColour: !env.NO_COLOR } }),
      finish: interruption.finish,
      async wait(goesOn, work) {
        const tell = () => warn(goesOn);
        io.signal?.addEventListener("abort", tell);
        return work().finally(() => io.signal?.removeEventListener("abort", tell));
      },
    };
    try {
      const answer = await run(session, options, command.args);
      progress.clear();
      const { json, lines, exitCode = 0 } = settings.dryRun ? rehearsed(answer, calls) : answer;
      stdout.write(settings.json ? `${JSON.stringify(json)}\n` : lines.map((line) => `${line}\n`).join(""));
      invocation.exitCode = exitCode;
    } catch (error) {
      throw toCliError(error, settings.endpoint);
    } finally {
      progress.clear();
    }
  };
