// What the probe saw a handler do that is right, or harmless, with one invocation at a time.
import type { TestEvent } from "../events.ts";
import type { Evidence, Invoked, ProbeRecord } from "../evidence.ts";
import { type Code, type Finding, type Level, placeFrom } from "./finding.ts";

interface Seen {
  readonly level: Level;
  readonly code: Code;
  readonly what: string;
  readonly subject?: string;
}

const byIdOf = ({ invoked }: Evidence): Map<string, Invoked> => new Map(invoked.map((one) => [one.id, one]));

/** One finding for each place of the program. */
function eachPlace(
  evidence: Evidence,
  kinds: readonly string[],
  describe: (record: ProbeRecord) => Seen | undefined,
): Finding[] {
  const of = evidence.invoked.length;
  const groups = new Map<string, { seen: Seen; place: string | undefined; ids: Set<string> }>();
  for (const one of evidence.records) {
    const seen = kinds.includes(one.kind) ? describe(one) : undefined;
    if (!seen) continue;
    const key = `${seen.code} ${one.place} ${seen.subject}`;
    const group = groups.get(key) ?? { seen, place: one.place, ids: new Set() };
    groups.set(key, group);
    group.ids.add(one.id ?? `${one.at}`);
  }
  return [...groups.values()].map(({ seen, place: text, ids }) => {
    const place = placeFrom(text);
    return { ...seen, ...(place && { place }), seen: { count: Math.min(ids.size, of), of } };
  });
}

const isDependency = (place: string | undefined): boolean => place === undefined || place.includes("node_modules/");

function isOwnLine(text: string, id: string | null): boolean {
  if (id !== null && text.includes(id)) return true;
  return text.trim() === "" || text.includes('"_aws"'); // embedded metrics are no lines that people read
}

/** What one record says by itself. */
export function singleActs(evidence: Evidence): Finding[] {
  const acts = (kind: string, level: Level, code: Code, describe: (record: ProbeRecord) => string | undefined) =>
    eachPlace(evidence, [kind], (record) => {
      const what = describe(record);
      return what === undefined ? undefined : { level, code, what };
    });
  return [
    ...acts("exit", "error", "process-exit", ({ call }) => `${call} was called`),
    ...acts("chdir", "error", "process-chdir", ({ folder }) => `process.chdir(${JSON.stringify(folder)}) was called`),
    ...acts("context", "error", "context-done", ({ name }) => `context.${name} was used`),
    ...acts("uncaught", "error", "uncaught", ({ error }) => String(error)),
    ...acts("rejection", "error", "rejection", ({ error }) => String(error)),
    ...acts("timer-left", "warning", "timer-left", ({ what }) => `${what}, still to fire after the answer`),
    ...acts("after", "warning", "after-answer", ({ what, place, id }) =>
      isDependency(place as string | undefined) && what === "request" && id === null
        ? undefined
        : `${what} after the answer`,
    ),
    ...acts("trace-id", "warning", "trace-id", ({ place }) =>
      isDependency(place) ? undefined : "process.env._X_AMZN_TRACE_ID was read",
    ),
    ...acts("child", "hint", "child-process", ({ file }) => `${file} was started`),
    ...acts("udp", "hint", "udp", () => "a datagram was dropped"),
    ...acts("raw-tcp", "hint", "raw-tcp", ({ host, port }) => `${host}:${port} was asked for`),
    ...acts("log", "hint", "raw-output", ({ raw, text, id }) =>
      raw === true && !isOwnLine(String(text), id)
        ? `for example ${JSON.stringify(String(text).slice(0, 60))}`
        : undefined,
    ),
  ];
}

/** Variables of the process, by how many values handlers gave them. */
export function environmentWrites({ records, invoked }: Evidence): Finding[] {
  const writes = Map.groupBy(
    records.filter(({ kind }) => kind === "env"),
    ({ key }) => String(key),
  );
  return [...writes].map(([key, list]): Finding => {
    const values = new Set(list.map(({ value }) => value));
    const place = placeFrom(list[0]?.place);
    return {
      level: values.size > 1 ? "error" : "hint",
      ...{ code: "env-write", subject: `process.env.${key}`, ...(place && { place }) },
      what: `process.env.${key} was given ${values.size === 1 ? "one value" : `${values.size} values`} by handlers`,
      seen: { count: new Set(list.map(({ id }) => id)).size, of: invoked.length },
    };
  });
}

interface Written {
  readonly one: Invoked;
  readonly from: number;
  to: number;
  readonly place: string | undefined;
}

