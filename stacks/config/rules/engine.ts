// Rules of the FFmpeg engine: each job has a core, memory and time for the longest source that is accepted.
import { JOB_MIB, OUTPUT_BYTES_PER_SECOND, SPEED } from "../../../app/processor/engines/ffmpeg/cost.ts";
import { END_SECONDS } from "../../../app/processor/processorEvent.ts";
import { LIMITS, vCpusOf } from "../limits.ts";
import type { EnvironmentConfig } from "../schema.ts";

/** Of the function itself. */
const BASE_MIB = 256;

type Processor = EnvironmentConfig["functions"]["processor"];

/** FFmpeg's threads in each job. */
export const threadsOf = (processor: Processor): number =>
  Math.max(1, Math.floor(vCpusOf(processor) / processor.maxConcurrency));

export function* engineRules({ functions, region }: EnvironmentConfig): Generator<string> {
  const { processor } = functions;
  const { engine, maxConcurrency, memoryMib, timeoutSeconds, overflow } = processor;
  if (engine.type !== "ffmpeg") return;
  const vCpus = vCpusOf(processor);
  if (maxConcurrency > vCpus) {
    yield `functions.processor.maxConcurrency: must be at most ${vCpus} with FFmpeg, one per vCPU, got ${maxConcurrency}`;
  }
  const needed = BASE_MIB + JOB_MIB * maxConcurrency;
  if (memoryMib < needed) {
    yield `functions.processor.memoryMib: must be at least ${needed} for ${maxConcurrency} FFmpeg jobs at once, got ${memoryMib}`;
  }
  const ordinary = BASE_MIB + JOB_MIB;
  if (overflow && overflow.memoryMib < ordinary) {
    yield `functions.processor.overflow.memoryMib: must be at least ${ordinary} with FFmpeg, got ${overflow.memoryMib}`;
  }
  const { maxDurationSeconds, layer } = engine;
  const carried = Math.floor((timeoutSeconds - END_SECONDS) * SPEED);
  if (maxDurationSeconds > carried) {
    yield `functions.processor.engine.maxDurationSeconds: must be at most ${carried}, which one thread carries within timeoutSeconds (${timeoutSeconds}), got ${maxDurationSeconds}`;
  }
  const bytes = maxDurationSeconds * OUTPUT_BYTES_PER_SECOND * maxConcurrency;
  const { value: storageMib } = LIMITS.defaultEphemeralStorageMib;
  if (bytes > storageMib * 1024 ** 2) {
    const most = Math.floor((storageMib * 1024 ** 2) / (OUTPUT_BYTES_PER_SECOND * maxConcurrency));
    yield `functions.processor.engine.maxDurationSeconds: must be at most ${most}, so that the outputs of ${maxConcurrency} jobs fit into ${storageMib} MiB of /tmp, got ${maxDurationSeconds}`;
  }
  if (layer !== "build") {
    const [, , , at] = layer.arn.split(":");
    if (at !== region) yield `functions.processor.engine.layer.arn: must be a layer in ${region}, got ${layer.arn}`;
  }
}
