// From the evidence of a run to its findings and its verdict.
import type { Evidence } from "../evidence.ts";
import { blockedLoop, environmentWrites, filesLeft, sharedFiles, singleActs, slowInit } from "./behaviour.ts";
import { expectedOf } from "./expected.ts";
import { type Finding, type Level, placeFrom } from "./finding.ts";
import { growth, heapGrowth } from "./growth.ts";
import { failedInSoak, mixedUp } from "./leaks.ts";
import { type Meetings, meetingsOf } from "./meetings.ts";
import { notShown } from "./notShown.ts";
import { moduleState } from "./state.ts";

/** `not-shown`: no error, but the run did not show enough to call the handler ready. */
export type Verdict = "ready" | "not-ready" | "not-shown";

export interface Judgement {
  readonly verdict: Verdict;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly meetings: Meetings;
}

const ORDER: readonly Level[] = ["error", "not-shown", "warning", "hint", "info"];

function initFailure({ errorType, errorMessage }: NonNullable<Evidence["initError"]>, { records }: Evidence): Finding {
  const placed = (wanted: string) => {
    const place = placeFrom(records.find(({ kind, place }) => kind === wanted && place !== undefined)?.place);
    return place && { place };
  };
  const level = "error";
  if (errorType.includes("Callback")) {
    const what = "the handler has three parameters";
    return { level, code: "callback-handler", what, subject: "handler", ...placed("handler") };
  }
  // Node.js does not say where a mistake in a module's text is.
  const place = placed(/SyntaxError/.test(`${errorType} ${errorMessage}`) ? "syntax" : "init-error");
  return { level, code: "init-fails", what: `${errorType}: ${errorMessage}`, ...place };
}

function found(evidence: Evidence, meetings: Meetings): Finding[] {
  if (evidence.initError) return [initFailure(evidence.initError, evidence)];
  const expected = expectedOf(evidence);
  const mixed = mixedUp(evidence, expected, meetings);
  const share = meetings.of === 0 ? 0 : meetings.met / meetings.of;
  return [
    ...moduleState(evidence, mixed, share),
    ...mixed.findings,
    ...singleActs(evidence),
    ...environmentWrites(evidence),
    ...sharedFiles(evidence),
    ...blockedLoop(evidence),
    ...growth(evidence),
    ...heapGrowth(evidence),
    ...failedInSoak(evidence),
    ...filesLeft(evidence),
    ...slowInit(evidence),
    ...notShown(evidence, expected, meetings),
  ];
}

/** @param more findings that need no run */
export function judge(evidence: Evidence, more: readonly Finding[] = []): Judgement {
  const meetings = meetingsOf(evidence);
  const findings = [...found(evidence, meetings), ...more].toSorted(
    (a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level),
  );
  const has = (level: Level) => findings.some((one) => one.level === level);
  return { verdict: has("error") ? "not-ready" : has("not-shown") ? "not-shown" : "ready", findings, meetings };
}
