// Rules of the FFmpeg engine: each job has a vCPU, disk and time for the longest source that is accepted. Memory comes with
// the vCPU: 2 GiB at least, where the largest pictures take 450 MiB and four videos 330 (docs/media.md).
import { jobBytesPerSecond, speedOf } from "../../../app/processor/engines/ffmpeg/cost.ts";
import { END_SECONDS } from "../../../app/processor/processorEvent.ts";
import { regionOfLayer } from "../identifiers.ts";
import { LIMITS, vCpusOf } from "../limits.ts";
import type { EnvironmentConfig } from "../schema.ts";

/** What ordinary Lambda has one vCPU with: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const VCPU_MIB = 1_769;

type Processor = EnvironmentConfig["functions"]["processor"];

/** FFmpeg's threads in each job. */
export const threadsOf = (processor: Processor): number =>
  Math.max(1, Math.floor(vCpusOf(processor) / processor.maxConcurrency));

export function* engineRules({ functions, region }: EnvironmentConfig): Generator<string> {
  const { processor } = functions;
  const { engine, maxConcurrency, timeoutSeconds, overflow } = processor;
  if (engine.type !== "ffmpeg") return;
  const vCpus = vCpusOf(processor);
  if (maxConcurrency > vCpus) {
    yield `functions.processor.maxConcurrency: must be at most ${vCpus} with FFmpeg, one per vCPU, got ${maxConcurrency}`;
  }
  if (overflow && overflow.memoryMib < VCPU_MIB) {
    yield `functions.processor.overflow.memoryMib: must be at least ${VCPU_MIB}, a vCPU, with FFmpeg, got ${overflow.memoryMib}`;
  }
  const { maxDurationSeconds, layer } = engine;
  const carried = Math.floor((timeoutSeconds - END_SECONDS) * speedOf(engine));
  if (maxDurationSeconds > carried) {
    yield `functions.processor.engine.maxDurationSeconds: must be at most ${carried}, which one thread carries within timeoutSeconds (${timeoutSeconds}), got ${maxDurationSeconds}`;
  }
  const bytesPerSecond = jobBytesPerSecond(engine) * maxConcurrency;
  const { value: storageMib } = LIMITS.defaultEphemeralStorageMib;
  const most = Math.floor((storageMib * 1024 ** 2) / bytesPerSecond);
  if (maxDurationSeconds > most) {
    yield `functions.processor.engine.maxDurationSeconds: must be at most ${most}, so that the outputs of ${maxConcurrency} jobs fit into ${storageMib} MiB of /tmp, got ${maxDurationSeconds}`;
  }
  if (layer !== "build" && regionOfLayer(layer.arn) !== region)
    yield `functions.processor.engine.layer.arn: must be a layer in ${region}, got ${layer.arn}`;
}
