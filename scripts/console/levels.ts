// How much capacity there was and will be, as steps over time.
import type { Change } from "../../app/capacity/change.ts";
import { type Demand, desired } from "../../app/capacity/desired.ts";
import { isLive } from "../../app/capacity/lease.ts";
import { configOf, openingsOf } from "../../app/capacity/window.ts";
import type { Level, Span } from "../../local/console/model.ts";

const MINUTE = 60_000;
/** How much of the past and of the future the timeline shows. */
export const PAST_MILLISECONDS = 15 * MINUTE;
export const FUTURE_MILLISECONDS = 120 * MINUTE;

const isChange = (level: Level, index: number, all: readonly Level[]) => {
  const before = all[index - 1];
  return before === undefined || before.min !== level.min || before.max !== level.max;
};

/**
 * What was put, by the recorded changes, and what will be desired as windows, leases and holds begin and end.
 * @param now milliseconds since the epoch
 * @param changes newest first
 */
export function desiredLevels(demand: Demand, changes: readonly Change[], now: number): Level[] {
  const { declaration, leases, hold } = demand;
  const past = changes
    .map(({ at, to }): Level => ({ at: Date.parse(at), ...to }))
    .filter(({ at }) => at <= now)
    .reverse();
  const oldest = changes.at(-1);
  const before = oldest ? (oldest.from ?? declaration.baseline) : desired(demand, now / 1000).config;
  const until = now + FUTURE_MILLISECONDS;
  const openings = declaration.windows.flatMap((window) => [...openingsOf(window, now, until)]);
  const ends = [...leases, ...(hold ? [hold] : [])].map(({ liveUntil }) => liveUntil * 1000);
  const edges = [now, ...ends, ...openings.flatMap(({ opens, closes }) => [opens, closes])]
    .filter((at) => at >= now && at < until)
    .toSorted((a, b) => a - b);
  const coming = edges.map((at): Level => ({ at, ...desired(demand, Math.floor(at / 1000)).config }));
  return [{ at: 0, ...before }, ...past, ...coming].filter(isChange);
}

/** What asks for capacity within the timeline, in the order of its beginning. */
export function spansOf({ declaration, leases, hold }: Demand, now: number): Span[] {
  const nowSeconds = now / 1000;
  const windows = declaration.windows.flatMap((window) =>
    [...openingsOf(window, now - PAST_MILLISECONDS, now + FUTURE_MILLISECONDS)].map(
      ({ opens, closes }): Span => ({
        kind: "window",
        label: window.name,
        config: configOf(window),
        from: opens,
        to: closes,
      }),
    ),
  );
  const live = leases
    .filter((lease) => isLive(lease, nowSeconds))
    .map(
      ({ owner, config, acquiredAt, liveUntil, reason, isReleased }): Span => ({
        kind: "lease",
        label: owner.slice(owner.lastIndexOf(":") + 1),
        config,
        from: Date.parse(acquiredAt),
        to: liveUntil * 1000,
        ...((isReleased || reason !== undefined) && {
          note: isReleased ? "released, in its grace period" : String(reason),
        }),
      }),
    );
  const held: Span[] =
    hold && isLive(hold, nowSeconds)
      ? [
          {
            kind: "hold",
            label: hold.owner,
            config: hold.config,
            from: Date.parse(hold.since),
            to: hold.liveUntil * 1000,
            note: hold.reason,
          },
        ]
      : [];
  return [...held, ...windows, ...live].sort((a, b) => a.from - b.from);
}

/** So many levels are remembered of what was applied. */
const MOST_LEVELS = 500;

/** Remembers what was seen to be applied, as steps. */
export class AppliedLevels {
  readonly #levels = new Map<string, Level[]>();

  see(name: string, applied: Partial<Omit<Level, "at">> | undefined, at: number): readonly Level[] {
    const levels = this.#levels.get(name) ?? [];
    this.#levels.set(name, levels);
    const last = levels.at(-1);
    const { min = last?.min ?? 0, max = last?.max ?? 0 } = applied ?? {};
    if (last?.min !== min || last.max !== max) levels.push({ at, min, max });
    if (levels.length > MOST_LEVELS) levels.shift();
    return [...levels];
  }
}
