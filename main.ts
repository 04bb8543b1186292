// npm run synth: writes every environment's Terraform to cdktf.out.
import { buildArchives, pathsOf } from "./scripts/build/bundles.ts";
import { buildOwnArchives } from "./scripts/build/ownBundles.ts";
import { createApp, type LeavingZones } from "./stacks/app.ts";
import { ConfigError } from "./stacks/config/configError.ts";

try {
  const { ENVIRONMENTS } = await import("./stacks/config/environments.ts");
  const { quotaNotes } = await import("./stacks/config/notes.ts");
  const { missingLayer } = await import("./stacks/service/ffmpegLayer.ts");
  const archives = pathsOf(await buildArchives());
  const ownArchives = await buildOwnArchives(ENVIRONMENTS);
  // What `npm run cdktf -- deploy` says while it moves a deployed environment out of a zone.
  const leaving = JSON.parse(process.env.LMI_LEAVING_ZONES ?? "{}") as LeavingZones;
  // A stand-in where nothing is deployed: what CI applies offline.
  const layerArchive = process.env.LMI_LAYER_ARCHIVE;
  createApp({ environments: ENVIRONMENTS, archives, ownArchives, layerArchive, leaving }).synth();
  const missing = ENVIRONMENTS.flatMap((environment) => missingLayer(environment, layerArchive) ?? []);
  const notes = [...missing.map((line) => `note: ${line}`), ...quotaNotes(ENVIRONMENTS)];
  // They are about deploying, which npm start does not.
  if (process.env.LMI_NOTES !== "off") for (const note of notes) console.error(note);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
