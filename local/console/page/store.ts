// What the server has told: kept by section, and shown by whatever uses a section, at most once per frame of the screen.
import { useEffect, useState } from "preact/hooks";
import type { Frame, Section, Sections, Stream, Streams } from "../model.ts";

/** As many entries of a stream as are kept. */
const KEPT = 500;

type Link = "connecting" | "live" | "lost";

const sections = new Map<Section, Map<string, unknown>>();
const streams = new Map<Stream, unknown[]>();
const versions = new Map<string, number>();
const listeners = new Map<string, Set<() => void>>();
const touched = new Set<string>();

let link: Link = "connecting";
/** Entries of all streams that have come, and those that the server says there were. */
const counts = { received: 0, sent: 0 };
let isPlanned = false;

function touch(name: string): void {
  touched.add(name);
  if (isPlanned) return;
  isPlanned = true;
  // A hidden page gets no frames of the screen; it is to take no work either.
  setTimeout(() => {
    isPlanned = false;
    const names = [...touched];
    touched.clear();
    for (const one of names) {
      versions.set(one, (versions.get(one) ?? 0) + 1);
      for (const listener of listeners.get(one) ?? []) listener();
    }
  }, 16);
}

function apply({ puts, removes, appends, totals }: Frame, isWhole: boolean): void {
  if (isWhole) {
    for (const name of sections.keys()) touch(name);
    sections.clear();
    streams.clear();
  }
  for (const [name, entries] of Object.entries(puts)) {
    const section = sections.get(name as Section) ?? new Map<string, unknown>();
    sections.set(name as Section, section);
    for (const [key, value] of Object.entries(entries)) section.set(key, value);
    touch(name);
  }
  for (const [name, keys] of Object.entries(removes)) {
    for (const key of keys) sections.get(name as Section)?.delete(key);
    touch(name);
  }
  for (const [name, entries] of Object.entries(appends)) {
    streams.set(name as Stream, [...(streams.get(name as Stream) ?? []), ...entries].slice(-KEPT));
    counts.received += entries.length;
    touch(name);
  }
  counts.sent = Object.values(totals).reduce((sum, count) => sum + count, 0);
  // What there was before the page came is no loss.
  if (isWhole) counts.received = counts.sent;
  touch("counts");
}

function setLink(to: Link): void {
  link = to;
  touch("link");
}

/** Follows the server; the browser comes back by itself, and says where it was. */
export function connect(): void {
  const source = new EventSource("/events");
  source.addEventListener("open", () => setLink("live"));
  source.addEventListener("error", () => {
    setLink("lost");
    // Given up after an answer that was no stream, such as that too many pages are open.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2_000);
  });
  source.addEventListener("snapshot", (event) => apply(JSON.parse(event.data), true));
  source.addEventListener("frame", (event) => apply(JSON.parse(event.data), false));
}

function useVersion(name: string): void {
  const [, set] = useState(0);
  useEffect(() => {
    const listener = () => set(versions.get(name) ?? 0);
    const all = listeners.get(name) ?? new Set();
    listeners.set(name, all.add(listener));
    // It may have changed before the first effect ran.
    listener();
    return () => void all.delete(listener);
  }, [name]);
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

export function useSection<S extends Section>(name: S): ReadonlyMap<string, Sections[S]> {
  useVersion(name);
  return (sections.get(name) as ReadonlyMap<string, Sections[S]> | undefined) ?? NOTHING;
}

export const useList = <S extends Section>(name: S): Sections[S][] => [...useSection(name).values()];

export function useStream<S extends Stream>(name: S): readonly Streams[S][] {
  useVersion(name);
  return (streams.get(name) as Streams[S][] | undefined) ?? [];
}

export function useLink(): Link {
  useVersion("link");
  return link;
}

export function useCounts(): Readonly<typeof counts> {
  useVersion("counts");
  return counts;
}

export const useMeta = (): Sections["meta"] | undefined => useSection("meta").get("");

/** The time, again each second. */
export function useNow(milliseconds = 1_000): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return now;
}
