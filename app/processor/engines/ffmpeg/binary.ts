// Which FFmpeg runs: one that is named, the layer's, the npm package's, or the machine's.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";

/** Where `npm run layer`'s archive puts it. */
const LAYER = "/opt/bin/ffmpeg";

export interface Binary {
  readonly path: string;
  /** The first line of `ffmpeg -version`. */
  readonly version: string;
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
    .map((folder) => join(folder, "ffmpeg"))
    .find((candidate) => existsSync(candidate));

/** @param environment FFMPEG_PATH goes before everything else. Undefined when there is no FFmpeg. */
export function findFfmpeg(environment: NodeJS.ProcessEnv = process.env): Binary | undefined {
  const { FFMPEG_PATH: named, PATH } = environment;
  const path = named || (existsSync(LAYER) ? LAYER : (fromNpm() ?? onPath(PATH)));
  if (!path) return undefined;
  const [version = ""] = execFileSync(path, ["-version"], { encoding: "utf8", timeout: 10_000 }).split("\n");
  return { path, version };
}
