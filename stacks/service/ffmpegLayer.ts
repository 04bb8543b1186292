// FFmpeg as a layer of the functions that process videos: a version that is there, or the archive of npm run layer.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version/index.js";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import { AssetType, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";
import { ConfigError } from "../config/configError.ts";
import type { EnvironmentConfig } from "../config/schema.ts";

/** Where npm run layer writes, by architecture. */
const archiveFor = (architecture: string): string =>
  fileURLToPath(new URL(`../../dist/ffmpeg-${architecture}.zip`, import.meta.url));

export interface FfmpegLayerOptions {
  readonly config: EnvironmentConfig;
  readonly name: string;
  /** Takes the archive, which is over the 50 MB that Lambda takes directly. */
  readonly bucket: string;
  /** @default that of npm run layer */
  readonly archive?: string;
}

/**
 * ARNs of the layers that the engine needs.
 * @throws ConfigError when the archive is not there
 */
export function ffmpegLayers(scope: Construct, { config, name, bucket, archive }: FfmpegLayerOptions): string[] {
  const { engine, architecture } = config.functions.processor;
  if (engine.type !== "ffmpeg") return [];
  if (engine.layer !== "build") return [engine.layer.arn];
  const path = archive ?? archiveFor(architecture);
  if (!existsSync(path)) {
    throw new ConfigError(
      `functions.processor.engine.layer: ${path} is missing; npm run layer -- ${architecture} makes it, or name a layer's version with { arn }`,
    );
  }
  const sha256 = createHash("sha256").update(readFileSync(path)).digest();
  const asset = new TerraformAsset(scope, "ffmpeg-archive", { path, type: AssetType.FILE });
  const object = new S3Object(scope, "ffmpeg-object", {
    bucket,
    key: `layers/${name}-${sha256.toString("hex").slice(0, 16)}.zip`,
    source: asset.path,
  });
  const layer = new LambdaLayerVersion(scope, "ffmpeg-layer", {
    layerName: name,
    description: "FFmpeg (GPL-3.0-or-later) as bin/ffmpeg",
    licenseInfo: "GPL-3.0-or-later",
    compatibleArchitectures: [architecture],
    s3Bucket: object.bucket,
    s3Key: object.key,
    sourceCodeHash: sha256.toString("base64"),
    // A function that runs an older version of the code keeps its layer.
    skipDestroy: true,
  });
  return [layer.arn];
}
