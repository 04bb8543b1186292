// All buckets: those of the synthesised stacks, which Terraform owns, and those that were created at the endpoint.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { terraformOwns } from "../aws/ownedByTerraform.ts";
import type { Disk } from "../disk.ts";
import type { BusEvent } from "../events/bus.ts";
import type { Place } from "../terraform/assigned.ts";
import { Bucket } from "./bucket.ts";
import { s3Error } from "./errors.ts";
import { type Happened, objectEvent } from "./events.ts";
import { applyLifecycle } from "./lifecycle.ts";
import { Records } from "./records.ts";
import { type BucketDefinition, type BucketSettings, NO_SETTINGS } from "./settings.ts";

export interface StoreOptions {
  /** Below which each bucket has a folder. */
  readonly folder: string;
  readonly buckets: readonly BucketDefinition[];
  readonly place: Place;
  readonly disk: Disk;
  /** Told what happens to the objects of buckets that have EventBridge on. */
  readonly publish: (event: BusEvent) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Created {
  readonly createdAt: number;
  readonly settings: BucketSettings;
}

export class Store {
  readonly options: StoreOptions;
  readonly #open = new Map<string, Bucket>();
  readonly #created: Records<Created>;
  #sequence = 0;

  /** Opens all buckets. @throws DamagedError */
  constructor(options: StoreOptions) {
    this.options = options;
    mkdirSync(options.folder, { recursive: true });
    // No bucket's name begins with a dot.
    this.#created = new Records(join(options.folder, ".buckets"), options.disk);
    for (const name of this.names()) this.#openBucket(name);
  }

  get now(): number {
    return this.options.now();
  }

  names(): string[] {
    return [...new Set([...this.options.buckets.map(({ name }) => name), ...this.#created.keys()])].sort();
  }

  /** @throws AwsError NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.#open.get(name);
    if (!bucket) throw s3Error("NoSuchBucket");
    return bucket;
  }

  settings(name: string): BucketSettings {
    return this.#synthesised(name)?.settings ?? this.#created.get(name)?.settings ?? NO_SETTINGS;
  }

  createdAt(name: string): number {
    return (this.#synthesised(name) ?? this.#created.get(name))?.createdAt ?? 0;
  }

  /** @throws AwsError BucketAlreadyOwnedByYou */
  create(name: string): void {
    if (this.#open.has(name)) throw s3Error("BucketAlreadyOwnedByYou");
    this.#openBucket(name);
    this.#created.put(name, { createdAt: this.now, settings: NO_SETTINGS });
  }

  /** @throws AwsError for a bucket that is Terraform's, or is not empty */
  remove(name: string): void {
    this.#checkOwner(name, "DeleteBucket");
    if (this.bucket(name).objects.keys().length > 0) throw s3Error("BucketNotEmpty");
    this.#created.delete(name);
    this.#open.delete(name);
  }

  /** @throws AwsError for a bucket that is Terraform's */
  configure(name: string, operation: string, settings: Partial<BucketSettings>): void {
    this.#checkOwner(name, operation);
    this.#created.put(name, { createdAt: this.createdAt(name), settings: { ...this.settings(name), ...settings } });
  }

  tell(bucket: string, key: string, happened: Happened): void {
    if (!this.settings(bucket).eventBridge) return;
    this.#sequence += 1;
    const change = { bucket, key, happened, now: this.now, sequence: this.#sequence };
    this.options.publish(objectEvent(this.options.place, change));
  }

  /** Does what the lifecycle rules say; to be called now and then. */
  sweep(): void {
    for (const name of this.names()) {
      for (const key of applyLifecycle(this.bucket(name), this.settings(name).lifecycle, this.now))
        this.tell(name, key, { type: "Object Deleted", reason: "Lifecycle Expiration" });
    }
  }

  #openBucket(name: string): void {
    this.#open.set(name, new Bucket(join(this.options.folder, name), this.options.disk));
  }

  #synthesised(name: string): BucketDefinition | undefined {
    return this.options.buckets.find((one) => one.name === name);
  }

  #checkOwner(name: string, operation: string): void {
    this.bucket(name);
    if (this.#synthesised(name)) throw terraformOwns("s3", operation);
  }
}
