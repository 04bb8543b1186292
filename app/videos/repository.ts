// The videos table's door. Every change of state is one conditional update from the state it is believed to be in, so
// that of two callers who both think it is their turn exactly one wins.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { createConditionalUpdate } from "./conditionalUpdate.ts";
import { VideoInProgressError, VideoNotFoundError, VideoStateError } from "./errors.ts";
import { listVideos, type Page } from "./listing.ts";
import { toVideo, WAITING, WATCHED } from "./table.ts";
import type { Attempt, Failure, ProcessingResult, Progress, Video, VideoStatus } from "./video.ts";
import { watchedVideos } from "./watchedVideos.ts";

/** How long an invocation may be silent before another one takes its video over, in seconds. */
export const CLAIM_SECONDS = 15;

/** How soon somebody looks after a queued video whose workflow may not have been started, in seconds. */
export const CHECK_AFTER_SECONDS = 60;

/** Who works on an attempt: proof for every later write. */
export interface Claim extends Attempt {
  readonly claimedBy: string;
}

/** What an attempt found when it wanted to begin. */
export type Begun =
  | { readonly claimed: true; readonly video: Video }
  /** What the video is instead; undefined when it was deleted. */
  | { readonly claimed: false; readonly video: Video | undefined };

export interface VideoRepository {
  create(video: Pick<Video, "id" | "title" | "description" | "sourceUrl">): Promise<Video>;
  get(id: string): Promise<Video>;
  list(query: { statuses: readonly VideoStatus[]; limit: number; cursor?: string | undefined }): Promise<Page>;
  edit(id: string, changes: { title?: string | undefined; description?: string | undefined }): Promise<Video>;
  remove(id: string): Promise<void>;
  /** uploaded | completed | failed → queued, as a new attempt: to be started now, or to wait for a batch window. */
  queue(id: string, when?: "now" | "window"): Promise<Video>;
  /**
   * queued → processing, or takes over an attempt whose owner has been silent for CLAIM_SECONDS. `claimed` is false when
   * the attempt has ended already or a newer one has begun.
   * @throws VideoInProgressError while another owner is alive
   */
  begin(claim: Claim): Promise<Begun>;
  /** Says that the owner is alive and how far it is; false when the claim is lost. */
  renew(claim: Claim, progress: Progress | undefined): Promise<boolean>;
  /** processing → completed; false when the claim is lost. */
  complete(claim: Claim, result: ProcessingResult): Promise<boolean>;
  /** queued | processing → failed, for that attempt only; false when it has ended already. With `claimedBy`, only by the owner. */
  fail(attempt: Attempt & { readonly claimedBy?: string }, failure: Failure): Promise<boolean>;
  /** Videos in flight that nobody has looked after for their time, the longest waiting first. */
  unattended(limit: number): Promise<Unattended[]>;
  /** Somebody did look: again in that many seconds. */
  attend(attempt: Attempt, seconds: number): Promise<void>;
}

/** A video in flight, and the batch run that moves it, if it is one. */
export interface Unattended {
  readonly video: Video;
  /** ARN of the execution. */
  readonly batch?: string;
}

/**
 * @param retentionDays how long a finished video is kept; for ever when absent
 */
