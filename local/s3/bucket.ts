// A bucket on disk: records of objects, uploads and parts, and files with the content that the records name. Content is written
// first, its record after: what a killed run leaves half is a file that no record names, and goes at the next start.
import { randomUUID } from "node:crypto";
import { constants, createReadStream, mkdirSync, readdirSync, rmSync } from "node:fs";
import { copyFile, open } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Disk } from "../disk.ts";
import type { Algorithm, Checksum, ChecksumType } from "./checksums.ts";
import { Records } from "./records.ts";

/** A file with a part of an object's content. */
export interface Segment {
  readonly file: string;
  readonly bytes: number;
}

export interface StoredObject {
  /** Without quotes. */
  readonly etag: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly segments: readonly Segment[];
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksum?: Checksum;
}

export interface Upload {
  readonly key: string;
  readonly startedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly algorithm?: Algorithm;
  readonly checksumType?: ChecksumType;
}

export interface Part extends Segment {
  readonly uploadId: string;
  readonly number: number;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly checksum?: string;
}

const partKey = (uploadId: string, number: number) => `${uploadId}/${number}`;

export class Bucket {
  readonly objects: Records<StoredObject>;
  readonly uploads: Records<Upload>;
  readonly #parts: Records<Part>;
  readonly #content: string;
  readonly #disk: Disk;
  /** How many answers read a file. */
  readonly #readers = new Map<string, number>();
  readonly #unneeded = new Set<string>();

  /** Opens the bucket, or makes an empty one. @throws DamagedError */
  constructor(folder: string, disk: Disk) {
    this.#disk = disk;
    this.#content = join(folder, "content");
    mkdirSync(this.#content, { recursive: true });
    this.objects = new Records(join(folder, "objects"), disk);
    this.uploads = new Records(join(folder, "uploads"), disk);
    this.#parts = new Records(join(folder, "parts"), disk);
    this.#tidy();
  }

  /** Ends what a killed run had begun: completed uploads lose their parts, content that no record names goes. */
  #tidy(): void {
    const ofObjects = new Set(
      [...this.objects.entries()].flatMap(([, { segments }]) => segments.map(({ file }) => file)),
    );
    const parts = [...this.#parts.entries()];
    for (const [, { file, uploadId }] of parts) if (ofObjects.has(file)) this.uploads.delete(uploadId);
    for (const [key, { uploadId }] of parts) if (!this.uploads.get(uploadId)) this.#parts.delete(key);
    const named = new Set([...ofObjects, ...[...this.#parts.entries()].map(([, { file }]) => file)]);
    for (const file of readdirSync(this.#content))
      if (!named.has(file)) rmSync(join(this.#content, file), { force: true });
  }

  /** Writes a new file; on failure nothing of it stays. @param fill is given what writes a piece */
  async write<T extends { readonly bytes: number }>(
    fill: (take: (piece: Buffer) => Promise<unknown>) => Promise<T>,
  ): Promise<T & Segment> {
    this.#disk.beforeWrite();
    const file = randomUUID();
    const handle = await open(join(this.#content, file), "wx");
    try {
      const filled = await fill((piece) => {
        this.#disk.beforeWrite();
        return handle.writeFile(piece);
      });
      return { ...filled, file };
    } catch (error) {
      this.#remove(file);
      throw error;
    } finally {
      await handle.close();
    }
  }

  /** The content from one byte to another, both included. */
  read(segments: readonly Segment[], first: number, last: number): Readable {
    for (const { file } of segments) this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    const content = Readable.from(this.#pieces(segments, first, last));
    content.once("close", () => {
      for (const { file } of segments) this.#release(file);
    });
    return content;
  }

  async *#pieces(segments: readonly Segment[], first: number, last: number): AsyncGenerator<Buffer, void> {
    let begin = 0;
    for (const { file, bytes } of segments) {
      const [start, end] = [Math.max(first - begin, 0), Math.min(last - begin, bytes - 1)];
      if (start <= end) yield* createReadStream(join(this.#content, file), { start, end });
      begin += bytes;
    }
  }

  #release(file: string): void {
    const left = (this.#readers.get(file) ?? 1) - 1;
    if (left > 0) return void this.#readers.set(file, left);
    this.#readers.delete(file);
    if (this.#unneeded.delete(file)) this.#remove(file);
  }

  /** Content of its own with the same bytes, shared on disk where the file system can. */
  async copy(segments: readonly Segment[]): Promise<Segment[]> {
    this.#disk.beforeWrite();
    return Promise.all(
      segments.map(async ({ file, bytes }) => {
        const copied = randomUUID();
        await copyFile(join(this.#content, file), join(this.#content, copied), constants.COPYFILE_FICLONE);
        return { file: copied, bytes };
      }),
    );
  }

  /** From now on the key has this object, and no other content. */
  put(key: string, object: StoredObject): void {
    const before = this.objects.get(key);
    this.objects.put(key, object);
    this.forget(before?.segments ?? []);
  }

  /** @returns whether there was one */
  delete(key: string): boolean {
    const before = this.objects.get(key);
    this.objects.delete(key);
    this.forget(before?.segments ?? []);
    return before !== undefined;
  }

  parts(uploadId: string): Part[] {
    const ofUpload = [...this.#parts.entries()].filter(([, part]) => part.uploadId === uploadId);
    return ofUpload.map(([, part]) => part).sort((a, b) => a.number - b.number);
  }

  putPart(part: Part): void {
    const key = partKey(part.uploadId, part.number);
    const before = this.#parts.get(key);
    this.#parts.put(key, part);
    if (before) this.forget([before]);
  }

  /** Ends an upload. @param kept what is in an object now; the rest of its content goes */
  endUpload(uploadId: string, kept: readonly Segment[] = []): void {
    const parts = this.parts(uploadId);
    this.uploads.delete(uploadId);
    for (const { number } of parts) this.#parts.delete(partKey(uploadId, number));
    this.forget(parts.filter(({ file }) => !kept.some((one) => one.file === file)));
  }

  /** Content that no record names: gone as soon as no answer reads it. */
  forget(segments: readonly Segment[]): void {
    for (const { file } of segments) {
      if (this.#readers.has(file)) this.#unneeded.add(file);
      else this.#remove(file);
    }
  }

  #remove(file: string): void {
    rmSync(join(this.#content, file), { force: true });
  }
}
