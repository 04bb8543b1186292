// What a job of FFmpeg takes, as measured (docs/media.md); configurations are held to it.

/** With two threads 188 MB were seen at 1080p. */
export const JOB_MIB = 200;

/** Seconds of 1080p at 30 pictures a second that one thread processes in a second. */
export const SPEED = 1_200 / 900;

/** The most that one file of a job may hold for each second of the longest source that is accepted: 4 Mbit/s. */
export const OUTPUT_BYTES_PER_SECOND = 500_000;
