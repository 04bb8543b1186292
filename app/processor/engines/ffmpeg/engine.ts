// The FFmpeg engine: what it makes of a source, step by step. FFmpeg runs as its own process, one at a time per job.
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { rootCertificates } from "node:tls";
import type { Output, ProcessingResult, Video } from "../../../videos/video.ts";
import { type Engine, type EngineContext, RetryableError } from "../engine.ts";
import { chapterStarts, chaptersVtt, cutsIn, lufsIn, type Silence, silencesIn } from "./chapters.ts";
import * as commands from "./commands.ts";
import { fileBytesOf } from "./cost.ts";
import { failure, failureOf, hasLostSource } from "./failures.ts";
import { DEFAULT_OUTPUTS, type OutputSettings, renditionsOf } from "./outputs.ts";
import { type Source, sourceIn } from "./probe.ts";
import { type Bounds, type Exit, run } from "./run.ts";
import { percentAt, type Step, stepsOf } from "./steps.ts";
import { inWorkFolder, sweepWorkFolders } from "./workFolder.ts";

/** Where sources come from and outputs go to. */
export interface MediaFiles {
  /** A URL from which the source can be read for so long. */
  sourceUrl(video: Pick<Video, "id" | "sourceUrl">, seconds: number): Promise<string>;
  /** Writing it again replaces it. @param signal ends it at once */
  put(
    id: string,
    attempt: number,
    output: { name: string; contentType: string; path: string },
    signal: AbortSignal,
  ): Promise<void>;
}

export interface FfmpegLimits extends commands.Limits, Bounds {
  /** Tracks of any kind. */
  readonly maxStreams: number;
}

export const DEFAULT_LIMITS: FfmpegLimits = {
  maxDurationSeconds: 1_200,
  maxPixels: 8_192 * 4_320,
  maxStreams: 32,
  cpuSeconds: 3_600,
  fileBytes: fileBytesOf(DEFAULT_OUTPUTS, 1_200),
};

export interface FfmpegOptions {
  /** Path of the binary. */
  readonly ffmpeg: string;
  readonly files: MediaFiles;
  /** Of each job. @default 1 */
  readonly threads?: number;
  readonly limits?: Partial<FfmpegLimits>;
  /** @default one video within 720p, sound at −16 LUFS */
  readonly outputs?: OutputSettings;
  /** How long the source's URL must last. @default 900 */
  readonly jobSeconds?: number;
  /** Where jobs have their folders. @default the system's */
  readonly root?: string;
}

const MOST_SUBTITLES = 8;

/** A source that ends so much before its container says is cut off: a tenth, and a second. */
const isCutOff = (expected: number, got: number) => got < expected * 0.9 - 1;

const CERTIFICATES = "certificates.pem";

/** Before each job it sweeps what killed processes left: of several that share a folder, those that live on. */
export function ffmpegEngine(options: FfmpegOptions): Engine {
  const { root } = options;
  return {
    name: "ffmpeg",
    process(video, context) {
      sweepWorkFolders(root);
      return inWorkFolder((folder) => new Job(options, video, context, folder).process(), root);
    },
  };
}

class Job {
  readonly #options: FfmpegOptions;
  readonly #limits: FfmpegLimits;
  readonly #video: Pick<Video, "id" | "attempt" | "sourceUrl">;
  readonly #context: EngineContext;
  readonly #folder: string;
  readonly #outputs: Output[] = [];
  readonly #stages: { stage: string; cpuMilliseconds: number; digest: string }[] = [];
  #steps: readonly Step[] = ["probe", "transcode"];

