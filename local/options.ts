// What `npm start` can be told, on the command line and by environment variables.

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { PARTS, type Part } from "./dataFolder.ts";
import { LocalError } from "./localError.ts";

export interface LocalOptions {
  /** The environment whose stacks run. @default dev */
  readonly environment: string;
  /** From the decision to launch an execution environment to the start of its process. @default 3 */
  readonly launchSeconds: number;
  /** Worker threads per execution environment of a managed function; AWS starts 8 per vCPU. @default 2 */
  readonly workers: number;
  /** What of the data is forgotten first. @default nothing */
  readonly fresh: readonly Part[];
  /** Schedules run once, at the start, and not again: for trying out what happens without them. */
  readonly tickOnce: boolean;
  /** Where data, logs and code are kept. @default .local */
  readonly dataFolder: string;
  /** Where the synthesised stacks are. @default cdktf.out */
  readonly outFolder: string;
  /** Of the AWS endpoint (LMI_AWS_PORT) and of the HTTP API (LMI_API_PORT). @default 4566 and 3000 */
  readonly awsPort: number;
  readonly apiPort: number;
  /** Of the page (LMI_CONSOLE_PORT); undefined for the usual one, or any where that is taken. */
  readonly consolePort?: number;
  /** Every line, each request in one of its own. */
  readonly isVerbose?: boolean;
  /** Sources that are saved are published at once. */
  readonly isWatching?: boolean;
}

export class UsageError extends LocalError {
  override readonly name = "UsageError";
}

export const USAGE = `usage: npm start -- [options]

Synthesises the stacks and runs them on this machine: no AWS account, no Docker.

options
  --env NAME             the environment to run (default dev)
  --launch-seconds N     how long an instance takes to launch, 0 to 600 (default 3)
  --workers N            worker threads per execution environment, 1 to 128 (default 2)
  --fresh[=PART]         forget all data first, or a part: dynamodb, s3, executions, queues, code, logs, scaling, deployed
  --verbose              tell of every environment and every request
  --watch                publish what is saved in app/, and in files of your own functions
  --tick-once            run the schedules at the start only, not each minute
  --data FOLDER          where data and logs are kept (default .local)
  --out FOLDER           where the stacks are synthesised to (default cdktf.out)
  --help                 this text

environment variables
  LMI_AWS_PORT           port of the AWS endpoint (default 4566)
  LMI_API_PORT           port of the HTTP API (default 3000)
  LMI_CONSOLE_PORT       port of the page (default 4600, or a free one where that is taken)

example
  npm start -- --fresh --launch-seconds 10`;

function number(name: string, text: string | undefined, [min, max]: [number, number], fallback: number): number {
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw new UsageError(`${name}: must be a number from ${min} to ${max}, got ${text}`);
}

const PORTS: [number, number] = [0, 65_535];

/**
 * @returns undefined when help was asked for
 * @throws UsageError naming the value and what is allowed
 */
export function parseOptions(argv: readonly string[], variables: NodeJS.ProcessEnv): LocalOptions | undefined {
  const { values } = parse(argv);
  if (values.help) return undefined;
  const workers = number("--workers", values.workers, [1, 128], 2);
  if (!Number.isInteger(workers)) throw new UsageError(`--workers: must be a whole number, got ${workers}`);
  return {
    environment: values.env,
    launchSeconds: number("--launch-seconds", values["launch-seconds"], [0, 600], 3),
    workers,
    fresh: freshParts(values.fresh),
    tickOnce: values["tick-once"],
    dataFolder: resolve(values.data),
    outFolder: resolve(values.out),
    awsPort: number("LMI_AWS_PORT", variables.LMI_AWS_PORT, PORTS, 4566),
    apiPort: number("LMI_API_PORT", variables.LMI_API_PORT, PORTS, 3000),
    ...(variables.LMI_CONSOLE_PORT && {
      consolePort: number("LMI_CONSOLE_PORT", variables.LMI_CONSOLE_PORT, PORTS, 0),
    }),
    isVerbose: values.verbose,
    isWatching: values.watch,
  };
}

const EVERYTHING = "everything";

function freshParts(given: readonly string[]): Part[] {
  const known = Object.keys(PARTS) as Part[];
  if (given.includes(EVERYTHING)) return known;
  return given.map((name) => {
    const part = known.find((one) => one === name);
    if (part) return part;
    throw new UsageError(`--fresh: must be one of ${known.join(", ")} (or alone, for all), got ${name}`);
  });
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: argv.map((word) => (word === "--fresh" ? `--fresh=${EVERYTHING}` : word)),
      options: {
        env: { type: "string", default: "dev" },
        "launch-seconds": { type: "string" },
        workers: { type: "string" },
        fresh: { type: "string", multiple: true, default: [] },
        verbose: { type: "boolean", default: false },
        watch: { type: "boolean", default: false },
        "tick-once": { type: "boolean", default: false },
        data: { type: "string", default: ".local" },
        out: { type: "string", default: "cdktf.out" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
