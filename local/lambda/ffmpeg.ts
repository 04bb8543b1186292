// FFmpeg of this machine: there is no /opt here, to which a layer would bring it.
import { type Binary, FfmpegError, findFfmpeg } from "../../app/processor/engines/ffmpeg/binary.ts";
import { LocalError } from "../localError.ts";
import { type Block, block } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";

export interface FfmpegHere {
  /** For the functions' processes. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the run says of it. */
  readonly lines: readonly string[];
}

const NAME = "FFmpeg".padEnd(22);

/**
 * Which FFmpeg the functions have here whose engine it is.
 * @param find looks for one on this machine
 * @throws LocalError when the one that was found cannot be run
 */
export function ffmpegHere(
  synthesized: Synthesized,
  resolver: Resolver,
  find: () => Binary | undefined = findFfmpeg,
): FfmpegHere {
  const isNeeded = synthesized.resources("aws_lambda_function").some((resource) => {
    const { variables = {} } = block(resolver.attribute(resource, "environment")) as { variables?: Block };
    return variables.ENGINE === "ffmpeg";
  });
  if (!isNeeded) return { variables: {}, lines: [] };
  const found = here(find);
  if (!found) {
    return {
      variables: {},
      lines: [`${NAME}none for this machine, so no video can be processed: FFMPEG_PATH=<path> npm start names one`],
    };
  }
  const version = /^ffmpeg version (\S+)/.exec(found.version)?.[1] ?? found.version;
  return { variables: { FFMPEG_PATH: found.path }, lines: [`${NAME}${version}, ${found.path}`] };
}

function here(find: () => Binary | undefined): Binary | undefined {
  try {
    return find();
  } catch (error) {
    throw error instanceof FfmpegError ? new LocalError(error.message, { cause: error }) : error;
  }
}
