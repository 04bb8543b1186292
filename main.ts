// npm run synth: writes every environment's Terraform to cdktf.out.
import { buildArchives, pathsOf } from "./scripts/bundles.ts";
import { createApp } from "./stacks/app.ts";
import { ConfigError } from "./stacks/config/configError.ts";

try {
  const { ENVIRONMENTS } = await import("./stacks/config/environments.ts");
  const { quotaNotes } = await import("./stacks/config/notes.ts");
  const archives = pathsOf(await buildArchives());
  createApp({ environments: ENVIRONMENTS, archives }).synth();
  for (const note of quotaNotes(ENVIRONMENTS)) console.error(note);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
