// lmi ready: whether a handler may move to managed instances, shown by running it.
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { UsageError } from "../../cliError.ts";
import { answer } from "../cost/htmlOption.ts";
import { parseJson, readTextFile } from "../jsonFile.ts";
import { wholeNumber, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";

interface Options {
  readonly handler?: string;
  readonly events: string;
  readonly stub?: string;
  readonly synthesized?: string;
  readonly variables?: string;
  readonly seed: number;
  readonly workers: number;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly soak?: number;
  readonly html?: string;
  readonly sarif?: string;
}

const MOST_SOAK_MINUTES = 1_440;
const MOST_SEED = 2 ** 31 - 1;
const MEMORY_MB = 2048;
const TIMEOUT_SECONDS = 10;

export function addReady(ready: Command): void {
  ready
    .argument(
      "<code>",
      "the handler's folder, .zip or .mjs, .js, .cjs file: run on this machine, so only code you trust",
    )
    .requiredOption(
      "--events <path>",
      "a folder of .json files, or one .jsonl or .json file: at least four, all different",
    )
    .option("--handler <name>", "module and export (default: index.handler, or of a file its own name)")
    .option("--stub <file>", "answers to requests: a module with a default function, or recorded ones in .json")
    .option("--synthesized <folder>", "DynamoDB has the tables of --env that were synthesised there, such as cdktf.out")
    .option("--variables <file>", "the function's variables: a JSON object, or lines NAME=value")
    .option("--seed <n>", "plays orders and delays again", wholeNumber("--seed", [0, MOST_SEED]), 1)
    .option("--workers <n>", "of the second process, in which all come at once", wholeNumber("--workers", [1, 16]), 4)
    .option("--memory-mb <n>", "of the function", wholeNumber("--memory-mb", [128, 32_768]), MEMORY_MB)
    .option("--timeout-seconds <n>", "of one invocation", wholeNumber("--timeout-seconds", [1, 900]), TIMEOUT_SECONDS)
    .option(
      "--soak <minutes>",
      "also look for growth, over 8,000 invocations",
      wholeNumber("--soak", [1, MOST_SOAK_MINUTES]),
    )
    .option("--html <file>", "also write one page, with the meetings drawn")
    .option("--sarif <file>", "also write the findings for code scanning")
    .action(inSession<Options>(run));
  withExample(ready, "lmi ready ./build --handler index.handler --events events.jsonl --html ready.html");
}

const EXIT_CODES = { ready: 0, "not-ready": 1, "not-shown": 3 } as const;

/** What the user may run must be there whole: the one-file build of the command has neither probe nor runtime client. */
function checkMachine(): void {
  if (!("registerHooks" in nodeModule))
    throw new UsageError(`lmi ready: needs Node.js 24 or later, as Lambda has it, got ${process.version}`);
  if (!existsSync(fileURLToPath(new URL("../../../ready/inside/probe.ts", import.meta.url))))
    throw new UsageError(
      "lmi ready: runs from the repository only (npm run lmi -- ready), not from the one-file build",
    );
}

async function variablesOf(path: string | undefined): Promise<Record<string, string>> {
  if (path === undefined) return {};
  const text = await readTextFile(path);
  if (!text.trimStart().startsWith("{")) {
    const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
    const wrong = lines.find((line) => !/^\w+=/.test(line));
    if (wrong !== undefined) throw new UsageError(`--variables ${path}: lines must be NAME=value, got ${wrong}`);
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  }
  const content = parseJson(path, text) as Record<string, unknown>;
  const wrong = Object.entries(content).find(([, value]) => typeof value !== "string");
  if (wrong) throw new UsageError(`--variables ${path}: ${wrong[0]} must be a text, got ${JSON.stringify(wrong[1])}`);
  return content as Record<string, string>;
}

const quoted = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The command line that plays the same again. */
function replayOf(path: string, options: Options & { readonly env?: string }): string {
  const { handler, events, stub, synthesized, env, variables, seed, workers, memoryMb, timeoutSeconds, soak } = options;
  const given = {
    ...{ handler, events, stub, synthesized, ...(synthesized !== undefined && { env }), variables, seed, workers },
    ...(memoryMb !== MEMORY_MB && { "memory-mb": memoryMb }),
    ...(timeoutSeconds !== TIMEOUT_SECONDS && { "timeout-seconds": timeoutSeconds }),
    soak,
  };
  const words = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  return ["lmi", "ready", path, ...words].map(quoted).join(" ");
}

async function tablesOf({ synthesized }: Options, environment: string) {
  if (synthesized === undefined) return undefined;
  const { synthesizedTables } = await import("../../../ready/stub/synthesized.ts");
  return synthesizedTables(synthesized, environment);
}

const run: Run<Options> = async (session, options, [path = ""]) => {
  checkMachine();
  const [{ runHandler }, { resultOf }, { givenAnswers }, { knownLibraries }] = await Promise.all([
    import("../../../ready/run.ts"),
    import("../../../ready/result.ts"),
    import("../../../ready/stub/given.ts"),
    import("../../../ready/judge/libraries.ts"),
  ]);
  const variables = await variablesOf(options.variables);
  const { handler, stub, soak: soakMinutes, memoryMb: memoryMib } = options;
  const given = stub === undefined ? undefined : await givenAnswers(stub);
  const { evidence, subject } = await session.finish(async (signal) => {
    const tables = await tablesOf(options, session.settings.environment);
    return runHandler({
      ...{ path, events: options.events, seed: options.seed, workers: options.workers, memoryMib, variables, signal },
      timeoutSeconds: options.timeoutSeconds,
      show: (seen) => session.progress.show(seen),
      now: session.io.now ?? (() => performance.now()),
      ...(handler !== undefined && { handler }),
      answers: [given, tables?.answers].filter((one) => one !== undefined),
      ...(soakMinutes !== undefined && { soakMinutes }),
    }).finally(() => tables?.close());
  });
  const more = knownLibraries(subject.libraries, variables);
  const result = resultOf(evidence, { name: path, handler: subject.handler, module: subject.module, memoryMib, more });
  if (options.sarif !== undefined) {
    const { toSarif } = await import("../../../ready/report/sarif.ts");
    const text = `${JSON.stringify(toSarif(result, subject.folder), undefined, 2)}\n`;
    await writeFile(options.sarif, text).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`--sarif ${options.sarif}: cannot be written (${error.code ?? error.message})`);
    });
  }
  const { reportOf } = await import("../../../ready/report/report.ts");
  const report = () => reportOf(result, replayOf(path, options));
  return {
    ...(await answer(options.html, session.settings.json, { json: result, report })),
    exitCode: EXIT_CODES[result.verdict],
  };
};
