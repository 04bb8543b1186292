// A log that prints nothing and remembers everything.
import type { Log } from "../../../app/shared/logger.ts";

export interface LogEntry {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly details: Record<string, unknown>;
}

export interface RecordingLog extends Log {
  readonly entries: LogEntry[];
  /** The messages, as `level: message`. */
  messages(): string[];
}

export function recordingLog(): RecordingLog {
  const entries: LogEntry[] = [];
  const at =
    (level: LogEntry["level"]) =>
    (message: unknown, ...details: unknown[]) =>
      void entries.push({ level, message: String(message), details: Object.assign({}, ...details) });
  return {
    entries,
    messages: () => entries.map(({ level, message }) => `${level}: ${message}`),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
  };
}
