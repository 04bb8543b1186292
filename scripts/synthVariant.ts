// npm run synth:variant: the environments with more than their files say, to see that Terraform gets from one to the other in
// one apply: another Availability Zone replaces capacity providers, overflow adds a function, windows take the API's scaling
// config from Terraform and give it to the reconciler.
import { parseArgs } from "node:util";
import { createApp } from "../stacks/app.ts";
import { defineEnvironment } from "../stacks/config/environment.ts";
import { ENVIRONMENTS } from "../stacks/config/environments.ts";
import type { EnvironmentConfig } from "../stacks/config/schema.ts";
import { type NewNetwork, zonesOf } from "../stacks/config/zones.ts";
import { buildArchives, pathsOf } from "./bundles.ts";

const { values } = parseArgs({
  options: {
    "add-zone": { type: "string" },
    overflow: { type: "boolean", default: false },
    windows: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const { "add-zone": zone, overflow, windows, out } = values;
if (!out || !(zone || overflow || windows)) {
  console.error("usage: npm run synth:variant -- [--add-zone ZONE] [--overflow] [--windows] --out FOLDER");
  process.exit(2);
}

const nightly = { name: "nightly", days: ["daily"], from: "22:00", to: "06:00", timeZone: "UTC", min: 3, max: 3 };

const wider = (network: NewNetwork, zone: string) => [...zonesOf(network).map(({ name }) => name), zone];

function varied(environment: EnvironmentConfig): EnvironmentConfig {
  const { network, api, processor } = environment;
  return defineEnvironment({
    ...environment,
    network: zone && network.vpc === "new" ? { ...network, availabilityZones: wider(network, zone) } : network,
    api: windows ? { ...api, windows: [nightly] } : api,
    processor: {
      ...processor,
      ...(windows && { windows: [nightly] }),
      ...(overflow && { overflow: { memoryMib: 3_008, maxConcurrency: 10, upTo: 20 } }),
    },
  });
}

createApp({ environments: ENVIRONMENTS.map(varied), archives: pathsOf(await buildArchives()), outFolder: out }).synth();
