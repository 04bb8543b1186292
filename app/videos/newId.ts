// Ids of videos: ULIDs, whose random bytes come in batches. One call for each of sixteen characters is what the library does.
import { randomFillSync } from "node:crypto";
import { ulid } from "ulid";

const bytes = new Uint8Array(4_096);
let next = bytes.length;

/** 0 to 1, in steps of 1/256: exact for the 32 characters of a ULID. */
function random(): number {
  if (next === bytes.length) {
    randomFillSync(bytes);
    next = 0;
  }
  const byte = bytes[next] ?? 0;
  next += 1;
  return byte / 256;
}

/** Sorts by the millisecond in which it was made. */
export const newId = (): string => ulid(undefined, random);
