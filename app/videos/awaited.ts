// Videos whose source is being uploaded: it comes, it comes as something else, or it does not come.
import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { createConditionalUpdate, type StoredVideo } from "./conditionalUpdate.ts";
import { ending, type Retention } from "./ending.ts";
import { type Queue, WATCH } from "./table.ts";
import type { Failure } from "./video.ts";
import { waitingIn } from "./waiting.ts";
import { type WatchedVideo, watchedVideos } from "./watchedVideos.ts";

/** Until when an upload may end, in seconds after the video was created. */
export const UPLOAD_SECONDS = 24 * 60 * 60;

/** How often the sweep looks for a source of which no event told, in seconds. */
export const LOOK_AFTER_SECONDS = 300;

const EXPIRED: Failure = { code: "UPLOAD_EXPIRED", message: "The video was not uploaded in time." };
const MISMATCH: Failure = { code: "UPLOAD_MISMATCH", message: "What was uploaded is not what was declared." };

/** What was uploaded. */
export interface Source {
  readonly bytes: number;
  readonly contentType: string;
}

/**
 * `mismatch`: it is not what was declared, and the video has failed; `unknown`: no video owns it; `untouched`: it was known
 * before, or the video does not wait for it any more.
 */
export type Arrival = "uploaded" | "queued" | "queued for a window" | "mismatch" | "unknown" | "untouched";

export interface AwaitedVideos {
  /** The source of that video is there. Safe to be told any number of times. */
  arrived(id: string, source: Source): Promise<Arrival>;
  /** The source is not there: it is looked for again later, until the upload must have ended. */
  missing(id: string): Promise<"waits" | "expired" | "untouched">;
  /** Those to look for now, the earliest first. */
  due(limit: number): Promise<WatchedVideo[]>;
}

const AWAITED = { only: "#status = :awaiting", values: { ":awaiting": "awaiting-upload" } };

export function createAwaitedVideos(
  client: DynamoDBDocumentClient,
  options: Retention & { tableName: string },
): AwaitedVideos {
  const { tableName, clock } = options;
  const update = createConditionalUpdate(client, { tableName, clock });

  return {
    async arrived(id, source) {
      const get = new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true });
      const video = (await client.send(get)).Item as StoredVideo | undefined;
      if (video?.status === undefined) return "unknown";
      if (video.status !== "awaiting-upload") return "untouched";
      const is = async (arrival: Arrival, change: Omit<Parameters<typeof update>[1], "only" | "values">) =>
        (await update(id, { ...change, ...AWAITED })) ? arrival : "untouched";

      if (source.bytes !== video.bytes || source.contentType !== video.contentType) {
        return is("mismatch", ending({ failure: MISMATCH }, options, false));
      }
      const queue = video.queue as Queue | undefined;
      if (queue === undefined) {
        return is("uploaded", { set: { status: "uploaded" }, remove: ["watch", "checkAt", "uploadUntil", "uploadId"] });
      }
      return is(queue === "now" ? "queued" : "queued for a window", {
        set: { status: "queued", ...waitingIn(queue, clock) },
        increment: ["attempt"],
        remove: ["uploadUntil", "uploadId"],
      });
    },

    async missing(id) {
      const now = clock.nowSeconds();
      const values = { ...AWAITED.values, ":now": now };
      const waits = await update(id, {
        set: { checkAt: now + LOOK_AFTER_SECONDS },
        visible: false,
        only: `${AWAITED.only} AND uploadUntil > :now`,
        values,
      });
      if (waits) return "waits";
      const only = `${AWAITED.only} AND uploadUntil <= :now`;
      const end = ending({ failure: EXPIRED }, options, false);
      return (await update(id, { ...end, only, values })) ? "expired" : "untouched";
    },

    due: (limit) => watchedVideos({ client, tableName }, { watch: WATCH.uploading, until: clock.nowSeconds(), limit }),
  };
}
