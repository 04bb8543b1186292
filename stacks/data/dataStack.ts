// The two tables, what clients own and what capacity is made of (why two: docs/decisions.md), and the bucket of media.
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import type { Construct } from "constructs";
import { CAPACITY_KEYS } from "../../app/capacity/capacityKeys.ts";
import { VIDEO_INDEXES, VIDEO_TIME_TO_LIVE, WATCHED_ATTRIBUTES } from "../../app/videos/table.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import { EnvironmentStack } from "../shared/environmentStack.ts";
import { MediaBucket } from "./mediaBucket.ts";

/** A table or a bucket as a stack that uses it sees it. */
export interface StoreReference {
  readonly name: string;
  readonly arn: string;
}

export class DataStack extends EnvironmentStack {
  readonly videos: StoreReference;
  readonly capacity: StoreReference;
  readonly media: StoreReference;

  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, "data", config);
    this.videos = this.#addVideos();
    this.capacity = this.#addCapacity();
    const { bucket } = new MediaBucket(this, "media", { ...this.bucketNamed(this.names.media), environment: config });
    this.media = { name: bucket.bucket, arn: bucket.arn };
  }

  get #protected() {
    return {
      billingMode: "PAY_PER_REQUEST",
      deletionProtectionEnabled: this.config.data.deletionProtection,
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
    };
  }

  #addVideos(): StoreReference {
    const table = new DynamodbTable(this, "videos", {
      ...this.#protected,
      name: this.names.videosTable,
      hashKey: "id",
      attribute: [
        { name: "id", type: "S" },
        { name: "listed", type: "S" },
        { name: "status", type: "S" },
        { name: "createdAt", type: "S" },
        { name: "watch", type: "S" },
        { name: "checkAt", type: "N" },
      ],
      ttl: { attributeName: VIDEO_TIME_TO_LIVE, enabled: true },
    });
    // As an override: the bindings know only hash_key and range_key of an index, which the provider has deprecated (6.29).
    table.addOverride("global_secondary_index", [
      // Nothing that changes while a video is processed is in an index: docs/scale.md.
      { name: VIDEO_INDEXES.byCreation, key_schema: keySchema("listed", "id"), projection_type: "KEYS_ONLY" },
      { name: VIDEO_INDEXES.byStatus, key_schema: keySchema("status", "createdAt"), projection_type: "KEYS_ONLY" },
      {
        name: VIDEO_INDEXES.watched,
        key_schema: keySchema("watch", "checkAt"),
        projection_type: "INCLUDE",
        non_key_attributes: [...WATCHED_ATTRIBUTES],
      },
    ]);
    return reference(table);
  }

  #addCapacity(): StoreReference {
    const { partition, sort, liveIndex, liveUntil, timeToLive } = CAPACITY_KEYS;
    return reference(
      new DynamodbTable(this, "capacity", {
        ...this.#protected,
        name: this.names.capacityTable,
        hashKey: partition,
        rangeKey: sort,
        attribute: [
          { name: partition, type: "S" },
          { name: sort, type: "S" },
          { name: liveUntil, type: "N" },
        ],
        // Local, because the reconciler must read what was written a moment ago.
        localSecondaryIndex: [{ name: liveIndex, rangeKey: liveUntil, projectionType: "ALL" }],
        ttl: { attributeName: timeToLive, enabled: true },
      }),
    );
  }
}

const keySchema = (hash: string, range: string) => [
  { attribute_name: hash, key_type: "HASH" },
  { attribute_name: range, key_type: "RANGE" },
];

const reference = ({ name, arn }: DynamodbTable): StoreReference => ({ name, arn });
