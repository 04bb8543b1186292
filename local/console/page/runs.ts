// Runs: the latest ones, and one as its state machine with what went in and out of each state.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { commandLine } from "../commands.ts";
import type { RunDetail, ShownRun } from "../runModel.ts";
import { Graph } from "./graph.ts";
import { pauseOf, useLook } from "./look.ts";
import { MapRuns } from "./mapRuns.ts";
import { Json, Status, Steps } from "./steps.ts";
import { useMeta, useNow, useSection } from "./store.ts";
import { sayOf } from "./toasts.ts";
import { ago, Command, duration, Empty, Panel, type Part, post } from "./ui.ts";

function Detail({ run, onOpen }: { run: ShownRun; onOpen: (arn: string) => void }): Part {
  const meta = useMeta();
  const now = useNow();
  const isRunning = run.status === "RUNNING";
  const path = `/look/run?${new URLSearchParams({ arn: run.arn })}`;
  const version = `${run.status} ${run.redrives}`;
  const { found: detail, error } = useLook<RunDetail>(path, isRunning ? pauseOf(meta) : undefined, version);
  if (error !== undefined) return html`<${Empty}>${error}<//>`;
  if (!detail) return html`<${Empty}>Reading …<//>`;
  const { steps, related, canRedrive, arn, mapRuns } = detail;
  const redrive = () => sayOf(() => post("/act/redrive", { arn }));
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
    ${mapRuns.length > 0 && html`<${MapRuns} mapRuns=${mapRuns} isRunning=${isRunning} />`}
    <h3>Steps, newest first</h3>
    <${Steps} steps=${steps} now=${now} isRunning=${isRunning} />
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
          <span class="name">${name}</span><${Status} status=${status} />
          <span class="quiet">${ago(startedAt, now)}, ${duration((endedAt ?? now) - startedAt)}${redrives > 0 ? `, redriven ${redrives}×` : ""}</span></button></li>`,
      )}
    </ul></nav>
    <${Panel} title=${run.name} id="run" aside=${html`<${Status} status=${run.status} />`}><${Detail} key=${run.arn} run=${run} onOpen=${setOpen} /><//>
  </div>`;
}
