// The whole result of a run, as programs read it; every output is made of it.
import type { Evidence } from "./evidence.ts";
import { type Figures, figuresOf } from "./figures.ts";
import { type Finding, KINDS, type Place, placeFrom } from "./judge/finding.ts";
import { judge, type Verdict } from "./judge/judge.ts";
import type { Span } from "./judge/meetings.ts";

export interface Told extends Finding {
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
  /** Plays it again. */
  readonly seed: number;
}

/** One invocation of a drawing; milliseconds since the first of the two began. */
export interface Lane {
  readonly event: string;
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly requests: readonly { readonly operation: string; readonly from: number; readonly to: number }[];
}

export interface Drawn {
  readonly code: Finding["code"];
  readonly what: string;
  readonly lanes: readonly [Lane, Lane];
}

export interface Result {
  readonly name: string;
  readonly handler: string;
  /** Of the handler: where a finding is that has no place of its own. */
  readonly place: Place;
  readonly verdict: Verdict;
  readonly seed: number;
  readonly workers: number;
  readonly events: number;
  readonly findings: readonly Told[];
  readonly ran: readonly { readonly phase: string; readonly invocations: number }[];
  readonly met: { readonly count: number; readonly of: number };
  readonly figures?: Figures;
  readonly meetings: readonly Drawn[];
  readonly limits: readonly string[];
}

/** What a run cannot see; said in every output. */
export const LIMITS = [
  "It runs the handler on this machine: only code that you trust.",
  "Databases and caches over raw TCP are refused, neither stubbed nor marked.",
  "Native code, UDP and what child processes connect to are not watched; of the files that they write, those that their arguments name.",
  "Data that is changed before it is mixed up (hashed, upper-cased) is found as a wrong answer, and not by its text.",
  "The stub evaluates no conditions and no expressions of DynamoDB; give answers of your own with --stub.",
  "Events show what they reach: code that none of them runs is not judged.",
] as const;

const PHASES = ["reference", "held", "interleaved", "workers", "soak"] as const;

export interface About {
  readonly name: string;
  readonly handler: string;
  /** The handler's file. */
  readonly module: string;
  readonly memoryMib: number;
  /** Findings that need no run. */
  readonly more?: readonly Finding[];
}

export function resultOf(evidence: Evidence, { name, handler, module, memoryMib, more }: About): Result {
  const { verdict, findings, meetings } = judge(evidence, more);
  const figures = figuresOf(evidence, meetings, memoryMib);
  const laneOf = (id: string, zero: number): Lane | undefined => {
    const span: Span | undefined = meetings.spans.get(id);
    if (!span) return undefined;
    const requests = evidence.exchanges
      .filter(({ invocation }) => invocation === id)
      .map(({ request, from, to }) => ({
        operation: request.operation,
        from: from - zero,
        to: (to ?? span.to) - zero,
      }));
    return { event: span.invoked.event.name, id, from: span.from - zero, to: span.to - zero, requests };
  };
  const drawn = findings.flatMap(({ code, what, meeting }): Drawn[] => {
    const spans = [meeting?.first.id, meeting?.second.id].map((id) => meetings.spans.get(id ?? ""));
    if (!meeting || spans.some((span) => span === undefined)) return [];
    const zero = Math.min(...spans.map((span) => span?.from ?? 0));
    const [first, second] = [laneOf(meeting.first.id, zero), laneOf(meeting.second.id, zero)];
    return first && second ? [{ code, what, lanes: [first, second] }] : [];
  });
  const place = placeFrom(evidence.records.find(({ kind }) => kind === "handler")?.place) ?? { file: module, line: 1 };
  return {
    ...{
      name,
      handler,
      place,
      verdict,
      seed: evidence.seed,
      workers: evidence.workers,
      events: evidence.events.length,
    },
    findings: findings.map((finding) => ({ ...finding, ...KINDS[finding.code], seed: evidence.seed })),
    ran: PHASES.map((phase) => ({
      phase,
      invocations:
        phase === "soak"
          ? (evidence.soak?.invocations ?? 0)
          : evidence.invoked.filter((one) => one.phase === phase).length,
    })).filter(({ invocations }) => invocations > 0),
    met: { count: meetings.met, of: meetings.of },
    ...(figures && { figures }),
    meetings: drawn,
    limits: LIMITS,
  };
}
