import { describe, expect, it } from "@jest/globals";
import { sourceIn } from "../../../../../app/processor/engines/ffmpeg/probe.ts";

const log = (...lines: string[]) => ["Input #0, mov,mp4, from 'http://127.0.0.1/1':", ...lines, ""].join("\n");
const VIDEO =
  "  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv), 1920x1080 [SAR 1:1 DAR 16:9], 30 fps";
const side = (degrees: string) => `    Side data:\n      displaymatrix: rotation of ${degrees} degrees`;

describe("what a source holds", () => {
  it.each([
    ["-90.00", 1080, 1920],
    ["90.00", 1080, 1920],
    ["-270.00", 1080, 1920],
    ["180.00", 1920, 1080],
    ["0.00", 1920, 1080],
  ])("is as it is shown: turned by %s degrees", (degrees, width, height) => {
    expect(sourceIn(log(VIDEO, side(degrees)))?.video).toMatchObject({ width, height, pixels: 1920 * 1080 });
  });

  it("is not turned by another track's rotation", () => {
    const other = "  Stream #0:1[0x2](und): Video: h264, yuv420p, 640x480, 30 fps";

    expect(sourceIn(log(VIDEO, other, side("90.00")))?.video).toMatchObject({ index: 0, width: 1920, height: 1080 });
  });

  it("has square pixels", () => {
    const wide = VIDEO.replace("1920x1080 [SAR 1:1", "720x576 [SAR 64:45");

    expect(sourceIn(log(wide))?.video).toMatchObject({ width: 1024, height: 576 });
  });

  it("is no cover picture", () => {
    const cover = "  Stream #0:0: Video: mjpeg, yuvj420p, 600x600, 90k tbr (attached pic)";
    const sound = "  Stream #0:1: Audio: mp3, 44100 Hz, stereo, fltp, 128 kb/s";

    expect(sourceIn(log(cover, sound))).toMatchObject({ streams: 2, video: undefined, audio: { sampleRate: 44100 } });
  });

  it("is as long as its container says, if it does", () => {
    expect(sourceIn(log("  Duration: 01:02:03.50, start: 0.000000", VIDEO))?.durationSeconds).toBe(3723.5);
    expect(sourceIn(log("  Duration: N/A, start: 0.000000", VIDEO))?.durationSeconds).toBeUndefined();
  });

  it("is nothing without an input", () => {
    expect(sourceIn("Error opening input files: Invalid data found")).toBeUndefined();
  });
});
