// Runs: the latest ones, and one as its state machine with what went in and out of each state.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { commandLine } from "../commands.ts";
import type { RunDetail, RunStep, ShownRun } from "../model.ts";
import { Graph } from "./graph.ts";
import { useMeta, useNow, useSection } from "./store.ts";
import { sayOf } from "./toasts.ts";
import { ago, ask, Command, clockTime, duration, Empty, Panel, type Part, Pill, post, type Tone } from "./ui.ts";

const TONES: Readonly<Record<string, Tone>> = {
  RUNNING: "busy",
  SUCCEEDED: "good",
  FAILED: "bad",
  TIMED_OUT: "bad",
  ABORTED: "warn",
};
const LOOK_MILLISECONDS = 2_000;
const MOST_STEPS = 60;

/** Reads the run again while it runs. */
function useDetail(run: ShownRun | undefined): { detail?: RunDetail; error?: string } {
  const [found, setFound] = useState<{ detail?: RunDetail; error?: string }>({});
  const arn = run?.arn;
  const isRunning = run?.status === "RUNNING";
  useEffect(() => {
    if (arn === undefined) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const next = await ask<RunDetail>(`/look/run?${new URLSearchParams({ arn })}`).then(
        (detail) => ({ detail }),
        (error: Error) => ({ error: error.message }),
      );
      if (isOver) return;
      setFound(next);
      if (isRunning) timer = setTimeout(look, LOOK_MILLISECONDS);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [arn, isRunning, run?.redrives]);
  return found.detail?.arn === arn || found.error !== undefined ? found : {};
}

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

const Json = ({ title, text }: { title: string; text: string | undefined }): Part | null =>
  text === undefined
    ? null
    : html`<details><summary>${title}</summary><pre tabindex="0">${pretty(text)}</pre></details>`;

function Step({ step, now, isRunning }: { step: RunStep; now: number; isRunning: boolean }): Part {
  const { state, type, enteredAt, leftAt, errors, input, output } = step;
  const isOpen = leftAt === undefined && isRunning;
  const took = leftAt === undefined && !isRunning ? "" : duration((leftAt ?? now) - enteredAt);
  return html`<li class=${isOpen ? "step present" : "step"}>
    <div><b>${state}</b> <span class="quiet">${type === "Wait" ? "waits" : type.toLowerCase()} · ${clockTime(enteredAt)}${took && ` · ${took}`}</span>${errors.length > 0 && html` <${Pill} tone="warn">${errors.length} ${errors.length > 1 ? "attempts" : "attempt"} failed<//>`}</div>
    ${errors.length > 0 && html`<ul class="errors">${errors.slice(-5).map((error) => html`<li>${error}</li>`)}</ul>`}
    <${Json} title="Input" text=${input} /><${Json} title="Output" text=${output} />
  </li>`;
}

function Detail({ run, onOpen }: { run: ShownRun; onOpen: (arn: string) => void }): Part {
  const meta = useMeta();
  const now = useNow();
  const { detail, error } = useDetail(run);
  if (error !== undefined) return html`<${Empty}>${error}<//>`;
  if (!detail) return html`<${Empty}>Reading …<//>`;
  const { steps, related, canRedrive, arn } = detail;
  const redrive = () => sayOf(() => post("/act/redrive", { arn }));
  const shown = steps.slice(-MOST_STEPS).toReversed();
  return html`<div class="stack">
    ${detail.error !== undefined && html`<p class="note bad"><b>${detail.error}</b>${detail.cause ? `: ${detail.cause}` : ""}</p>`}
    ${
      canRedrive &&
      meta &&
      html`<div class="stack tight">${meta.actions.includes("redrive") && html`<div><button type="button" class="primary" onClick=${redrive}>Redrive</button></div>`}<${Command} text=${commandLine("redrive", { arn }, meta) ?? ""} /></div>`
    }
    ${related.length > 0 && html`<p>${related.map((other) => html`<button type="button" class="link" onClick=${() => onOpen(other.arn)}>${other.as === "child" ? "goes on as" : "goes on for"} ${other.name}</button> `)}</p>`}
    <${Graph} detail=${detail} />
    <div><${Json} title="Input of the run" text=${detail.input} /><${Json} title="Output of the run" text=${detail.output} /></div>
    <h3>Steps, newest first</h3>
    <ol class="steps">${shown.map((step) => html`<${Step} key=${step.state + step.enteredAt} step=${step} now=${now} isRunning=${run.status === "RUNNING"} />`)}</ol>
  </div>`;
}

export function Runs(): Part {
  const runs = useSection("runs");
  const now = useNow();
  const [open, setOpen] = useState("");
  const sorted = [...runs.values()].sort((a, b) => b.startedAt - a.startedAt);
  const run = runs.get(open) ?? sorted[0];
  if (!run) return html`<${Empty}>No run yet: one comes with the first video that is to be processed.<//>`;
  return html`<div class="split">
    <nav aria-label="Runs"><ul class="list">
      ${sorted.map(
        ({
          arn,
          name,
          status,
          startedAt,
          endedAt,
          redrives,
        }) => html`<li key=${arn}><button type="button" aria-current=${arn === run.arn} onClick=${() => setOpen(arn)}>
          <span class="name">${name}</span><${Pill} tone=${TONES[status]}>${status.toLowerCase()}<//>
          <span class="quiet">${ago(startedAt, now)}, ${duration((endedAt ?? now) - startedAt)}${redrives > 0 ? `, redriven ${redrives}×` : ""}</span></button></li>`,
      )}
    </ul></nav>
    <${Panel} title=${run.name} id="run" aside=${html`<${Pill} tone=${TONES[run.status]}>${run.status.toLowerCase()}<//>`}><${Detail} key=${run.arn} run=${run} onOpen=${setOpen} /><//>
  </div>`;
}
