// npm run synth:variant: the environments with one Availability Zone more, to see that Terraform replaces capacity
// providers in one apply.
import { parseArgs } from "node:util";
import { createApp } from "../stacks/app.ts";
import { defineEnvironment } from "../stacks/config/environment.ts";
import { ENVIRONMENTS } from "../stacks/config/environments.ts";
import { buildArchives, pathsOf } from "./bundles.ts";

const { values } = parseArgs({ options: { "add-zone": { type: "string" }, out: { type: "string" } } });
const { "add-zone": zone, out } = values;
if (!zone || !out) {
  console.error("usage: npm run synth:variant -- --add-zone ZONE --out FOLDER");
  process.exit(2);
}

const environments = ENVIRONMENTS.map((environment) => {
  const { network } = environment;
  if (network.vpc !== "new") return environment;
  const wider = { ...network, availabilityZones: [...network.availabilityZones, zone] };
  return defineEnvironment({ ...environment, network: wider });
});
createApp({ environments, archives: pathsOf(await buildArchives()), outFolder: out }).synth();
