// What a job of FFmpeg takes, as measured (docs/media.md); configurations are held to it.
import { type OutputSettings, pixelsOf } from "./outputs.ts";

/** CPU seconds for each second of noisy 1080p30: all but encoding, and encoding for each million pixels of its pictures. */
const BESIDE = 0.34;
const PER_MEGAPIXEL = 0.55;

/** To spare for slower vCPUs. */
const SPARE = 1.475;

/** Seconds of 1080p at 30 pictures a second that one vCPU processes in a second, all steps together: 0.8 for 720p alone. */
export function speedOf({ renditions }: Pick<OutputSettings, "renditions">): number {
  const pixels = renditions.reduce((sum, height) => sum + pixelsOf(height), 0);
  return 1 / (SPARE * (BESIDE + (PER_MEGAPIXEL * pixels) / 1e6));
}

/** What a video may hold for each second of the longest source that is accepted: 4 Mbit/s in 720p, by its pixels. */
const bytesPerSecond = (height: number): number => (500_000 * pixelsOf(height)) / pixelsOf(720);

/** The most that one file of a job may hold, in bytes. */
export const fileBytesOf = ({ renditions }: Pick<OutputSettings, "renditions">, seconds: number): number =>
  Math.ceil(seconds * Math.max(...renditions.map(bytesPerSecond)));

/** The most that all files of a job may hold for each second, in bytes. */
export const jobBytesPerSecond = ({ renditions, audio }: OutputSettings): number =>
  renditions.reduce((sum, height) => sum + bytesPerSecond(height), (audio.kilobitsPerSecond * 1000) / 8);
