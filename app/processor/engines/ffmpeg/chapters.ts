// Chapters from where pictures cut and sound is silent, as WebVTT: https://www.w3.org/TR/webvtt1/#chapter

/** No chapter is shorter, in seconds; nor than a twentieth of the whole. */
const SHORTEST_SECONDS = 10;

/** How far from a silence a cut may be to begin a chapter although the one before is short. */
const NEAR_SECONDS = 0.5;

export interface Silence {
  readonly from: number;
  readonly to: number;
}

/** The seconds at which pictures cut, as the metadata filter wrote them. */
export const cutsIn = (text: string): number[] =>
  [...text.matchAll(/pts_time:(\d+(?:\.\d+)?)/g)].map(([, seconds]) => Number(seconds));

/** The silences that silencedetect found. */
export function silencesIn(log: string): Silence[] {
  const found = log.matchAll(/silence_start: (-?[\d.]+)[\s\S]*?silence_end: (-?[\d.]+)/g);
  return [...found].map(([, from, to]) => ({ from: Number(from), to: Number(to) }));
}

/** The loudness that ebur128 found, in LUFS; undefined for silence. */
export function lufsIn(log: string): number | undefined {
  const [, lufs] = /Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(log.slice(log.lastIndexOf("Summary:"))) ?? [];
  return lufs === undefined || Number(lufs) <= -70 ? undefined : Number(lufs);
}

/** Where chapters begin: at cuts in silence, else at a cut once a chapter is three times as long as the shortest. */
export function chapterStarts(
  durationSeconds: number,
  cuts: readonly number[],
  silences: readonly Silence[],
): number[] {
  const shortest = Math.max(SHORTEST_SECONDS, durationSeconds / 20);
  const isQuiet = (at: number) => silences.some(({ from, to }) => at >= from - NEAR_SECONDS && at <= to + NEAR_SECONDS);
  const starts = [0];
  for (const at of cuts) {
    const length = at - (starts.at(-1) as number);
    const wanted = isQuiet(at) ? shortest : 3 * shortest;
    if (length >= wanted && durationSeconds - at >= shortest) starts.push(at);
  }
  return starts;
}

export function chaptersVtt(durationSeconds: number, starts: readonly number[]): string {
  const cues = starts.map((from, index) => {
    const to = starts[index + 1] ?? durationSeconds;
    return `${timestamp(from)} --> ${timestamp(to)}\nChapter ${index + 1}\n`;
  });
  return ["WEBVTT\n", ...cues].join("\n");
}

function timestamp(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const part = (value: number, digits = 2) => String(Math.floor(value)).padStart(digits, "0");
  const [hours, minutes, whole] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  return `${part(hours)}:${part(minutes)}:${part(whole)}.${part(milliseconds % 1000, 3)}`;
}
