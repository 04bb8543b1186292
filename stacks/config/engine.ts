// The engine that processes videos, and where its binary comes from.
import { z } from "zod";
import { audioSchema, DEFAULT_OUTPUTS, renditionsSchema } from "../../app/processor/engines/ffmpeg/outputs.ts";
import { whole } from "./functionSchema.ts";
import { layerArn } from "./identifiers.ts";

export const engineSchema = z.discriminatedUnion("type", [
  /** Burns CPU time and makes no media. */
  z.strictObject({ type: z.literal("simulated"), cpuMilliseconds: whole(0, 600_000) }),
  /** docs/media.md */
  z.strictObject({
    type: z.literal("ffmpeg"),
    /** Where /opt/bin/ffmpeg comes from: the archive of `npm run layer`, or a layer's version that is there. */
    layer: z.union([z.literal("build"), z.strictObject({ arn: layerArn })], {
      error: 'must be "build", or { arn } of a layer\'s version',
    }),
    /** Longer sources are refused; what one invocation can carry at most. */
    maxDurationSeconds: whole(1, 7_200),
    renditions: renditionsSchema.default([...DEFAULT_OUTPUTS.renditions]),
    audio: audioSchema.prefault({}),
  }),
]);