/** Files that two events wrote: at once an error, one after the other a warning. */
export function sharedFiles(evidence: Evidence): Finding[] {
  const byId = byIdOf(evidence);
  const ends = new Map(evidence.records.filter(({ kind }) => kind === "end").map(({ id, at }) => [id, at]));
  const byPath = new Map<string, Written[]>();
  for (const { kind, id, at, path, how, place, from = at } of evidence.records) {
    const one = kind === "file" && id !== null ? byId.get(id) : undefined;
    if (!one) continue;
    const list = byPath.get(String(path)) ?? [];
    byPath.set(String(path), list);
    const own = list.findLast((written) => written.one.id === id);
    if (how === "remove") {
      if (own) own.to = Math.min(own.to, at);
    } else if (how === "write" && !(own && own.to >= at)) {
      list.push({ one, from: Number(from), to: ends.get(id) ?? one.to, place });
    }
  }
  return [...byPath].flatMap(([path, list]): Finding[] => {
    const events = new Set(list.map(({ one }) => one.event.index));
    if (events.size < 2) return [];
    const ordered = list.toSorted((a, b) => a.from - b.from);
    const pairs = ordered.flatMap((first, index) =>
      ordered
        .slice(index + 1, index + 64)
        .filter((second) => second.from < first.to && second.one.event.index !== first.one.event.index)
        .map((second) => [first, second] as const),
    );
    const [first, second] = pairs[0] ?? [ordered[0], ordered.find(({ one }) => one.event !== ordered[0]?.one.event)];
    if (!first || !second) return [];
    const place = placeFrom(first.place);
    const side = ({ one }: Written) => ({ event: one.event.name, id: one.id });
    return [
      {
        ...{
          level: pairs.length > 0 ? "error" : "warning",
          code: "shared-file",
          subject: path,
          ...(place && { place }),
        },
        what: `${path} was written by ${first.one.event.name} and ${second.one.event.name}${pairs.length > 0 ? " at once" : ", one after the other"}`,
        seen: {
          count: new Set(pairs.flat().map(({ one }) => one.id)).size || events.size,
          of: evidence.invoked.length,
        },
        ...(pairs.length > 0 && { meeting: { first: side(first), second: side(second) } }),
      },
    ];
  });
}

/** https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop: others wait as long; 20 ms is a tenth of a fast answer. */
const LONGEST_TURN_MILLISECONDS = 20;

interface Blocking {
  readonly event: TestEvent;
  /** Milliseconds of its longest turn, in each run that held the loop for too long. */
  readonly held: readonly number[];
}

/** Events that hold the loop in most of their runs alone: what only the first one does, such as compiling, is no fault. */
export function blockingEvents({ records, invoked }: Pick<Evidence, "records" | "invoked">): Blocking[] {
  const longest = new Map<string, number>();
  for (const { kind, ids, cpuMs } of records) {
    const [id, ...others] = kind === "held-loop" ? (ids as string[]) : [];
    if (id !== undefined && others.length === 0) longest.set(id, Math.max(longest.get(id) ?? 0, Number(cpuMs)));
  }
  const alone = invoked.filter(({ phase }) => phase === "reference");
  return [...Map.groupBy(alone, ({ event }) => event).entries()].flatMap(([event, runs]) => {
    const held = runs.map(({ id }) => longest.get(id) ?? 0).filter((ms) => ms > LONGEST_TURN_MILLISECONDS);
    return held.length * 2 > runs.length ? [{ event, held }] : [];
  });
}

export function blockedLoop(evidence: Evidence): Finding[] {
  const blocking = blockingEvents(evidence);
  if (blocking.length === 0) return [];
  const all = blocking.flatMap(({ held }) => held).toSorted((a, b) => a - b);
  const median = all[Math.floor(all.length / 2)] ?? 0;
  const count = all.length;
  const of = evidence.invoked.filter(({ phase }) => phase === "reference").length;
  const what = `${blocking[0]?.event.name} held the loop for ${Math.round(median)} ms of CPU time (median of ${count} runs alone; ${LONGEST_TURN_MILLISECONDS} ms is allowed)`;
  const place = placeFrom(evidence.blockedAt);
  return [{ level: "error", code: "blocks-loop", what, seen: { count, of }, ...(place && { place }) }];
}

/** What nothing removes. */
export function filesLeft({ filesLeft: left, invoked }: Evidence): Finding[] {
  const [first] = left;
  if (first === undefined) return [];
  const what = `${first}${left.length > 1 ? ` and ${left.length - 1} more` : ""}`;
  return [
    { level: "hint", code: "files-left", subject: first, what, seen: { count: left.length, of: invoked.length } },
  ];
}

const SLOW_INIT_MILLISECONDS = 1_000;

/** Of each worker. */
export function slowInit({ records, workers }: Evidence): Finding[] {
  const inits = records.filter(({ kind }) => kind === "init");
  const longest = Math.max(0, ...inits.map(({ cpuMs }) => Number(cpuMs)));
  if (longest < SLOW_INIT_MILLISECONDS) return [];
  const what = `up to ${Math.round(longest)} ms of CPU time, in each of ${Math.max(1, workers)} workers`;
  return [{ level: "hint", code: "slow-init", what }];
}
