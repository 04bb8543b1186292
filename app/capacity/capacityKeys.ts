// How the capacity table is laid out: its keys, and how long what is over is remembered.

/** Keys of the table, for whoever creates it or writes a declaration into it. */
export const CAPACITY_KEYS = {
  partition: "pk",
  sort: "sk",
  /** Local index (for consistent reads) that holds an item only while it asks for something. */
  liveIndex: "live",
  liveUntil: "liveUntil",
  /** When DynamoDB may drop the item. */
  timeToLive: "expiresAt",
} as const;

export const DECLARATIONS = "declaration";
export const functionKey = (functionName: string) => `function#${functionName}`;

/** The key under which a function's declaration is stored. */
export const declarationKey = (functionName: string) => ({ pk: DECLARATIONS, sk: functionName });

export const DAY_SECONDS = 24 * 60 * 60;

/** How long an ended lease or hold is remembered, so that a late retry cannot bring it back. */
export const REMEMBERED_SECONDS = 7 * DAY_SECONDS;
