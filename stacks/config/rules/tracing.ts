// Rules of tracing: a layer is of one Region, and a function has one wrapper.
import { ownFunctionsOf } from "../functions.ts";
import { regionOfLayer } from "../identifiers.ts";
import type { EnvironmentConfig } from "../schema.ts";
import { WRAPPER_VARIABLE } from "../tracing.ts";

export function* tracingRules(config: EnvironmentConfig): Generator<string> {
  const { tracing, region } = config;
  if (!tracing) return;
  const { adotLayerArn } = tracing;
  if (regionOfLayer(adotLayerArn) !== region)
    yield `tracing.adotLayerArn: must be a layer in ${region}, got ${adotLayerArn}`;
  for (const [id, { variables }] of ownFunctionsOf(config)) {
    if (WRAPPER_VARIABLE in variables)
      yield `functions.${id}.variables.${WRAPPER_VARIABLE}: must be left out, because tracing sets it`;
  }
}
