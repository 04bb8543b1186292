// Whose a text is: what only one event holds, what AWS answered to that event's requests, and the ids of invocations.

import { leavesOf } from "../events.ts";
import type { Evidence } from "../evidence.ts";

const SHORTEST_ANSWER = 12;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export interface Other {
  readonly event: number;
  readonly text: string;
}

export interface Canaries {
  /** What of other events stands in a text, and does not in those of this event alone. */
  ofOthers(event: number, text: string, alone: string): Other[];
  /** Ids of other invocations that stand in a text. */
  otherIds(id: string, text: string): string[];
}

/** As it stands inside of JSON. */
const forms = (text: string): string[] => [
  ...new Set([text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]),
];

export function canariesOf({
  events,
  exchanges,
  invoked,
}: Pick<Evidence, "events" | "exchanges" | "invoked">): Canaries {
  const eventOf = new Map(invoked.map(({ id, event }) => [id, event]));
  const owners = new Map<string, Set<number>>();
  const own = (text: string, event: number) => owners.set(text, (owners.get(text) ?? new Set()).add(event));
  for (const { index, needles } of events) for (const needle of needles) own(needle, index);
  for (const { invocation, request, answer } of exchanges) {
    const event = invocation === undefined ? undefined : eventOf.get(invocation);
    if (!event) continue;
    const asked = request.path + request.body;
    // What does not depend on the event, such as configuration, is nobody's: it may be kept for all.
    if (!event.needles.some((needle) => forms(needle).some((form) => asked.includes(form)))) continue;
    let value: unknown = answer;
    try {
      value = JSON.parse(answer);
    } catch {
      // text
    }
    for (const leaf of leavesOf(value))
      if (leaf.length >= SHORTEST_ANSWER && leaf.length <= 200) own(leaf, event.index);
  }
  const marks = [...owners]
    .filter(([, events]) => events.size === 1)
    .map(([text, events]) => ({ text, event: [...events][0] as number, forms: forms(text) }));
  const ids = new Set(invoked.map(({ id }) => id));
  return {
    ofOthers: (event, text, alone) =>
      marks.filter(
        (mark) => mark.event !== event && mark.forms.some((form) => text.includes(form)) && !alone.includes(mark.text),
      ),
    otherIds: (id, text) => [...new Set(text.match(ID) ?? [])].filter((found) => found !== id && ids.has(found)),
  };
}
