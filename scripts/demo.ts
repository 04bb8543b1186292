// npm run demo: ten clips, made here, through the whole of it: uploaded, processed, and what was made of them shown. With the
// system that `npm start` runs, or one of its own for as long as it takes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FfmpegError, findFfmpeg } from "../app/processor/engines/ffmpeg/binary.ts";
import { FailedError, UsageError } from "./cliError.ts";
import { createDemoClient, type Seen } from "./demo/client.ts";
import { type Clip, makeClips } from "./demo/clips.ts";
import { wrongOutputs } from "./demo/outputs.ts";
import { createRows } from "./demo/rows.ts";
import { runningSystem } from "./demo/system.ts";

const USAGE = `usage: npm run demo -- [--url URL] [--seconds N]

Makes ten clips, uploads them through the API, shows their progress until all outputs are there, and
checks those: codec, size, duration, loudness, index before the media. It fails when one is wrong.
What was made of the first is kept under .local/demo.

options
  --url URL     the HTTP API (default: that of npm start on this machine, which is started if it does not answer)
  --seconds N   how long it may take, 10 to 3600 (default 300)`;

const LOOK_MILLISECONDS = 500;

function read(argv: readonly string[]) {
  const options = {
    url: { type: "string" },
    seconds: { type: "string", default: "300" },
    help: { type: "boolean", default: false },
  } as const;
  let values: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options }>>["values"];
  try {
    ({ values } = parseArgs({ args: [...argv], options }));
  } catch (error) {
    throw new UsageError(`demo: ${(error as Error).message}`);
  }
  const { url, seconds = "", help } = values;
  const within = Number(seconds);
  if (!(within >= 10 && within <= 3600)) throw new UsageError(`--seconds: must be from 10 to 3600, got ${seconds}`);
  if (url !== undefined && !/^https?:\/\//.test(url)) throw new UsageError(`--url: must be an http URL, got ${url}`);
  return { url: url?.replace(/\/$/, ""), within, help };
}

const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
const mib = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
const isEnded = ({ status }: Seen) => status === "completed" || status === "failed";

/** The path of this machine's FFmpeg. @throws FailedError */
function ffmpegHere(): string {
  try {
    const found = findFfmpeg();
    if (found) return found.path;
  } catch (error) {
    throw error instanceof FfmpegError ? new FailedError(`demo: ${error.message}`) : error;
  }
  throw new FailedError("demo: there is no FFmpeg on this machine; FFMPEG_PATH=<path> names one");
}

async function demo(ffmpeg: string, url: string, within: number, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  const took = () => (performance.now() - began) / 1000;
  const clips = makeClips(ffmpeg);
  const rows = createRows(process.stdout, clips);
  const client = createDemoClient(url, signal);
  console.log(`${clips.length} clips made in ${took().toFixed(1)} s, uploading to ${url}`);
  const ids = await Promise.all(clips.map((clip) => client.upload(clip)));

  let seen: Seen[] = [];
  for (;;) {
    seen = await Promise.all(ids.map(client.look));
    rows.show(seen);
    if (seen.every(isEnded)) break;
    if (took() > within) {
      const open = seen.filter((one) => !isEnded(one)).map(({ id, status }) => `${id} ${status}`);
      throw new FailedError(`demo: not all ended within ${within} s: ${open.join(", ")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    signal.throwIfAborted();
  }

  console.log();
  const outputs = seen.flatMap((one) => one.outputs ?? []);
  const uploaded = clips.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const made = outputs.reduce((sum, { bytes }) => sum + bytes, 0);
  const all = `${clips.length} clips, ${mib(uploaded)}, became ${outputs.length} outputs, ${mib(made)}, in ${took().toFixed(0)} s`;
  const temporary = mkdtempSync(join(tmpdir(), "demo-"));
  const wrong: string[] = [];
  try {
    for (const [index, { id, status, failure, outputs: listed = [] }] of seen.entries()) {
      const { title, content } = clips[index] as Clip;
      const isKept = index === 0;
      const folder = isKept ? join(".local", "demo", id) : join(temporary, id);
      const files = new Map<string, string>();
      const say = (what: string) => wrong.push(`${title}: ${what}`);
      for (const output of listed) {
        const got = await client.download(output, folder);
        if (typeof got === "string") say(`${output.name}: ${got}`);
        else files.set(output.name, got.path);
        if (isKept) console.log(`  ${join(folder, output.name).padEnd(56)}${kib(output.bytes).padStart(10)}`);
      }
      if (status === "failed") say(`failed: ${failure?.code}`);
      else for (const what of wrongOutputs(ffmpeg, content, files)) say(what);
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  if (wrong.length > 0) throw new FailedError(`\n${all}\n${wrong.map((line) => `demo: ${line}`).join("\n")}`);
  console.log(`\n${all}; each as it has to be in codec, size, duration and loudness`);
}

const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopped.abort());
try {
  const { url, within, help } = read(process.argv.slice(2));
  if (help) console.log(USAGE);
  else {
    const ffmpeg = ffmpegHere();
    await using system = await runningSystem(url, stopped.signal);
    await demo(ffmpeg, system.url, within, stopped.signal);
  }
} catch (error) {
  if (stopped.signal.aborted) {
    console.error("demo: stopped");
    process.exitCode = 130;
  } else if (error instanceof FailedError || error instanceof UsageError) {
    console.error(error.message);
    process.exitCode = error.exitCode;
  } else throw error;
}
