import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { TerraformOutput } from "cdktf";
import { ffmpegLayers, NEVER } from "../../../stacks/service/ffmpegLayer.ts";
import { define } from "../../support/stacks/boundaries.ts";
import { stackIn, synthesize } from "../../support/stacks/synthesize.ts";
import { ref, removeTemporaryFolders, Template, temporaryFolder } from "../../support/stacks/template.ts";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:layer:ffmpeg:7";
const archive = join(temporaryFolder(), "ffmpeg.zip");
writeFileSync(archive, "an archive");
afterAll(removeTemporaryFolders);

async function layersOf(engine: unknown, from = archive) {
  const config = define({ "functions.processor.engine": engine, "functions.processor.maxConcurrency": 2 });
  const { folder, remove } = await synthesize((app) => {
    const stack = stackIn(app, "service");
    const layers = ffmpegLayers(stack, { config, name: "video-test-ffmpeg", bucket: "media", archive: from });
    new TerraformOutput(stack, "layers", { value: layers });
  });
  try {
    const template = new Template("service", readFileSync(join(folder, "stacks", "service", "cdk.tf.json"), "utf8"));
    return { layers: template.outputs.layers?.value, template };
  } finally {
    await remove();
  }
}

const ffmpeg = (layer: unknown) => ({ type: "ffmpeg", layer, maxDurationSeconds: 60 });

describe("the layer of FFmpeg", () => {
  it("is none for the simulated engine", async () => {
    const { layers, template } = await layersOf({ type: "simulated", cpuMilliseconds: 5 });

    expect(layers).toEqual([]);
    expect(template.resources()).toEqual([]);
  });

  it("is the one that is named, and this repository ships no binary", async () => {
    const { layers, template } = await layersOf(ffmpeg({ arn: ARN }), "/nowhere");

    expect(layers).toEqual([ARN]);
    expect(template.resources()).toEqual([]);
  });

  it("is made of the archive, which goes through the bucket under a name of its content", async () => {
    const { layers, template } = await layersOf(ffmpeg("build"));

    const layer = template.resource("aws_lambda_layer_version");
    const object = template.resource<{ key: string }>("aws_s3_object");
    const digest = createHash("sha256").update("an archive").digest();
    expect(layers).toEqual([ref(layer, "arn")]);
    expect(object).toMatchObject({
      bucket: "media",
      key: `layers/video-test-ffmpeg-${digest.toString("hex").slice(0, 16)}.zip`,
    });
    expect(layer).toMatchObject({
      layer_name: "video-test-ffmpeg",
      compatible_architectures: ["arm64"],
      license_info: "GPL-3.0-or-later",
      s3_bucket: ref(object, "bucket"),
      s3_key: ref(object, "key"),
      source_code_hash: digest.toString("base64"),
      skip_destroy: true,
    });
  });

  it("goes through an object without tags: S3 takes 10 of an object, where 48 are allowed of everything else", async () => {
    const { template } = await layersOf(ffmpeg("build"));

    expect(template.resource("aws_s3_object")).toHaveProperty("override_provider", { default_tags: { tags: {} } });
  });

  it("is refused at plan when the archive is missing, with what to do", async () => {
    const { template } = await layersOf(ffmpeg("build"), "/nowhere.zip");

    expect(template.resource("aws_s3_object")).toMatchObject({
      lifecycle: {
        precondition: [
          {
            condition: NEVER,
            error_message:
              "/nowhere.zip is missing, and test cannot be deployed without it: npm run layer -- arm64 makes it",
          },
        ],
      },
    });
  });
});
