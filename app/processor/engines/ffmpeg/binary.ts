// Which FFmpeg runs: one that is named, the layer's, the npm package's, or the machine's.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";

export interface Binary {
  readonly path: string;
  /** The first line of `ffmpeg -version`. */
  readonly version: string;
}

/** The FFmpeg that was found cannot be run. */
export class FfmpegError extends Error {
  override readonly name = "FfmpegError";
}

/** For tests and local runs: our own clips only, by IP address; docs/media.md. */
function fromNpm(): string | undefined {
  const require = createRequire(join(process.cwd(), "package.json"));
  try {
    const name = `@ffmpeg-installer/${process.platform}-${process.arch}`;
    const path = join(dirname(require.resolve(`${name}/package.json`)), "ffmpeg");
    chmodSync(path, 0o755); // its install script would, and is not run
    return path;
  } catch {
    return undefined; // none for this machine
  }
}

const onPath = (path: string | undefined): string | undefined =>
  path
    ?.split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, "ffmpeg"))
    .find((candidate) => existsSync(candidate));

export interface Places {
  /** Where a layer puts it. */
  readonly layer: string;
  /** The path within the optional package, when that is installed. */
  npm(): string | undefined;
}

const PLACES: Places = { layer: "/opt/bin/ffmpeg", npm: fromNpm };

/**
 * Undefined when there is no FFmpeg.
 * @param environment FFMPEG_PATH goes before everything else
 * @throws FfmpegError
 */
export function findFfmpeg(
  environment: NodeJS.ProcessEnv = process.env,
  { layer, npm }: Places = PLACES,
): Binary | undefined {
  const { FFMPEG_PATH: named, PATH } = environment;
  const path = named || (existsSync(layer) ? layer : (npm() ?? onPath(PATH)));
  if (!path) return undefined;
  try {
    const [version = ""] = execFileSync(path, ["-version"], { encoding: "utf8", timeout: 10_000 }).split("\n");
    return { path, version };
  } catch (error) {
    const [why] = (error as Error).message.split("\n");
    throw new FfmpegError(`ffmpeg "${path}": cannot be run (${why}); FFMPEG_PATH names another one`, { cause: error });
  }
}