export function createVideoRepository(
  client: DynamoDBDocumentClient,
  { tableName, clock, retentionDays }: { tableName: string; clock: Clock; retentionDays?: number | undefined },
): VideoRepository {
  const update = createConditionalUpdate(client, { tableName, clock });

  async function get(id: string): Promise<Video> {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true }),
    );
    if (!item) throw new VideoNotFoundError(id);
    return toVideo(item);
  }

  const expiry = () =>
    retentionDays === undefined ? {} : { expiresAt: clock.nowSeconds() + retentionDays * 24 * 60 * 60 };

  const ended = ["claimedBy", "claimedUntil", "watch", "checkAt", "batchRun", "progress"];

  const owned = ({ attempt, claimedBy }: Claim) => ({
    only: "#status = :processing AND #attempt = :attempt AND claimedBy = :owner",
    values: { ":processing": "processing", ":attempt": attempt, ":owner": claimedBy },
  });

  return {
    async create({ id, title, description, sourceUrl }) {
      const now = clock.now().toISOString();
      const video: Video = {
        id,
        title,
        description,
        sourceUrl,
        status: "uploaded",
        createdAt: now,
        updatedAt: now,
        attempt: 0,
      };
      await client.send(
        new PutCommand({ TableName: tableName, Item: video, ConditionExpression: "attribute_not_exists(id)" }),
      );
      return video;
    },

    get,

    list: (query) => listVideos(client, tableName, query),

    async edit(id, changes) {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const video = await update(id, { set: given });
      if (!video) throw new VideoNotFoundError(id);
      return video;
    },

    async remove(id) {
      try {
        await client.send(
          new DeleteCommand({
            TableName: tableName,
            Key: { id },
            ConditionExpression: "attribute_exists(id) AND NOT #status IN (:queued, :processing)",
            ExpressionAttributeNames: { "#status": "status" },
            ExpressionAttributeValues: { ":queued": "queued", ":processing": "processing" },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { status } = await get(id);
        throw new VideoStateError(id, status, "deleted");
      }
    },

    async queue(id, when = "now") {
      // Two steps, one write: the attempt that is read here is part of the condition.
      const { status, attempt } = await get(id);
      const queued = await update(id, {
        set: {
          status: "queued",
          attempt: attempt + 1,
          watch: when === "now" ? WATCHED : WAITING,
          checkAt: clock.nowSeconds() + (when === "now" ? CHECK_AFTER_SECONDS : 0),
        },
        remove: ["result", "failure", "progress", "expiresAt", "batchRun"],
        only: "#attempt = :attempt AND #status IN (:uploaded, :completed, :failed)",
        values: { ":attempt": attempt, ":uploaded": "uploaded", ":completed": "completed", ":failed": "failed" },
      });
      if (queued) return queued;
      const now = status === "queued" || status === "processing" ? status : (await get(id)).status;
      throw new VideoStateError(id, now, "queued");
    },

    async begin({ videoId, attempt, claimedBy }) {
      const now = clock.nowSeconds();
      const video = await update(videoId, {
        set: { status: "processing", claimedBy, claimedUntil: now + CLAIM_SECONDS },
        only: "#attempt = :attempt AND (#status = :queued OR (#status = :processing AND claimedUntil < :now))",
        values: { ":attempt": attempt, ":queued": "queued", ":processing": "processing", ":now": now },
      });
      if (video) return { claimed: true, video };
      const current = await get(videoId).catch((error: unknown) => {
        if (error instanceof VideoNotFoundError) return undefined;
        throw error;
      });
      if (current?.attempt === attempt && current.status === "processing") {
        throw new VideoInProgressError(`video ${videoId}, attempt ${attempt}: another invocation is working on it`);
      }
      return { claimed: false, video: current };
    },

    async renew(claim, progress) {
      const set = { claimedUntil: clock.nowSeconds() + CLAIM_SECONDS, ...(progress && { progress }) };
      return (await update(claim.videoId, { set, visible: progress !== undefined, ...owned(claim) })) !== undefined;
    },

    async complete(claim, result) {
      const change = { set: { status: "completed", result, ...expiry() }, remove: ended, ...owned(claim) };
      return (await update(claim.videoId, change)) !== undefined;
    },

    async fail({ videoId, attempt, claimedBy }, failure) {
      const set = { status: "failed", failure, ...expiry() };
      const values = { ":queued": "queued", ":processing": "processing", ":attempt": attempt };
      const change = claimedBy
        ? { set, remove: ended, ...owned({ videoId, attempt, claimedBy }) }
        : { set, remove: ended, only: "#attempt = :attempt AND #status IN (:queued, :processing)", values };
      return (await update(videoId, change)) !== undefined;
    },

    async unattended(limit) {
      const items = await watchedVideos(client, { tableName, watch: WATCHED, until: clock.nowSeconds(), limit });
      return items.map((item) => ({
        video: toVideo(item),
        ...(typeof item.batchRun === "string" && { batch: item.batchRun }),
      }));
    },

    async attend({ videoId, attempt }, seconds) {
      await update(videoId, {
        set: { checkAt: clock.nowSeconds() + seconds },
        visible: false,
        only: "#attempt = :attempt AND #status IN (:queued, :processing)",
        values: { ":attempt": attempt, ":queued": "queued", ":processing": "processing" },
      });
    },
  };
}
