// Steps of a run or of an item, with what went in and out of each and the attempts that failed.
import { html } from "htm/preact";
import type { FailedAttempt, RunStep } from "../runModel.ts";
import { clockTime, duration, type Part, Pill, type Tone } from "./ui.ts";

const MOST_STEPS = 60;
/** Of one step. */
const MOST_FAILURES = 5;

const TONES: Readonly<Record<string, Tone>> = {
  RUNNING: "busy",
  SUCCEEDED: "good",
  FAILED: "bad",
  TIMED_OUT: "bad",
  ABORTED: "warn",
  PENDING_REDRIVE: "warn",
};

/** How a run or an item stands. */
export const Status = ({ status }: { status: string }): Part =>
  html`<${Pill} tone=${TONES[status]}>${status.toLowerCase().replaceAll("_", " ")}<//>`;

/** `12:00:01 · 34 s` */
export function when(startedAt: number, endedAt: number | undefined, now: number | undefined): string {
  const until = endedAt ?? now;
  return `${clockTime(startedAt)}${until === undefined ? "" : ` · ${duration(until - startedAt)}`}`;
}

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

export const Json = ({ title, text }: { title: string; text: string | undefined }): Part | null =>
  text === undefined
    ? null
    : html`<details><summary>${title}</summary><pre tabindex="0">${pretty(text)}</pre></details>`;

const Failure = ({ failure: { at, error, againAt } }: { failure: FailedAttempt }): Part =>
  html`<li><time>${clockTime(at)}</time> ${error}${againAt !== undefined && html` <span class="quiet">tried again after ${duration(againAt - at)}</span>`}</li>`;

function Step({ step, now, isRunning }: { step: RunStep; now: number; isRunning: boolean }): Part {
  const { state, type, enteredAt, leftAt, failures, input, output } = step;
  const isOpen = leftAt === undefined && isRunning;
  return html`<li class=${isOpen ? "step present" : "step"}>
    <div><b>${state}</b> <span class="quiet">${type === "Wait" ? "waits" : type.toLowerCase()} · ${when(enteredAt, leftAt, isRunning ? now : undefined)}</span>${failures.length > 0 && html` <${Pill} tone="warn">${failures.length} ${failures.length > 1 ? "attempts" : "attempt"} failed<//>`}</div>
    ${failures.length > 0 && html`<ul class="errors">${failures.slice(-MOST_FAILURES).map((failure) => html`<${Failure} failure=${failure} />`)}</ul>`}
    <${Json} title="Input" text=${input} /><${Json} title="Output" text=${output} />
  </li>`;
}

export const Steps = ({
  steps,
  now,
  isRunning,
}: {
  steps: readonly RunStep[];
  now: number;
  isRunning: boolean;
}): Part =>
  html`<ol class="steps">${steps
    .slice(-MOST_STEPS)
    .toReversed()
    .map(
      (step) => html`<${Step} key=${step.state + step.enteredAt} step=${step} now=${now} isRunning=${isRunning} />`,
    )}</ol>`;
