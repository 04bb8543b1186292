// Synthesises a small real CDKTF app into a folder of its own, so that tests read what CDKTF writes.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, S3Backend, TerraformStack } from "cdktf";

export interface SynthesizedFolder {
  folder: string;
  remove(): Promise<void>;
}

/** Runs `build` on an app and synthesises it. */
export async function synthesize(build: (app: App) => void): Promise<SynthesizedFolder> {
  const folder = await mkdtemp(join(tmpdir(), "synthesized-"));
  const app = new App({ outdir: folder });
  build(app);
  app.synth();
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A stack with a provider and a backend. */
export function stackIn(app: App, id: string, backend: "s3" | "local" = "s3"): TerraformStack {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  if (backend === "s3") new S3Backend(stack, { bucket: "states", key: `${id}.tfstate`, region: "eu-west-1" });
  else new LocalBackend(stack, { path: `terraform.${id}.tfstate` });
  return stack;
}
