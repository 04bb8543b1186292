// npm run layer [-- arm64 | x86_64]: makes FFmpeg's layer from a pinned wheel, which pip brings from where it is configured to.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { NO_TIME, OUT, writeWhole } from "./bundles.ts";

const PACKAGE = "imageio-ffmpeg==0.8.1";

/** By Lambda's name of the architecture: the wheel's platform, and its SHA-256. */
const WHEELS = {
  arm64: {
    platform: "manylinux_2_28_aarch64",
    sha256: "fad3176f859b25869e60a8ed79957d4e3ed74a97a95e5f0cdcb91455f6c6d00e",
  },
  x86_64: {
    platform: "manylinux_2_28_x86_64",
    sha256: "050d6850601c3b3890bd2b28306f3b842b3daea390a561101174375a1c460bda",
  },
} as const;
type Architecture = keyof typeof WHEELS;

const BINARY = /^imageio_ffmpeg\/binaries\/ffmpeg-linux-/;

/** Executable by all, as zip keeps it for Unix. */
const EXECUTABLE = { os: 3, attrs: 0o100755 << 16 };

const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function pip(args: readonly string[]): void {
  try {
    execFileSync("pip3", args, { stdio: ["ignore", 2, 2] });
  } catch (error) {
    const { code, status } = error as NodeJS.ErrnoException & { status: number | null };
    if (code === "ENOENT") throw new Error(`pip3 is not on the PATH, and it is what brings ${PACKAGE}`);
    throw new Error(`pip3 could not bring ${PACKAGE} (exit ${status}); it must reach a package index that has it`);
  }
}

function wheelFor({ platform, sha256 }: (typeof WHEELS)[Architecture]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "layer-"));
  try {
    const args = ["download", PACKAGE, "--no-deps", "--only-binary=:all:", "--platform", platform, "--dest", folder];
    pip(["--quiet", ...args]);
    const [name] = readdirSync(folder);
    if (name === undefined) throw new Error(`pip3 brought no ${PACKAGE}`);
    const wheel = readFileSync(join(folder, name));
    const got = digestOf(wheel);
    if (got !== sha256) throw new Error(`${name}: must have SHA-256 ${sha256}, got ${got}`);
    return wheel;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The layer's archive: the same bytes from the same wheel, wherever it is made. */
export function layerOf(wheel: Uint8Array): Uint8Array {
  const [binary] = Object.values(unzipSync(wheel, { filter: ({ name }) => BINARY.test(name) }));
  if (!binary) throw new Error(`${PACKAGE}: no binary in it`);
  return zipSync({ "bin/ffmpeg": [binary, EXECUTABLE] }, { mtime: NO_TIME, level: 6 });
}

async function makeLayer(architecture: Architecture): Promise<void> {
  const layer = layerOf(wheelFor(WHEELS[architecture]));
  mkdirSync(OUT, { recursive: true });
  const path = join(OUT, `ffmpeg-${architecture}.zip`);
  await writeWhole(path, layer);
  console.log(`${path}: ${(layer.length / 1024 ** 2).toFixed(0)} MiB, SHA-256 ${digestOf(layer)}`);
}

if (import.meta.main) {
  const asked = process.argv.slice(2);
  const wrong = asked.find((one) => !Object.hasOwn(WHEELS, one));
  if (wrong !== undefined) {
    console.error(`layer: the architecture must be ${Object.keys(WHEELS).join(" or ")}, got ${wrong}`);
    process.exit(2);
  }
  try {
    for (const one of asked.length > 0 ? asked : Object.keys(WHEELS)) await makeLayer(one as Architecture);
  } catch (error) {
    console.error(`layer: ${(error as Error).message}`);
    process.exit(1);
  }
}
