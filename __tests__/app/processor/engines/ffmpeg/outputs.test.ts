import { describe, expect, it } from "@jest/globals";
import { fileBytesOf, jobBytesPerSecond, speedOf } from "../../../../../app/processor/engines/ffmpeg/cost.ts";
import { DEFAULT_OUTPUTS, renditionsOf, sizeOf } from "../../../../../app/processor/engines/ffmpeg/outputs.ts";

describe("the size of a video", () => {
  it.each([
    [1920, 1080, 720, 1280, 720],
    [1920, 1080, 480, 852, 480],
    [1920, 1080, 360, 640, 360],
    [3840, 2160, 1080, 1920, 1080],
    [1080, 1920, 720, 720, 1280],
    [640, 360, 720, 640, 360],
    [321, 181, 720, 320, 180],
    [4000, 100, 720, 1280, 32],
    [1, 1, 720, 2, 2],
  ])("of %d × %d within %dp is %d × %d", (width, height, rendition, ...is) => {
    const size = sizeOf({ width, height }, rendition);

    expect([size.width, size.height]).toEqual(is);
  });
});

describe("the videos of a source", () => {
  const named = (width: number, height: number, renditions: number[]) =>
    renditionsOf({ width, height }, renditions).map(({ name, ...size }) => `${name} ${size.width}×${size.height}`);

  it("are one of each size, the largest called video.mp4", () => {
    expect(named(1920, 1080, [1080, 720, 360])).toEqual([
      "video.mp4 1920×1080",
      "video-720p.mp4 1280×720",
      "video-360p.mp4 640×360",
    ]);
  });

  it("are not those that would be as large as the one before", () => {
    expect(named(640, 360, [1080, 720, 360, 144])).toEqual(["video.mp4 640×360", "video-144p.mp4 256×144"]);
    expect(named(180, 320, [720, 360])).toEqual(["video.mp4 180×320"]);
  });
});

describe("what the videos take", () => {
  const of = (...renditions: number[]) => ({ ...DEFAULT_OUTPUTS, renditions });

  it("is 1.25 CPU seconds a second for one of 720p", () => {
    expect(1 / speedOf(of(720))).toBeCloseTo(1.25, 2);
  });

  it("is more with every one", () => {
    const speeds = [of(360), of(720), of(720, 360), of(1080), of(1080, 720, 480, 360)].map(speedOf);

    expect(speeds).toEqual(speeds.toSorted((a, b) => b - a));
  });

  it("is 4 Mbit/s of disk for one of 720p beside its sound, and by the pixels for others", () => {
    expect(fileBytesOf(of(720), 10)).toBe(5_000_000);
    expect(fileBytesOf(of(1080, 720), 10)).toBe(11_250_000);
    expect(jobBytesPerSecond(of(720))).toBe(516_000);
    expect(jobBytesPerSecond(of(1080, 720))).toBe(1_641_000);
  });
});
