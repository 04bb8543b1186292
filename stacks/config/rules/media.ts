// Rules of what is uploaded, and of sources elsewhere: no source outlives its video, and what is named can be reached.
import type { EnvironmentConfig } from "../schema.ts";

export function* mediaRules({ data, media, sources, network }: EnvironmentConfig): Generator<string> {
  const { sourceDays, corsOrigins } = media;
  if (sourceDays !== undefined && sourceDays > (data.retentionDays ?? sourceDays)) {
    yield `media.sourceDays: must be at most data.retentionDays (${data.retentionDays}), got ${sourceDays}`;
  }
  if (new Set(corsOrigins).size !== corsOrigins.length) {
    yield `media.corsOrigins: must not name an origin twice, got ${corsOrigins.join(", ")}`;
  }
  if (sources.hosts.length > 0 && network.vpc === "new" && network.egress.type === "endpoints") {
    yield `sources.hosts: need network.egress of type nat, because endpoints lead to AWS only, got ${sources.hosts.join(", ")}`;
  }
}
