// FFmpeg as a layer of the functions that process videos: a version that is there, or the archive of npm run layer.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version/index.js";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import { AssetType, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/schema.ts";

/** Where npm run layer writes, by architecture. */
const archiveFor = (architecture: string): string => `dist/ffmpeg-${architecture}.zip`;

const pathOf = (archive: string): string => fileURLToPath(new URL(`../../${archive}`, import.meta.url));

/** A condition that does not hold; one without any reference is not accepted by Terraform. */
export const NEVER = `\${path.module == ""}`;

/**
 * What is missing before an environment can be deployed, in a line: npm start and the tests do without it.
 * @param given another archive than that of npm run layer
 */
export function missingLayer({ name, functions }: EnvironmentConfig, given?: string): string | undefined {
  const { engine, architecture } = functions.processor;
  const archive = archiveFor(architecture);
  const needed = engine.type === "ffmpeg" && engine.layer === "build";
  if (!needed || existsSync(given ?? pathOf(archive))) return undefined;
  return `${given ?? archive} is missing, and ${name} cannot be deployed without it: npm run layer -- ${architecture} makes it`;
}

export interface FfmpegLayerOptions {
  readonly config: EnvironmentConfig;
  readonly name: string;
  /** Takes the archive, which is over the 50 MB that Lambda takes directly. */
  readonly bucket: string;
  /** @default that of npm run layer */
  readonly archive?: string | undefined;
}

/** ARNs of the layers that the engine needs. Without the archive Terraform refuses to plan them. */
export function ffmpegLayers(scope: Construct, { config, name, bucket, archive }: FfmpegLayerOptions): string[] {
  const { engine, architecture } = config.functions.processor;
  if (engine.type !== "ffmpeg") return [];
  if (engine.layer !== "build") return [engine.layer.arn];
  const missing = missingLayer(config, archive);
  const path = archive ?? pathOf(archiveFor(architecture));
  const sha256 = missing ? undefined : createHash("sha256").update(readFileSync(path)).digest();
  const object = new S3Object(scope, "ffmpeg-object", {
    bucket,
    key: `layers/${name}-${sha256?.toString("hex").slice(0, 16) ?? "missing"}.zip`,
    ...(sha256 && { source: new TerraformAsset(scope, "ffmpeg-archive", { path, type: AssetType.FILE }).path }),
    // S3 takes no more than 10 tags of an object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
    overrideProvider: { defaultTags: { tags: {} } },
    ...(missing && { lifecycle: { precondition: [{ condition: NEVER, errorMessage: missing }] } }),
  });
  const layer = new LambdaLayerVersion(scope, "ffmpeg-layer", {
    layerName: name,
    description: "FFmpeg (GPL-3.0-or-later) as bin/ffmpeg",
    licenseInfo: "GPL-3.0-or-later",
    compatibleArchitectures: [architecture],
    s3Bucket: object.bucket,
    s3Key: object.key,
    ...(sha256 && { sourceCodeHash: sha256.toString("base64") }),
    // A function that runs an older version of the code keeps its layer.
    skipDestroy: true,
  });
  return [layer.arn];
}
