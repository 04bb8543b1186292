// Rules of what is uploaded: no source outlives its video, and no origin is named twice.
import type { EnvironmentConfig } from "../schema.ts";

export function* mediaRules({ data, media }: EnvironmentConfig): Generator<string> {
  const { sourceDays, corsOrigins } = media;
  if (sourceDays !== undefined && sourceDays > (data.retentionDays ?? sourceDays)) {
    yield `media.sourceDays: must be at most data.retentionDays (${data.retentionDays}), got ${sourceDays}`;
  }
  if (new Set(corsOrigins).size !== corsOrigins.length) {
    yield `media.corsOrigins: must not name an origin twice, got ${corsOrigins.join(", ")}`;
  }
}
