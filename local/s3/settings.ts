// What a bucket is told to do: answer pages of other origins, tell EventBridge, forget what is old.
import type { CorsRule } from "./cors.ts";
import type { LifecycleRule } from "./lifecycle.ts";

export interface BucketSettings {
  readonly cors: readonly CorsRule[];
  /** Whether events go to the bus. */
  readonly eventBridge: boolean;
  readonly lifecycle: readonly LifecycleRule[];
}

export const NO_SETTINGS: BucketSettings = { cors: [], eventBridge: false, lifecycle: [] };

/** A bucket of the synthesised stacks. */
export interface BucketDefinition {
  readonly name: string;
  readonly settings: BucketSettings;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}
