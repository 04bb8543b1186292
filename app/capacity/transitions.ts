// When the desired config changes because a window opens or closes.
import { combine, equals, type ScalingConfig, within } from "./scalingConfig.ts";
import { type BatchWindow, configOf, type Opening, openingsOf } from "./window.ts";

/** What windows alone decide about. */
export interface Schedule {
  readonly baseline: ScalingConfig;
  readonly windows: readonly BatchWindow[];
  /** Execution environments that fit; @default no limit */
  readonly limit?: number;
}

/** From `at` (milliseconds since the epoch) on, `desired` is what baseline and windows ask for. */
export interface Transition {
  readonly at: number;
  readonly desired: ScalingConfig;
  /** Names of the open windows, in the order of their declaration. */
  readonly open: readonly string[];
}

const DAY = 24 * 60 * 60 * 1000;

/** How much is looked at in one go, and how far ahead at most: a window may be as rare as the 31st in some months. */
const STEP = 62 * DAY;
const HORIZON = 10 * 366 * DAY;

/** What baseline and the given openings ask for. */
export function scheduled(
  { baseline, limit = Number.POSITIVE_INFINITY }: Schedule,
  open: readonly Opening[],
): ScalingConfig {
  return within(limit, combine([baseline, ...open.map(({ window }) => configOf(window))]));
}

const isOpen = ({ opens, closes }: Opening, at: number) => opens <= at && at < closes;

/**
 * The changes of the desired config after `from` (milliseconds since the epoch), in order; only where it really changes.
 * Ends ten years after `from`.
 */
export function* transitions(schedule: Schedule, from: number): Generator<Transition> {
  const openAt = (openings: readonly Opening[], at: number) => openings.filter((opening) => isOpen(opening, at));
  const all = (since: number, until: number) =>
    schedule.windows.flatMap((window) => [...openingsOf(window, since, until)]);
  let current = scheduled(schedule, openAt(all(from, from + 1), from));
  for (let since = from; since < from + HORIZON; since += STEP) {
    const until = since + STEP;
    const openings = all(since, until + 1);
    const edges = new Set(openings.flatMap(({ opens, closes }) => [opens, closes]));
    for (const at of [...edges].filter((edge) => edge > since && edge <= until).toSorted((a, b) => a - b)) {
      const open = openAt(openings, at);
      const desired = scheduled(schedule, open);
      if (equals(desired, current)) continue;
      current = desired;
      yield { at, desired, open: [...new Set(open.map(({ window }) => window.name))] };
    }
  }
}
