// Durations as people write them: 90m, 2h, 1h30m.
import { UsageError } from "../cliError.ts";

const PATTERN = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const SECONDS = [86_400, 3_600, 60, 1] as const;
const UNITS = ["d", "h", "m", "s"] as const;

/** Seconds, or undefined for what is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (!match || text === "") return undefined;
  return SECONDS.reduce((sum, seconds, index) => sum + seconds * Number(match[index + 1] ?? 0), 0);
}

/** `1h30m`, `14d`, `30h`; the largest units first, none that is zero. */
export function formatDuration(totalSeconds: number): string {
  let rest = Math.max(0, Math.round(totalSeconds));
  const parts = SECONDS.map((seconds, index) => {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    return count > 0 ? `${count}${UNITS[index]}` : "";
  });
  return parts.join("") || "0s";
}

/** For an option: seconds within bounds; @throws UsageError naming the value and what is allowed */
export const duration =
  (option: string, [min, max]: readonly [number, number]) =>
  (text: string): number => {
    const seconds = parseDuration(text);
    if (seconds !== undefined && seconds >= min && seconds <= max) return seconds;
    throw new UsageError(
      `${option}: must be a duration from ${formatDuration(min)} to ${formatDuration(max)} such as 90m, 2h or 1h30m, got ${text}`,
    );
  };
