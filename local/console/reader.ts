// What reads for the page the things that the local run itself does not know: it is given to npm start from outside, because local/
// knows nothing of the system that it runs.
import type { Act, Lookup, Stream } from "./console.ts";
import type { LocalFace } from "./face.ts";
import type { Feed } from "./feed.ts";

/** Where the local run can be reached. */
export interface Doors {
  readonly environment: string;
  readonly region: string;
  readonly awsUrl: string;
  readonly apiUrl: string;
  readonly face: LocalFace;
}

export interface Reader {
  readonly lookups: Readonly<Record<string, Lookup>>;
  readonly streams: Readonly<Record<string, Stream>>;
  readonly actions?: Readonly<Record<string, Act>>;
  readonly upload?: Stream;
  /** Something has changed that no call of AWS shows. */
  poke(): void;
  stop(): void;
}

/** Begins to read into the feed. */
export type OpenReader = (doors: Doors, feed: Feed) => Promise<Reader>;
