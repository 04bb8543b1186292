// Another invocation's data: in an answer, a request, a log line, a file; and answers that are right alone and wrong beside others.
import type { Evidence, Invoked } from "../evidence.ts";
import { canariesOf } from "./canaries.ts";
import { differences, type Expected, failed, leavesOf } from "./expected.ts";
import { type Code, type Finding, type Meeting, placeFrom } from "./finding.ts";
import type { Meetings } from "./meetings.ts";

interface Text {
  readonly one: Invoked;
  readonly channel: keyof typeof CODES;
  readonly text: string;
  readonly place?: string | undefined;
  /** Of a file. */
  readonly path?: string;
}

interface Instance {
  readonly one: Invoked;
  /** Of the other one. */
  readonly other?: Invoked | undefined;
  readonly what: string;
  readonly place?: string | undefined;
}

const CODES = {
  answer: "other-data-in-answer",
  request: "other-data-in-request",
  log: "other-data-in-log",
  file: "other-data-in-file",
} as const;
/** What the probe records that code wrote. */
const WRITTEN = new Map<string, keyof typeof CODES>([
  ["log", "log"],
  ["written", "file"],
]);

function textsOf({ invoked, exchanges, records }: Evidence): Text[] {
  const byId = new Map(invoked.filter(({ phase }) => phase !== "soak").map((one) => [one.id, one]));
  const texts: Text[] = [...byId.values()].map((one) => ({ one, channel: "answer", text: one.payload }));
  for (const { invocation, request } of exchanges) {
    const one = byId.get(invocation ?? "");
    if (one) texts.push({ one, channel: "request", text: `${request.host} ${request.path} ${request.body}` });
  }
  for (const { kind, id, text, place, path } of records) {
    const channel = WRITTEN.get(kind);
    const one = id === null ? undefined : byId.get(id);
    if (channel && one)
      texts.push({
        ...{ one, channel, text: `${path ?? ""}\n${text}`, place },
        ...(typeof path === "string" && { path }),
      });
  }
  return texts;
}

function meetingOf({ one, other }: Instance): { meeting: Meeting } | undefined {
  if (!other) return undefined;
  const side = ({ event, id }: Invoked) => ({ event: event.name, id });
  return { meeting: { first: side(one), second: side(other) } };
}

export interface Mixed {
  readonly findings: readonly Finding[];
  /** Ids of invocations that something was wrong with. */
  readonly proven: ReadonlySet<string>;
}

export function mixedUp(evidence: Evidence, expected: Expected, meetings: Meetings): Mixed {
  const { invoked } = evidence;
  const canaries = canariesOf(evidence);
  const byId = new Map(invoked.map((one) => [one.id, one]));
  const texts = textsOf(evidence);
  const alone = new Map<number, string>();
  const idsAlone = new Set<Text["channel"]>();
  for (const { one, channel, text } of texts) {
    if (one.phase !== "reference") continue;
    alone.set(one.event.index, `${alone.get(one.event.index) ?? ""}\n${text}`);
    if (canaries.otherIds(one.id, text).length > 0) idsAlone.add(channel);
  }
  const instances = new Map<Code, Instance[]>();
  const add = (code: Code, instance: Instance) => instances.set(code, [...(instances.get(code) ?? []), instance]);
  const besideOf = (id: string, event?: number): Invoked | undefined =>
    meetings.during(id).find((span) => event === undefined || span.invoked.event.index === event)?.invoked;

  // What AWS itself answered to an invocation, such as a row that another one wrote, is there to be used.
  const given = new Map<string, string>();
  for (const { invocation = "", answer } of evidence.exchanges)
    given.set(invocation, `${given.get(invocation) ?? ""}\n${answer}`);

  const leaked = new Set<string>();
  for (const { one, channel, text, place, path } of texts) {
    if (one.phase === "reference") continue;
    const answered = given.get(one.id) ?? "";
    const [other] = canaries.ofOthers(one.event.index, text, `${alone.get(one.event.index) ?? ""}${answered}`);
    const ids = other || idsAlone.has(channel) ? [] : canaries.otherIds(one.id, text);
    const otherId = ids.find((id) => !answered.includes(id));
    if (other === undefined && otherId === undefined) continue;
    leaked.add(`${channel} ${one.id}`);
    const owner = otherId === undefined ? besideOf(one.id, other?.event) : byId.get(otherId);
    const mark = other ? JSON.stringify(other.text.slice(0, 60)) : `request id ${otherId}`;
    const whose = owner?.event ?? evidence.events.find(({ index }) => index === other?.event);
    add(CODES[channel], {
      one,
      other: owner,
      place,
      what: `${mark} of ${whose?.name} stands in the ${NOUNS[channel]}${path === undefined ? "" : ` ${path}`} of ${one.event.name}`,
    });
  }
  for (const one of invoked) {
    if (one.phase === "reference" || one.phase === "soak") continue;
    const leaves = expected.of(one.event.index);
    if (!leaves || leaked.has(`answer ${one.id}`)) continue;
    const other = besideOf(one.id);
    if (one.outcome === "late" || one.outcome === "lost")
      add("late-together", { one, other, what: `${one.event.name} got no answer` });
    else if (failed(one)) add("fails-together", { one, other, what: `${one.event.name}: ${messageOf(one.payload)}` });
    else {
      const [path] = differences(leaves, one.payload, expected.masked);
      if (path === undefined) continue;
      const [was, is] = [leaves.get(path), leavesOf(one.payload).get(path)].map(
        (value) => value?.slice(0, 60) ?? "nothing",
      );
      add("wrong-together", {
        one,
        other,
        what: `${one.event.name}: ${path.replace(/^\./, "") || "the answer"} is ${is}, alone ${was}`,
      });
    }
  }
  const of = invoked.filter(({ phase }) => phase !== "reference" && phase !== "soak").length;
  const findings = [...instances].map(([code, list]): Finding => {
    const first = list.find(({ other }) => other !== undefined) ?? (list[0] as Instance);
    const place = placeFrom(first.place);
    const count = new Set(list.map(({ one }) => one.id)).size;
    return {
      level: "error",
      code,
      what: first.what,
      seen: { count, of },
      ...meetingOf(first),
      ...(place && { place }),
    };
  });
  return { findings, proven: new Set([...instances.values()].flat().map(({ one }) => one.id)) };
}

/** What failed only after many invocations. */
export function failedInSoak({ soak }: Evidence): Finding[] {
  const first = soak?.firstFailed;
  if (!soak || !first) return [];
  const why = first.outcome === "late" || first.outcome === "lost" ? "no answer" : messageOf(first.payload);
  const seen = { count: soak.failed, of: soak.invocations };
  return [{ level: "error", code: "fails-in-soak", what: `${first.event.name}: ${why}`, seen }];
}

const NOUNS = { answer: "answer", request: "request", log: "log line", file: "file" } as const;

function messageOf(payload: string): string {
  const leaves = leavesOf(payload);
  const message = [leaves.get(".errorType"), leaves.get(".errorMessage")].filter((part) => part !== undefined);
  return message.length > 0 ? message.join(": ").slice(0, 160) : payload.slice(0, 160);
}
