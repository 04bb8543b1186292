import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { findFfmpeg, type Places } from "../../../../../app/processor/engines/ffmpeg/binary.ts";

const folder = mkdtempSync(join(tmpdir(), "binary-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with an `ffmpeg` that says which version it is. */
function ffmpegIn(version: string): string {
  const at = mkdtempSync(join(folder, "bin-"));
  writeFileSync(join(at, "ffmpeg"), `#!/bin/sh\necho "ffmpeg version ${version}"; echo "built with a shell"\n`);
  chmodSync(join(at, "ffmpeg"), 0o755);
  return at;
}

const [named, layer, npm, machine] = ["1", "2", "3", "4"].map(ffmpegIn) as [string, string, string, string];
const NOWHERE: Places = { layer: join(folder, "no-layer"), npm: () => undefined };

describe("the FFmpeg that runs", () => {
  const everywhere: Places = { layer: join(layer, "ffmpeg"), npm: () => join(npm, "ffmpeg") };
  const PATH = `${join(folder, "empty")}:${machine}:/bin:/usr/bin`;

  it.each<[string, NodeJS.ProcessEnv, Places, string]>([
    ["the one that is named", { PATH, FFMPEG_PATH: join(named, "ffmpeg") }, everywhere, "1"],
    ["else the layer's", { PATH }, everywhere, "2"],
    ["else the npm package's", { PATH }, { ...everywhere, layer: NOWHERE.layer }, "3"],
    ["else the first on the PATH", { PATH }, NOWHERE, "4"],
  ])("is %s", (_, environment, places, version) => {
    expect(findFfmpeg(environment, places)).toMatchObject({ version: `ffmpeg version ${version}` });
  });

  it.each<NodeJS.ProcessEnv>([{}, { PATH: "" }, { PATH: join(folder, "empty"), FFMPEG_PATH: "" }])(
    "is none with %j",
    (environment) => {
      expect(findFfmpeg(environment, NOWHERE)).toBeUndefined();
    },
  );

  it.each([
    ["that is not there", "gone", "ENOENT"],
    ["that is not executable", "text", "EACCES"],
    ["that fails", "false", "Command failed"],
  ])("is never another one than that which is named: one %s is told in a line", (_, name, why) => {
    const path = join(folder, name);
    if (name !== "gone") writeFileSync(path, "#!/bin/sh\nexit 1\n", { mode: name === "false" ? 0o755 : 0o644 });

    const line = new RegExp(`^ffmpeg "${path}": cannot be run \\(.*${why}.*\\); FFMPEG_PATH names another one$`);
    expect(() => findFfmpeg({ FFMPEG_PATH: path }, everywhere)).toThrow(line);
  });
});
