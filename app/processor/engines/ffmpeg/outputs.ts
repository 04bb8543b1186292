// What the engine makes, as configured: how large videos are, and how sound is.
import * as z from "zod";

const HEIGHTS = "must be 1 to 4 even heights of 144 to 1080, the largest first";

/**
 * Heights in pixels of the videos, the largest first, each with the width of 16 : 9; of upright ones these are the widths.
 * @default 720
 */
export const renditionsSchema = z
  .array(z.number(HEIGHTS), HEIGHTS)
  .refine(
    (heights) =>
      heights.length >= 1 &&
      heights.length <= 4 &&
      heights.every((height) => Number.isInteger(height / 2) && height >= 144 && height <= 1_080) &&
      heights.every((height, index) => index === 0 || height < (heights[index - 1] as number)),
    HEIGHTS,
  );

const LOUDNESS = "must be -24 to -14";
const BITS = "must be a whole number of 64 to 320";

export const audioSchema = z.strictObject({
  /** Of EBU R 128. */
  targetLufs: z.number(LOUDNESS).min(-24, LOUDNESS).max(-14, LOUDNESS).default(-16),
  kilobitsPerSecond: z.number(BITS).int(BITS).min(64, BITS).max(320, BITS).default(128),
});

export interface OutputSettings {
  readonly renditions: readonly number[];
  readonly audio: z.output<typeof audioSchema>;
}

export const DEFAULT_OUTPUTS: OutputSettings = { renditions: [720], audio: audioSchema.parse({}) };

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A video to be made of a source. */
export interface Rendition extends Size {
  readonly name: string;
}

const wide = (height: number): Size => ({ width: 2 * Math.ceil((height * 8) / 9), height });

/** Pixels of the largest picture of a rendition. */
export const pixelsOf = (height: number): number => wide(height).width * height;

/** Width and height within a rendition, both even, never larger than the source. */
export function sizeOf({ width, height }: Size, rendition: number): Size {
  const { width: long, height: short } = wide(rendition);
  const [mostWidth, mostHeight] = width >= height ? [long, short] : [short, long];
  const scale = Math.min(1, mostWidth / width, mostHeight / height);
  const even = (side: number) => Math.max(2, 2 * Math.floor((side * scale + 0.001) / 2));
  return { width: even(width), height: even(height) };
}

/** Those of a source, the largest first, which is `video.mp4`; one that would be no smaller than the one before is left out. */
export function renditionsOf(source: Size, heights: readonly number[]): Rendition[] {
  const sized = heights.map((height, index) => ({
    name: index === 0 ? "video.mp4" : `video-${height}p.mp4`,
    ...sizeOf(source, height),
  }));
  return sized.filter(({ height }, index) => index === 0 || height < (sized[index - 1] as Rendition).height);
}
