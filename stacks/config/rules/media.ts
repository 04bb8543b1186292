// Rules of what is uploaded, and of sources elsewhere: no source outlives its video, and what is named can be reached.
import type { EnvironmentConfig } from "../schema.ts";

/** Of the api's variables; what else it has takes less than the rest: LIMITS.maxVariablesBytes. */
const SOURCES_BYTES = 3_072;

export function* mediaRules({ data, media, sources, network }: EnvironmentConfig): Generator<string> {
  const { sourceDays, corsOrigins } = media;
  if (sourceDays !== undefined && sourceDays > (data.retentionDays ?? sourceDays)) {
    yield `media.sourceDays: must be at most data.retentionDays (${data.retentionDays}), got ${sourceDays}`;
  }
  if (new Set(corsOrigins).size !== corsOrigins.length) {
    yield `media.corsOrigins: must not name an origin twice, got ${corsOrigins.join(", ")}`;
  }
  const bytes = Object.values(sources).join(",").length;
  if (bytes > SOURCES_BYTES) {
    yield `sources: the names must fit into ${SOURCES_BYTES} bytes of the api's environment variables, got ${bytes}`;
  }
  if (sources.hosts.length > 0 && network.vpc === "new" && network.egress.type === "endpoints") {
    yield `sources.hosts: need network.egress of type nat, because endpoints lead to AWS only, got ${sources.hosts.join(", ")}`;
  }
}
