// What a job of FFmpeg takes, as measured (docs/media.md); configurations are held to it.

/**
 * Seconds of 1080p at 30 pictures a second that one vCPU processes in a second, all steps together. Noisy pictures took
 * 0.86 CPU seconds each second (`npm run bench:engine`); so there is a third to spare for slower vCPUs.
 */
export const SPEED = 0.8;

/** The most that one file of a job may hold for each second of the longest source that is accepted: 4 Mbit/s. */
export const OUTPUT_BYTES_PER_SECOND = 500_000;
