// The dispatcher over videos and their objects, and what it is called with about them.
import { createDispatcher } from "../../../app/dispatcher/dispatcher.ts";
import { testDispatcher } from "./dispatcher.ts";
import type { TestDynamo } from "./dynamo.ts";
import { FakeMedia } from "./fakeMedia.ts";
import { recordingLog } from "./log.ts";
import { FakeStepFunctions } from "./stepFunctions.ts";
import { testVideos } from "./videos.ts";

export const SWEEP = { action: "sweep" };

export async function mediaRig(dynamo: TestDynamo, options: { retentionDays?: number } = {}) {
  const rigged = await testVideos(dynamo, options);
  const { clock, queue, awaited, deleted, leftovers } = rigged;
  const media = new FakeMedia(clock);
  const stepFunctions = new FakeStepFunctions();
  const log = recordingLog();
  const parts = testDispatcher({ clock, stepFunctions, log });
  const dispatcher = createDispatcher({ ...parts, queue, awaited, deleted, leftovers, objects: media.forDispatcher });
  /** A lost event of the index must not matter: what is due is found at the next sweep. */
  const sweepAfter = (seconds: number) => {
    clock.advance(seconds);
    return dispatcher(SWEEP);
  };
  return { ...rigged, media, stepFunctions, log, dispatcher, sweepAfter };
}

/** As EventBridge tells of an object. */
export const created = (key: string) => ({
  version: "0",
  source: "aws.s3",
  "detail-type": "Object Created",
  detail: {
    version: "0",
    bucket: { name: "media" },
    object: { key, size: 5, etag: "e", sequencer: "0" },
    reason: "PutObject",
  },
});
