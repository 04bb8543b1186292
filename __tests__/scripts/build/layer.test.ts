import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { unzipSync, zipSync } from "fflate";
import { layerOf } from "../../../scripts/build/layer.ts";
import { copyRepository, runNode } from "../../support/stacks/repository.ts";
import { removeTemporaryFolders, temporaryFolder } from "../../support/stacks/template.ts";

const BINARY = new TextEncoder().encode("\u007fELF and more");
const wheelOf = (paths: Readonly<Record<string, Uint8Array>>, mtime = new Date()) => zipSync(paths, { mtime });
const WHEEL = {
  "imageio_ffmpeg/__init__.py": new Uint8Array(9),
  "imageio_ffmpeg/binaries/ffmpeg-linux-aarch64-v9.0.2": BINARY,
};

/** Of an entry in the central directory, whose name comes after 46 bytes: the system that made it, and its permissions. */
function entryIn(zip: Uint8Array, name: string) {
  const bytes = Buffer.from(zip);
  const at = bytes.lastIndexOf(name) - 46;
  return { system: bytes.readUInt8(at + 5), mode: (bytes.readUInt32LE(at + 38) >>> 16).toString(8) };
}

describe("the layer", () => {
  it("holds the wheel's binary as bin/ffmpeg, executable by all, and nothing else", () => {
    const layer = layerOf(wheelOf(WHEEL));

    const { "bin/ffmpeg": ffmpeg, ...others } = unzipSync(layer);
    expect(Buffer.from(ffmpeg ?? [])).toEqual(Buffer.from(BINARY));
    expect(others).toEqual({});
    expect(entryIn(layer, "bin/ffmpeg")).toEqual({ system: 3, mode: "100755" }); // Unix
  });

  it("has the same bytes whenever it is made", () => {
    const [early, late] = [new Date(2001, 1, 1), new Date(2030, 1, 1)].map((at) => layerOf(wheelOf(WHEEL, at)));

    expect(Buffer.compare(early as Uint8Array, late as Uint8Array)).toBe(0);
  });

  it("is not made of a wheel without a binary", () => {
    expect(() => layerOf(wheelOf({ "imageio_ffmpeg/__init__.py": BINARY }))).toThrow(
      "imageio-ffmpeg==0.8.1: no binary in it",
    );
  });
});

describe("npm run layer", () => {
  const repository = copyRepository();
  afterAll(removeTemporaryFolders);

  /** @param pip what stands for pip3, as a shell script whose last argument is the folder; @default there is none */
  async function layer(args: readonly string[], pip?: string) {
    const bin = temporaryFolder();
    if (pip !== undefined) {
      writeFileSync(join(bin, "pip3"), `#!/bin/sh\nfor last; do :; done\n${pip}\n`);
      chmodSync(join(bin, "pip3"), 0o755);
    }
    const { status, stderr } = await runNode(repository, ["scripts/build/layer.ts", ...args], { PATH: bin });
    return { status, stderr: stderr.trim() };
  }

  it.each<[string, string | undefined, string]>([
    ["there is no pip", undefined, "layer: pip3 is not on the PATH, and it is what brings imageio-ffmpeg==0.8.1"],
    [
      "pip fails",
      "exit 3",
      "layer: pip3 could not bring imageio-ffmpeg==0.8.1 (exit 3); it must reach a package index that has it",
    ],
    ["pip brings nothing", "exit 0", "layer: pip3 brought no imageio-ffmpeg==0.8.1"],
    [
      "the wheel is another one",
      'echo other > "$last/ffmpeg.whl"',
      "layer: ffmpeg.whl: must have SHA-256 fad3176f859b25869e60a8ed79957d4e3ed74a97a95e5f0cdcb91455f6c6d00e, got 7e4fa2eb8c7ac089739d5defc4489fad68a100d92082ca35c6b40a4524821f87",
    ],
  ])("says in one line that %s", async (_, pip, line) => {
    expect(await layer(["arm64"], pip)).toEqual({ status: 1, stderr: line });
  });

  it("names the architectures there are", async () => {
    expect(await layer(["sparc"])).toEqual({
      status: 2,
      stderr: "layer: the architecture must be arm64 or x86_64, got sparc",
    });
  });
});
