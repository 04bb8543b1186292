// Rules of a queue: messages that wait for a deactivated function must outlast the time until its next window.
import { type BatchWindow, isOneOff, type Opening, openingsOf } from "../../../app/capacity/window.ts";
import type { OwnFunctionConfig } from "../functions.ts";
import { visibilitySeconds } from "../queue.ts";

type Broken = Generator<string>;

const DAY_SECONDS = 24 * 60 * 60;

/** A year, a leap day among them, and what a window of one of its months needs. */
const YEAR = ["2027-12-01", "2029-02-01"] as const;

export function* queueRules(path: string, { queue, scaling, timeoutSeconds }: OwnFunctionConfig): Broken {
  if (!queue) return;
  const { batchSize, maximumBatchingWindowSeconds, retentionDays, maxReceiveCount } = queue;
  const visibility = visibilitySeconds(queue, timeoutSeconds);
  if (batchSize > 10 && maximumBatchingWindowSeconds === 0) {
    yield `${path}.queue.maximumBatchingWindowSeconds: must be at least 1 for batches of more than 10, got 0`;
  }
  if (visibility < timeoutSeconds) {
    yield `${path}.queue.visibilityTimeoutSeconds: must be at least timeoutSeconds (${timeoutSeconds}), got ${visibility}`;
  }
  if (scaling.owner === "terraform" || scaling.baseline.max > 0 || scaling.windows.length === 0) return;
  const closed = longestClosedSeconds(scaling.windows);
  if (closed === undefined) {
    yield `${path}.queue: must have a window that comes again, because messages do not wake a deactivated function`;
    return;
  }
  const between = `because there are up to ${closed} s between two windows`;
  if (retentionDays * DAY_SECONDS <= closed) {
    yield `${path}.queue.retentionDays: must be at least ${Math.floor(closed / DAY_SECONDS) + 1}, ${between}, got ${retentionDays}`;
  }
  // Lambda receives while the function is deactivated: https://repost.aws/knowledge-center/lambda-retrying-valid-sqs-messages
  if (maxReceiveCount * visibility <= closed) {
    yield `${path}.queue.maxReceiveCount: must be at least ${Math.floor(closed / visibility) + 1}, ${between} and a message is received every ${visibility} s, got ${maxReceiveCount}`;
  }
}

/** The longest time without a window, of the dates that they except too; undefined when no window comes again. */
function longestClosedSeconds(windows: readonly BatchWindow[]): number | undefined {
  const again = windows.flatMap((window) => (isOneOff(window) ? [] : [window]));
  const dates = [...YEAR, ...again.flatMap(({ except }) => except)]
    .map((date) => Date.parse(date))
    .toSorted((a, b) => a - b);
  const [first = 0, last = 0] = [dates[0], dates.at(-1)];
  const margin = 124 * DAY_SECONDS * 1_000; // from one fifth Monday to the one after the next
  const openings: Opening[] = again
    .flatMap((window) => [...openingsOf(window, first - margin, last + margin)])
    .toSorted((a, b) => a.opens - b.opens);
  let longest: number | undefined;
  let closes: number | undefined;
  for (const opening of openings) {
    if (closes !== undefined) longest = Math.max(longest ?? 0, (opening.opens - closes) / 1_000);
    closes = Math.max(closes ?? 0, opening.closes);
  }
  return longest;
}
