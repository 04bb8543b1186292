// One invocation of a command: gives it what it works with, and prints what it returns. A command prints nothing itself.
import { type Command, Option } from "commander";
import { functionNameOf, namesOf } from "../../stacks/shared/names.ts";
import type { Capacity } from "./capacity.ts";
import { type Clients, createClients } from "./clients.ts";
import type { Call } from "./dryRun.ts";
import { toCliError } from "./failure.ts";
import { idsFor } from "./functionIds.ts";
import { createProgress, type Progress } from "./progress.ts";
import { type GlobalOptions, readSettings, type Settings } from "./settings.ts";

export interface Session {
  readonly settings: Settings;
  readonly names: ReturnType<typeof namesOf>;
  /** In a dry run they record what would change something, and send only what reads. */
  readonly clients: Clients;
  readonly progress: Progress;
  /** Opens the environment's table and Lambda; nothing is loaded before. */
  capacity(): Promise<Capacity>;
  /** One line on stderr. */
  warn(line: string): void;
  /** `processor`, `api` and the ids of a team's own functions stand for what they are called in the environment. */
  functionName(given: string): string;
}

/** What a command has to say, to programs and to people. */
export interface Answer {
  readonly json: unknown;
  readonly lines: readonly string[];
  /** @default 0 */
  readonly exitCode?: number;
}

/** A command: `options` holds its own options, `args` its arguments. */
export type Run<Options = unknown> = (session: Session, options: Options, args: readonly string[]) => Promise<Answer>;

const GLOBAL = [
  new Option("--env <name>", "the environment").default("dev"),
  new Option("--json", "print one JSON document on stdout, and nothing else there"),
  new Option("--local", "the system that npm start runs, unless AWS_ENDPOINT_URL names another"),
  new Option("--region <name>", "AWS Region; otherwise AWS_REGION"),
  new Option("--debug", "show where an error comes from"),
];

/** Understood before and after the command. */
export function withGlobalOptions(program: Command): Command {
  for (const option of GLOBAL) program.addOption(option);
  return program;
}

const dryRunLine = ({ service, operation, input }: Call): string =>
  `would call ${service} ${operation} ${JSON.stringify(input)}`;

/** A command's action: runs it in a session, and prints its answer, or in a dry run the calls that it would have made. */
export const inSession =
  <Options>(run: Run<Options>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<GlobalOptions & Options>();
    const settings = readSettings(options);
    const calls: Call[] = [];
    const clients = createClients(settings, settings.dryRun ? calls : undefined);
    const names = namesOf({ name: settings.environment });
    const ids = await idsFor(options, settings.environment);
    const warn = (line: string) => console.error(line);
    const progress = createProgress(process.stderr, Boolean(process.stdout.isTTY && process.stderr.isTTY));
    const session: Session = {
      settings,
      names,
      clients,
      progress,
      capacity: async () => {
        const { openCapacity } = await import("./capacity.ts");
        return openCapacity({ settings, tableName: names.capacityTable, clients, warn });
      },
      warn,
      functionName: (given) => (ids.includes(given) ? functionNameOf({ name: settings.environment }, given) : given),
    };
    try {
      const answer = await run(session, options, command.args);
      progress.clear();
      const {
        json,
        lines,
        exitCode = 0,
      } = settings.dryRun
        ? { json: { dryRun: true, calls }, lines: calls.length > 0 ? calls.map(dryRunLine) : ["would change nothing"] }
        : answer;
      process.stdout.write(settings.json ? `${JSON.stringify(json)}\n` : lines.map((line) => `${line}\n`).join(""));
      process.exitCode = exitCode;
    } catch (error) {
      throw toCliError(error, settings.endpoint);
    } finally {
      progress.clear();
    }
  };
