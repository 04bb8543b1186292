// Rules of the runtime: a version is of one Region.
import { regionOfVersion } from "../runtime.ts";
import type { EnvironmentConfig } from "../schema.ts";

export function* runtimeRules({ runtime, region }: EnvironmentConfig): Generator<string> {
  const pinned = regionOfVersion(runtime);
  if (pinned !== undefined && pinned !== region)
    yield `runtime.update: must be a version in ${region}, got ${runtime.update}`;
}
