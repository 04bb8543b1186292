// All that the page shows, and its changes as frames: many changes of an entry within a frame are one, no entry of a stream is
// left out. A page that was away goes on where it was, or gets everything anew if that is too long ago.
import type { Cancel, Clock } from "../lambda/clock.ts";
import type { Frame, Section, Sections, Stream, Streams } from "./model.ts";

/** Between two frames. */
export const FRAME_MILLISECONDS = 200;
/** Entries of a stream that a page gets when it comes. */
const KEPT_ENTRIES = 500;
/** Characters of frames that are kept for pages that come back. */
const BACKLOG_CHARACTERS = 4 * 1024 * 1024;
const STREAMS: readonly Stream[] = ["activity", "traffic"];

/** One server-sent event, as it goes over the wire. */
export type Send = (event: string) => void;

/** What the next frame is made of: keys of entries that may have changed, and what is gone or new. */
class Pending {
  readonly puts = new Map<Section, Set<string>>();
  readonly removes = new Map<Section, Set<string>>();
  readonly appends = new Map<Stream, unknown[]>();
}

interface Entry {
  value: unknown;
  /** As it was last told; absent before. */
  told?: string;
}

/** The value of a key, made when there is none yet. */
function grown<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

export class Feed {
  readonly #clock: Clock;
  /** Ids of another start are of no use. */
  readonly #epoch: string;
  readonly #sections = new Map<Section, Map<string, Entry>>();
  readonly #streams = new Map<Stream, unknown[]>(STREAMS.map((name): [Stream, unknown[]] => [name, []]));
  readonly #totals: Record<Stream, number> = { activity: 0, traffic: 0 };
  readonly #subscribers = new Set<Send>();
  readonly #backlog: { readonly number: number; readonly event: string }[] = [];
  /** Called when a page comes. */
  onSubscribe: () => void = () => {};
  #backlogCharacters = 0;
  #number = 0;
  #pending = new Pending();
  #cancelFlush: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#epoch = clock.now().toString(36);
  }

  /** Sets an entry; the same value again is no change. */
  put<S extends Section>(section: S, key: string, value: Sections[S]): void {
    const entry: Entry = grown(this.#entries(section), key, () => ({ value }));
    entry.value = value;
    grown(this.#pending.puts, section, () => new Set()).add(key);
    this.#pending.removes.get(section)?.delete(key);
    this.#schedule();
  }

  remove(section: Section, key: string): void {
    if (!this.#entries(section).delete(key)) return;
    grown(this.#pending.removes, section, () => new Set()).add(key);
    this.#pending.puts.get(section)?.delete(key);
    this.#schedule();
  }

  /** Sets a whole section: what is not given goes. */
  replace<S extends Section>(section: S, entries: ReadonlyMap<string, Sections[S]>): void {
    for (const key of [...this.#entries(section).keys()]) if (!entries.has(key)) this.remove(section, key);
    for (const [key, value] of entries) this.put(section, key, value);
  }

  keys(section: Section): string[] {
    return [...this.#entries(section).keys()];
  }

  get<S extends Section>(section: S, key: string): Sections[S] | undefined {
    return this.#entries(section).get(key)?.value as Sections[S] | undefined;
  }

  append<S extends Stream>(stream: S, entry: Streams[S]): void {
    const kept = this.#streams.get(stream) ?? [];
    kept.push(entry);
    if (kept.length > KEPT_ENTRIES) kept.shift();
    this.#totals[stream] += 1;
    grown(this.#pending.appends, stream, () => []).push(entry);
    this.#schedule();
  }

  /** How many entries each stream has had. */
  get totals(): Readonly<Record<Stream, number>> {
    return { ...this.#totals };
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /**
   * Sends what the page does not have yet, and from then on every frame.
   * @param lastId of the last event that the page has
   */
  subscribe(lastId: string | undefined, send: Send): Cancel {
    this.#flush();
    const missed = this.#since(lastId);
    if (missed) for (const event of missed) send(event);
    else send(this.#snapshot());
    this.#subscribers.add(send);
    this.onSubscribe();
    return () => void this.#subscribers.delete(send);
  }

  close(): void {
    this.#cancelFlush?.();
    this.#subscribers.clear();
  }

  #entries(section: Section) {
    return grown(this.#sections, section, () => new Map<string, Entry>());
  }

  #since(lastId: string | undefined): string[] | undefined {
    const [epoch, text] = lastId?.split("-") ?? [];
    const number = Number(text);
    if (epoch !== this.#epoch || !Number.isSafeInteger(number) || number > this.#number) return undefined;
    const first = this.#backlog[0]?.number ?? this.#number + 1;
    return number < first - 1
      ? undefined
      : this.#backlog.filter((one) => one.number > number).map(({ event }) => event);
  }

  /** After a flush: every entry has been told. */
  #snapshot(): string {
    const puts = [...this.#sections].map(([section, entries]): [Section, string[]] => [
      section,
      [...entries].map(([key, { told }]) => `${JSON.stringify(key)}:${told}`),
    ]);
    return this.#event("snapshot", puts, { removes: {}, appends: Object.fromEntries(this.#streams) });
  }

  /** @param puts members as JSON has them: an entry is written once, however many pages there are */
  #event(
    type: "snapshot" | "frame",
    puts: readonly [Section, readonly string[]][],
    more: Pick<Frame, "removes" | "appends">,
  ): string {
    const sections = puts.map(([section, members]) => `"${section}":{${members.join()}}`);
    const rest = JSON.stringify({ ...more, totals: this.#totals }).slice(1);
    return `id: ${this.#epoch}-${this.#number}\nevent: ${type}\ndata: {"puts":{${sections.join()}},${rest}\n\n`;
  }

  #schedule(): void {
    this.#cancelFlush ??= this.#clock.after(FRAME_MILLISECONDS, () => this.#flush());
  }

  #flush(): void {
    if (!this.#cancelFlush) return;
    this.#cancelFlush();
    this.#cancelFlush = undefined;
    const { puts: touched, removes, appends } = this.#pending;
    this.#pending = new Pending();
    const puts = [...touched].map(([section, keys]): [Section, string[]] => [section, this.#changed(section, keys)]);
    const isEmpty = puts.every(([, members]) => members.length === 0) && removes.size === 0 && appends.size === 0;
    if (isEmpty) return;
    this.#number += 1;
    const gone = Object.fromEntries([...removes].map(([section, keys]) => [section, [...keys]]));
    const event = this.#event("frame", puts, { removes: gone, appends: Object.fromEntries(appends) });
    this.#backlog.push({ number: this.#number, event });
    this.#backlogCharacters += event.length;
    while (this.#backlogCharacters > BACKLOG_CHARACTERS)
      this.#backlogCharacters -= this.#backlog.shift()?.event.length ?? 0;
    for (const send of [...this.#subscribers]) send(event);
  }

  /** Those that are something else than what was told last, as members of a JSON object. */
  #changed(section: Section, keys: ReadonlySet<string>): string[] {
    const entries = this.#entries(section);
    return [...keys].flatMap((key) => {
      const entry = entries.get(key);
      if (!entry) return [];
      const text = JSON.stringify(entry.value);
      if (text === entry.told) return [];
      entry.told = text;
      return [`${JSON.stringify(key)}:${text}`];
    });
  }
}
