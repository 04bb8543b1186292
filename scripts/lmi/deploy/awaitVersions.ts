// Looks at published versions until none is on its way any more, or the time is over.
import { toCliError } from "../failure.ts";
import type { Progress } from "../progress.ts";
import { waitFor } from "../waiting.ts";
import type { PublishedVersion } from "./publishedVersion.ts";
import { verdictOf } from "./verdict.ts";
import { described } from "./versionLines.ts";

/** What passes by itself: Lambda is asked too often, or the line is. */
const PASSING = new Set([
  "TooManyRequestsException",
  "ThrottlingException",
  "ServiceException",
  "TimeoutError",
  "AbortError",
]);

const passes = (error: unknown): boolean => error instanceof Error && PASSING.has(error.name);

/**
 * The versions as they are when none is pending, or when `seconds` are over; 0 looks once.
 * @param options.look reads them all
 * @throws Error of `look` when there is no more time to ask again, or asking again does not help
 */
export async function awaitVersions(options: {
  readonly seconds: number;
  readonly look: () => Promise<readonly PublishedVersion[]>;
  readonly progress: Progress;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds on any clock. */
  readonly now: () => number;
}): Promise<readonly PublishedVersion[]> {
  const { seconds, look, progress, sleep, now } = options;
  const end = now() + seconds * 1000;
  return waitFor<readonly PublishedVersion[]>("versions", { seconds, progress, sleep, now }, async () => {
    try {
      const versions = await look();
      const pending = versions.filter((version) => verdictOf(version) === "pending");
      if (pending.length === 0 || now() >= end) return { found: versions };
      return { seen: pending.map((version) => `${version.functionName}: ${described(version)}`).join("; ") };
    } catch (error) {
      if (!passes(error) || now() >= end) throw error;
      return { seen: toCliError(error).message };
    }
  });
}
