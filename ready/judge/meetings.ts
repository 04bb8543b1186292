// Which invocations were in one worker at once, by what the probe recorded.
import type { Evidence, Invoked, ProbeRecord } from "../evidence.ts";

export interface Span {
  readonly invoked: Invoked;
  readonly thread: number;
  readonly from: number;
  readonly to: number;
  readonly cpuMs: number;
  /** Whether it let the loop turn: what never waits cannot meet another in its worker. */
  readonly waited: boolean;
}

/** By request id. */
export function spansOf({ invoked, records }: Pick<Evidence, "invoked" | "records">): Map<string, Span> {
  const starts = new Map<string, ProbeRecord>();
  const ends = new Map<string, ProbeRecord>();
  for (const one of records) {
    if (one.id === null) continue;
    if (one.kind === "start") starts.set(one.id, one);
    else if (one.kind === "end") ends.set(one.id, one);
  }
  const spans = new Map<string, Span>();
  for (const one of invoked) {
    const start = starts.get(one.id);
    const end = ends.get(one.id);
    if (start)
      spans.set(one.id, {
        ...{ invoked: one, thread: start.thread, from: start.at, to: end?.at ?? one.to },
        cpuMs: Number(end?.cpuMs ?? 0),
        waited: end?.waited !== false,
      });
  }
  return spans;
}

export interface Meetings {
  readonly spans: ReadonlyMap<string, Span>;
  /** Others that began in the same worker while this one ran, first those of other events. */
  during(id: string): readonly Span[];
  /** Of those that were meant to meet and waited for something, how many had another beside them. */
  readonly met: number;
  readonly of: number;
}

const MEANT_TO_MEET = new Set(["held", "interleaved", "workers"]);

export function meetingsOf(evidence: Pick<Evidence, "invoked" | "records">): Meetings {
  const spans = spansOf(evidence);
  const byThread = Map.groupBy(
    [...spans.values()].toSorted((a, b) => a.from - b.from),
    ({ thread }) => thread,
  );
  const during = (id: string): Span[] => {
    const span = spans.get(id);
    if (!span) return [];
    const event = span.invoked.event.index;
    return (byThread.get(span.thread) ?? [])
      .filter((one) => one !== span && one.from < span.to && one.to > span.from)
      .toSorted((a, b) => Number(a.invoked.event.index === event) - Number(b.invoked.event.index === event));
  };
  const together = [...spans.values()].filter(
    ({ invoked, waited }) => waited && MEANT_TO_MEET.has(invoked.phase) && invoked.watched !== "alone",
  );
  const met = together.filter(({ invoked }) => during(invoked.id).length > 0).length;
  return { spans, during, met, of: together.length };
}
