// What a run could not show: silence is never "ready".
import type { Evidence } from "../evidence.ts";
import { type Expected, failed, leavesOf } from "./expected.ts";
import type { Finding } from "./finding.ts";
import type { Meetings } from "./meetings.ts";
import { LEAST_MET } from "./state.ts";

const LEAST_EVENTS = 4;

export function notShown(evidence: Evidence, expected: Expected, meetings: Meetings): Finding[] {
  const { events, invoked, exchanges } = evidence;
  const found: Finding[] = [];
  const add = (code: Finding["code"], what: string, more: Partial<Finding> = {}) =>
    found.push({ level: "not-shown", code, what, ...more });

  const failing = events.filter(({ index }) => expected.of(index) === undefined);
  const [first] = failing;
  if (first) {
    const run = invoked.find((one) => one.phase === "reference" && one.event.index === first.index && failed(one));
    const leaves = leavesOf(run?.payload ?? "");
    const why = leaves.get(".errorMessage") ?? leaves.get(".statusCode") ?? run?.outcome ?? "no answer";
    add("reference-fails", `${first.name}: ${why.slice(0, 200)}`, {
      seen: { count: failing.length, of: events.length },
    });
  }
  for (const [asked, list] of Map.groupBy(
    exchanges.filter(({ known }) => !known),
    ({ request }) => `${request.service ?? request.host} ${request.operation}`,
  ))
    add("no-answer", asked, { subject: asked, seen: { count: list.length, of: exchanges.length } });
  const distinct = events.filter(({ needles, short }) => needles.length + short.length > 0);
  if (events.length < LEAST_EVENTS) add("few-events", `${events.length} events, of at least ${LEAST_EVENTS}`);
  else if (distinct.length < LEAST_EVENTS)
    add("few-events", `${distinct.length} of ${events.length} events hold something that no other holds`);
  const share = meetings.of === 0 ? 0 : meetings.met / meetings.of;
  if (meetings.of === 0) add("not-interleaved", "no invocation waited for anything, so none was beside another");
  else if (share < LEAST_MET)
    add("not-interleaved", "others were beside few of those that waited", {
      seen: { count: meetings.met, of: meetings.of },
    });
  if (expected.allMasked) add("masked", "no part of any answer was the same three times");
  return found;
}
