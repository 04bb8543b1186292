// Which lines Lambda keeps of those that a function prints: what is below its level is dropped, metrics in it included.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** A line that says no level of these counts as INFO. */
function levelOf(line: string): string {
  if (!line.startsWith("{") || !line.includes('"level"')) return "INFO";
  try {
    const level = String(JSON.parse(line).level).toUpperCase();
    return LEVELS.includes(level) ? level : "INFO";
  } catch {
    return "INFO";
  }
}

/** @param level of the function's application logs */
export const keptAt =
  (level: string) =>
  (line: string): boolean =>
    LEVELS.indexOf(levelOf(line)) >= LEVELS.indexOf(level);
