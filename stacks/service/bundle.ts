// A function's code as Terraform uploads it.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { ConfigError } from "../config/configError.ts";

/** The file and the export that Lambda calls. */
export const HANDLER = "index.handler";

export class Bundle extends Construct {
  /** Path of the archive, relative to the stack. */
  readonly filename: string;
  /** SHA-256 of the archive, base64: what Lambda reports as CodeSha256. */
  readonly sha256: string;

  /** @param archive a zip file whose bytes depend on the sources only */
  constructor(scope: Construct, id: string, archive: string) {
    super(scope, id);
    if (!existsSync(archive)) throw new ConfigError(`bundle "${id}": ${archive} is missing; npm run build makes it`);
    const content = readFileSync(archive);
    this.sha256 = createHash("sha256").update(content).digest("base64");
    this.filename = new TerraformAsset(this, "archive", { path: archive, type: AssetType.FILE }).path;
  }
}
