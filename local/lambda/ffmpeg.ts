// FFmpeg of this machine: there is no /opt here, to which a layer would bring it.
import { findFfmpeg } from "../../app/processor/engines/ffmpeg/binary.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";

export interface FfmpegHere {
  /** For the functions' processes. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the run says of it. */
  readonly lines: readonly string[];
}

const NAME = "FFmpeg".padEnd(22);

/** Which FFmpeg the functions with layers have here. */
export function ffmpegHere(synthesized: Synthesized, resolver: Resolver): FfmpegHere {
  const layers = synthesized
    .resources("aws_lambda_function")
    .flatMap((resource) => resolver.attribute(resource, "layers") ?? []);
  if (layers.length === 0) return { variables: {}, lines: [] };
  const found = findFfmpeg();
  if (!found) {
    return {
      variables: {},
      lines: [`${NAME}none for this machine, so no video can be processed: FFMPEG_PATH=<path> npm start names one`],
    };
  }
  const version = /^ffmpeg version (\S+)/.exec(found.version)?.[1] ?? found.version;
  return { variables: { FFMPEG_PATH: found.path }, lines: [`${NAME}${version}, ${found.path}`] };
}
