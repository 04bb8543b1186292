// npm start: synthesises the stacks and runs them on this machine, and serves a page that shows it. scripts/start.ts begins it.
import { spawn } from "node:child_process";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenReader } from "./console/reader.ts";
import { type LocalConsole, serveConsole } from "./console/serveConsole.ts";
import { folderProblem } from "./dataFolder.ts";
import { isDiskFull } from "./disk.ts";
import { LocalError } from "./localError.ts";
import { type LocalOptions, parseOptions, USAGE, UsageError } from "./options.ts";
import { openConsolePort, openPorts } from "./servers.ts";
import { type LocalSystem, startSystem } from "./system.ts";
import { createTeller } from "./teller.ts";
import { publishSaved, type WatchSources } from "./watch.ts";

/** A stop that takes longer is cut short; the processes of functions end with this one in any case. */
const STOP_MILLISECONDS = 10_000;

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Synthesis as anyone would run it: what runs here is its output and nothing else. */
async function synthesize(outFolder: string): Promise<void> {
  const child = spawn(process.execPath, ["main.ts"], {
    cwd: ROOT,
    env: { ...process.env, CDKTF_OUTDIR: outFolder, LMI_NOTES: "off" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new UsageError("synthesis failed; see above");
}

/** Ends with npm: a kill -9 of npm would leave this process behind, because no signal tells of it. */
function watchParent(onGone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, 500).unref();
}

/** @throws UsageError for a folder that nothing can be written to */
function checkFolders({ dataFolder, outFolder }: LocalOptions): void {
  for (const [option, folder] of Object.entries({ "--data": dataFolder, "--out": outFolder })) {
    const problem = folderProblem(folder);
    if (problem) throw new UsageError(`${option}: must be a folder that can be written to, got ${folder} (${problem})`);
  }
}

export interface Around {
  /** Reads for the page what the local run itself does not know. */
  readonly openReader: OpenReader;
  readonly watchSources: WatchSources;
}

async function run(options: LocalOptions, { openReader, watchSources }: Around): Promise<void> {
  const teller = createTeller({ print: (line) => console.log(line), isVerbose: options.isVerbose ?? false });
  const { narration } = teller;
  let system: LocalSystem | undefined;
  let shown: LocalConsole | undefined;
  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) return;
    stopping = true;
    narration.say("local", `${why}: stopping`);
    setTimeout(() => process.exit(1), STOP_MILLISECONDS).unref();
    shown?.stop();
    await system?.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(signal));
  watchParent(() => stop("npm is gone"));

  checkFolders(options);
  const page = await openConsolePort(options.consolePort);
  const ports = await openPorts(options);
  const { environment } = options;
  shown = await serveConsole(page, { environment, openReader });
  teller.showOn(shown);
  console.log(`\n  console       http://127.0.0.1:${page.port}\n`);
  narration.say("local", `synthesising ${options.environment}`);
  await synthesize(options.outFolder);
  system = await startSystem(options, ports, narration);
  if (stopping) return system.stop();
  // The system runs also without anyone looking at it.
  await shown.follow(system).catch((error: Error) => narration.say("error", `console: ${error.message}`));
  if (options.isWatching) await publishSaved(system.face, watchSources, narration.say);
  const logs = relative(process.cwd(), options.dataFolder) || ".";
  console.log(`
${system.runs.map((line) => `  ${line}`).join("\n")}

  console       http://127.0.0.1:${page.port}
  HTTP API      ${system.apiUrl}   (${system.apiUrl}/docs describes it)
  AWS endpoint  ${system.awsUrl}   (AWS_ENDPOINT_URL; any credentials)
  logs          ${logs}/logs

  curl -X POST ${system.apiUrl}/videos -H 'content-type: application/json' -d '{"title":"Hello","contentType":"video/mp4","bytes":<size>,"process":"now"}'
  curl -T <file> -H 'content-type: video/mp4' -H 'if-none-match: *' '<upload.url>'
`);
}

/**
 * Runs until it is stopped.
 * @param around what knows the system that runs, which local/ does not
 */
export async function main(around: Around): Promise<void> {
  // Nothing that goes wrong in the background ends the run, and no line that cannot be printed (a closed pipe, a full disk) does.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.on("uncaughtException", (error) => console.error(error));
  try {
    const options = parseOptions(process.argv.slice(2), process.env);
    if (options) await run(options, around);
    else console.log(USAGE);
  } catch (error) {
    console.error(error instanceof LocalError || isDiskFull(error) ? (error as Error).message : error);
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}
