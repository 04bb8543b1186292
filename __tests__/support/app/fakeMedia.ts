// The media bucket in memory: what the api, the dispatcher and the processor do with it, over the same objects.
import { isUnlisted, outputKey, outputsPrefix, sourceKey } from "../../../app/media/keys.ts";
import type { Objects, Uploaded } from "../../../app/media/objects.ts";
import { type Declared, partSizes, type Uploads } from "../../../app/media/uploads.ts";
import type { Work } from "../../../app/media/work.ts";
import type { ManualClock } from "./clock.ts";

export class FakeMedia {
  /** By key. */
  readonly objects = new Map<string, Uploaded>();
  /** Unfinished uploads: id to the video's. */
  readonly unfinished = new Map<string, string>();
  readonly processed = new Set<string>();
  /** What happens between the look for leftovers and their deletion. */
  beforeDeletion: () => Promise<void> = async () => {};
  /** Thrown by every call while set. */
  down: Error | undefined;
  readonly #clock: ManualClock;
  #uploads = 0;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  /** As a client does with the URL that it was given. */
  upload(id: string, object: Uploaded): void {
    this.objects.set(sourceKey(id), object);
  }

  putOutput(id: string, attempt: number, name: string): void {
    this.objects.set(outputKey(id, attempt, name), { bytes: 1, contentType: "image/jpeg" });
  }

  #assertUp(): void {
    if (this.down) throw this.down;
  }

  get forApi(): Uploads {
    const expiresAt = () => new Date(this.#clock.now().getTime() + 3_600_000).toISOString();
    const url = (key: string) => `https://media.example/${key}`;
    return {
      single: async ({ id, contentType }: Declared) => {
        this.#assertUp();
        const headers = { "content-type": contentType, "if-none-match": "*" };
        return { method: "PUT", url: url(sourceKey(id)), headers, expiresAt: expiresAt() };
      },
      beginParts: async ({ id }: Declared) => {
        this.#assertUp();
        this.#uploads += 1;
        this.unfinished.set(`upload-${this.#uploads}`, id);
        return `upload-${this.#uploads}`;
      },
      parts: async ({ id, bytes }: Declared, uploadId: string) => ({
        method: "PUT",
        parts: partSizes(bytes).map((size, index) => ({
          partNumber: index + 1,
          bytes: size,
          url: `${url(sourceKey(id))}?partNumber=${index + 1}&uploadId=${uploadId}`,
        })),
        expiresAt: expiresAt(),
      }),
      complete: async (id, uploadId, etags) => {
        this.#assertUp();
        if (etags.some((etag) => etag.includes("wrong"))) return false;
        if (this.unfinished.delete(uploadId)) this.upload(id, { bytes: 6 * 1024 ** 3, contentType: "video/mp4" });
        return true;
      },
      outputUrl: async (id, attempt, name) => `${url(outputKey(id, attempt, name))}?signed`,
    };
  }

  get forDispatcher(): Objects {
    const abortUploads = async (id: string) => {
      this.#assertUp();
      for (const [uploadId, of] of this.unfinished) if (of === id) this.unfinished.delete(uploadId);
    };
    return {
      source: async (id) => {
        this.#assertUp();
        return this.objects.get(sourceKey(id));
      },
      deleteSource: async (id) => {
        this.#assertUp();
        this.objects.delete(sourceKey(id));
      },
      abortUploads,
      deleteUnlisted: async (id, attempt, names) => {
        this.#assertUp();
        await this.beforeDeletion();
        for (const key of this.objects.keys()) if (isUnlisted(key, id, attempt, names)) this.objects.delete(key);
      },
      deleteAll: async (id) => {
        await abortUploads(id);
        for (const key of this.objects.keys()) {
          if (key === sourceKey(id) || key.startsWith(outputsPrefix(id))) this.objects.delete(key);
        }
      },
    };
  }

  get forProcessor(): Pick<Work, "markProcessed"> {
    return {
      markProcessed: async (id) => {
        this.#assertUp();
        this.processed.add(id);
      },
    };
  }
}
