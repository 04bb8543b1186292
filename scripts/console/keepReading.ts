// Keeps what the page shows read, and tells the page in a line what cannot be.
import type { Feed } from "../../local/console/feed.ts";
import type { Clock } from "../../local/lambda/clock.ts";
import { problemLine } from "./problem.ts";
import { type Pace, type Steady, steady } from "./steady.ts";

export interface Source {
  readonly pace: Pace;
  /** Reads it into the feed. */
  read(): Promise<void>;
  /** The IAM action that it takes, where AWS's refusal may not name it. */
  readonly action?: string;
}

export interface Reading<Name extends string> {
  /** Something of it has changed. */
  poke(what: Name): void;
  pokeAll(): void;
  stop(): void;
}

export interface ReadingOptions {
  readonly feed: Pick<Feed, "put" | "remove" | "subscribers">;
  /** Whether each is read once without a page. */
  readonly readsFirst: boolean;
  readonly clock?: Clock;
}

/** Reads each source in its pace, as long as a page is open. */
export function keepReading<Name extends string>(
  sources: Readonly<Record<Name, Source>>,
  { feed, readsFirst, clock }: ReadingOptions,
): Reading<Name> {
  const begin = (what: string, { read, pace, action }: Source): Steady => {
    let isFirst = readsFirst;
    const readIfSeen = async () => {
      if (feed.subscribers === 0 && !isFirst) return false;
      await read();
      isFirst = false;
      feed.remove("problems", what);
      return true;
    };
    const failed = (error: unknown, again: number) =>
      feed.put("problems", what, `${what}: ${problemLine(error, { again, ...(action !== undefined && { action }) })}`);
    return steady(readIfSeen, pace, failed, clock);
  };
  const readers = new Map(Object.entries<Source>(sources).map(([what, source]) => [what, begin(what, source)]));
  return {
    poke: (what) => readers.get(what)?.poke(),
    pokeAll: () => {
      for (const reader of readers.values()) reader.poke();
    },
    stop: () => {
      for (const reader of readers.values()) reader.stop();
    },
  };
}