  constructor(
    options: FfmpegOptions,
    video: Pick<Video, "id" | "attempt" | "sourceUrl">,
    context: EngineContext,
    folder: string,
  ) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#video = video;
    this.#context = context;
    this.#folder = folder;
  }

  async process(): Promise<ProcessingResult> {
    const { files, threads = 1, jobSeconds = 900, outputs = DEFAULT_OUTPUTS } = this.#options;
    await writeFile(join(this.#folder, CERTIFICATES), rootCertificates.join("\n"));
    const url = await filed(files.sourceUrl(this.#video, jobSeconds));
    const input = { ...this.#limits, url, threads, certificates: CERTIFICATES };

    const source = await this.#probe(input);
    const { video, audio, durationSeconds } = source;
    this.#steps = stepsOf(source);
    const renditions = video ? renditionsOf(video, outputs.renditions) : [];
    const [largest] = renditions;
    let [lufs, silences, seconds]: [number | undefined, Silence[], number] = [undefined, [], 0];
    let log = "";
    if (audio) {
      const measured = await this.#step("measure", commands.measure(input, audio), durationSeconds);
      [lufs, silences, seconds] = [lufsIn(measured.log), silencesIn(measured.log), measured.seconds];
      await this.#step("audio", commands.audio(input, audio, lufs, outputs.audio), durationSeconds);
      await this.#step("waveform", commands.waveform(input));
      await this.#put("audio", "audio.m4a", "audio/mp4");
      await this.#put("waveform", "waveform.png", "image/png");
    }
    if (video && largest) {
      for (const from of [(durationSeconds ?? 0) / 10, 0]) {
        log = (await this.#step("poster", commands.poster(input, from, video, largest))).log;
        if (existsSync(join(this.#folder, "poster.jpg"))) break;
      }
      if (!existsSync(join(this.#folder, "poster.jpg"))) throw failureOf({ signal: null, log });
      await this.#put("poster", "poster.jpg", "image/jpeg");
    }
    for (const [nth, index] of source.subtitles.slice(0, MOST_SUBTITLES).entries()) {
      const name = nth === 0 ? "subtitles.vtt" : `subtitles-${nth + 1}.vtt`;
      await this.#step("subtitles", commands.subtitles(input, index, name));
      await this.#put("subtitles", name, "text/vtt");
    }
    let cuts: number[] = [];
    if (video && largest) {
      const args = commands.video(input, video, renditions, audio !== undefined);
      const made = await this.#step("transcode", args, durationSeconds);
      seconds = Math.max(seconds, made.seconds);
      log = made.log;
      cuts = cutsIn(await readFile(join(this.#folder, "cuts.txt"), "utf8").catch(() => ""));
    }
    if (seconds > this.#limits.maxDurationSeconds + 1) throw failure("TOO_LONG");
    if (seconds === 0 || isCutOff(durationSeconds ?? seconds, seconds)) throw failureOf({ signal: null, log });
    for (const { name } of renditions) await this.#put("transcode", name, "video/mp4");
    const whole = await this.#durationOf(largest?.name ?? "audio.m4a");
    await this.#describe(source, whole, lufs, chapterStarts(whole, cuts, silences));
    return { engine: "ffmpeg", stages: this.#stages, outputs: this.#outputs };
  }

  async #probe(input: commands.Input): Promise<Source> {
    const ended = await this.#run("probe", commands.probe(input));
    const source = sourceIn(ended.log);
    if (ended.signal || !source) throw failureOf(ended, "UNSUPPORTED_MEDIA");
    const { maxDurationSeconds, maxPixels, maxStreams } = this.#limits;
    if (source.streams > maxStreams) throw failure("TOO_MANY_STREAMS");
    if (!source.video && !source.audio) throw failureOf(ended, "UNSUPPORTED_MEDIA");
    if ((source.video?.pixels ?? 0) > maxPixels) throw failure("TOO_LARGE");
    if ((source.durationSeconds ?? 0) > maxDurationSeconds) throw failure("TOO_LONG");
    return source;
  }

  /** Of a file that was made: FFmpeg counts the seconds that it writes up to the beginning of the last picture only. */
  async #durationOf(name: string): Promise<number> {
    const { ffmpeg } = this.#options;
    const ended = await run({
      ffmpeg,
      args: commands.probeOf(name),
      folder: this.#folder,
      bounds: this.#limits,
      signal: this.#context.signal,
    });
    const seconds = sourceIn(ended.log)?.durationSeconds;
    if (seconds === undefined) throw failureOf(ended);
    return seconds;
  }

  async #describe(source: Source, seconds: number, lufs: number | undefined, starts: readonly number[]): Promise<void> {
    const { video, audio, container } = source;
    const metadata = {
      container,
      durationSeconds: Math.round(seconds * 1000) / 1000,
      ...(video && { video: { codec: video.codec, width: video.width, height: video.height } }),
      ...(audio && { audio: { codec: audio.codec, sampleRate: audio.sampleRate, loudnessLufs: lufs ?? null } }),
    };
    await writeFile(join(this.#folder, "chapters.vtt"), chaptersVtt(seconds, starts));
    await writeFile(join(this.#folder, "metadata.json"), `${JSON.stringify(metadata, null, 2)}\n`);
    await this.#put("chapters", "chapters.vtt", "text/vtt");
    await this.#put("chapters", "metadata.json", "application/json");
  }

  /** @throws EngineError or RetryableError when FFmpeg did not succeed */
  async #step(step: Step, args: readonly string[], durationSeconds?: number): Promise<Exit> {
    const ended = await this.#run(step, args, durationSeconds);
    if (ended.code !== 0 || hasLostSource(ended.log)) throw failureOf(ended);
    return ended;
  }

  async #run(step: Step, args: readonly string[], durationSeconds?: number): Promise<Exit> {
    const report = (part: number) =>
      this.#context.progress({ stage: step, percent: percentAt(this.#steps, step, part) });
    report(0);
    const ended = await run({
      ffmpeg: this.#options.ffmpeg,
      args,
      folder: this.#folder,
      bounds: this.#limits,
      signal: this.#context.signal,
      onSeconds: (seconds) => report(durationSeconds ? Math.min(1, seconds / durationSeconds) : 0),
    });
    this.#stages.push({ stage: step, cpuMilliseconds: ended.cpuMilliseconds, digest: "" });
    return ended;
  }

  async #put(stage: string, name: string, contentType: string): Promise<void> {
    const path = join(this.#folder, name);
    const { size: bytes } = await stat(path);
    const { signal } = this.#context;
    signal.throwIfAborted();
    await filed(this.#options.files.put(this.#video.id, this.#video.attempt, { name, contentType, path }, signal));
    this.#outputs.push({ name, contentType, bytes });
    const made = this.#stages.findLast((one) => one.stage === stage);
    if (made?.digest === "") made.digest = await digestOf(path); // of the largest video
  }
}

/** Storage that fails is no fault of the source. */
const filed = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error) => {
    throw new RetryableError(`media files: ${(error as Error).message}`, error);
  });

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
