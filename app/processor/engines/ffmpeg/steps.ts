// The steps of a job, and how far each takes it.
import type { Source } from "./probe.ts";

/** Shares of a job's time, measured on 1080p; those of steps that a source has no tracks for are left out. */
const SHARES = {
  probe: 1,
  measure: 5,
  audio: 9,
  waveform: 1,
  poster: 6,
  subtitles: 2,
  transcode: 75,
  chapters: 1,
} as const;

export type Step = keyof typeof SHARES;

/** Those of a source, in their order. */
export function stepsOf({ video, audio, subtitles }: Pick<Source, "video" | "audio" | "subtitles">): Step[] {
  const left: Partial<Record<Step, boolean>> = {
    ...(!audio && { measure: true, audio: true, waveform: true }),
    ...(!video && { poster: true, transcode: true }),
    ...(subtitles.length === 0 && { subtitles: true }),
  };
  return (Object.keys(SHARES) as Step[]).filter((step) => !left[step]);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * How far a job is, rounded down: 100 is for what has ended.
 * @param part of the step that is done, 0 to 1
 */
export function percentAt(steps: readonly Step[], step: Step, part: number): number {
  const total = sum(steps.map((one) => SHARES[one]));
  const before = sum(steps.slice(0, steps.indexOf(step)).map((one) => SHARES[one]));
  return Math.min(99, Math.floor((100 * (before + part * SHARES[step])) / total));
}
