// Map runs of a run: each with its items by how they stand, and what an item did, with the attempts that failed.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import type { MapRunDetail, RunDetail, ShownItem, ShownMapRun } from "../runModel.ts";
import { pauseOf, useLook } from "./look.ts";
import { Json, Status, Steps, when } from "./steps.ts";
import { useMeta, useNow } from "./store.ts";
import { Empty, type Part } from "./ui.ts";

/** Counts by their names, and the status by which items are asked for; none for those that have not begun. */
const COUNTS: readonly (readonly [count: string, label: string, status?: string])[] = [
  ["total", "all", ""],
  ["pending", "not begun"],
  ["running", "running", "RUNNING"],
  ["succeeded", "succeeded", "SUCCEEDED"],
  ["failed", "failed", "FAILED"],
  ["timedOut", "timed out", "TIMED_OUT"],
  ["aborted", "aborted", "ABORTED"],
  ["pendingRedrive", "to be redriven", "PENDING_REDRIVE"],
];
const LABEL_CHARACTERS = 90;

const short = (text: string) => (text.length > LABEL_CHARACTERS ? `${text.slice(0, LABEL_CHARACTERS)}…` : text);

const isOpened = (event: Event) => (event.currentTarget as HTMLDetailsElement).open;

const look = (kind: string, query: Record<string, string>) => `/look/${kind}?${new URLSearchParams(query)}`;

function ItemDetail({ item, now }: { item: ShownItem; now: number }): Part {
  const { arn, status, redrives, input, output } = item;
  const isRunning = status === "RUNNING";
  const again = isRunning ? pauseOf(useMeta()) : undefined;
  const { found, error } = useLook<RunDetail>(look("run", { arn }), again, `${status} ${redrives}`);
  if (error !== undefined) return html`<${Empty}>${error}<//>`;
  if (!found) return html`<${Empty}>Reading …<//>`;
  return html`<div class="item-detail">
    <div><${Json} title="Input of the item" text=${found.input ?? input} /><${Json} title="Output of the item" text=${found.output ?? output} /></div>
    <${Steps} steps=${found.steps} now=${now} isRunning=${isRunning} />
    ${found.mapRuns.length > 0 && html`<${MapRuns} mapRuns=${found.mapRuns} isRunning=${isRunning} />`}
  </div>`;
}

function Item({ item, now }: { item: ShownItem; now: number }): Part {
  const [isOpen, setOpen] = useState(false);
  const { status, startedAt, endedAt, redrives, input = "", output, error, cause } = item;
  const isRunning = status === "RUNNING";
  return html`<li><details onToggle=${(event: Event) => setOpen(isOpened(event))}>
    <summary><${Status} status=${status} /> <code>${short(input)}</code>
      <span class="quiet">${when(startedAt, endedAt, isRunning ? now : undefined)}${redrives > 0 && `, redriven ${redrives}×`}</span>
      ${output !== undefined && html`<code class="quiet">→ ${short(output)}</code>`}
      ${error !== undefined && html`<span class="failure">${short(cause ? `${error}: ${cause}` : error)}</span>`}</summary>
    ${isOpen && html`<${ItemDetail} item=${item} now=${now} />`}
  </details></li>`;
}

function Items({ arn, isRunning, now }: { arn: string; isRunning: boolean; now: number }): Part {
  const pause = pauseOf(useMeta());
  const [asked, setAsked] = useState({ status: "", next: "" });
  const again = isRunning && asked.next === "" ? pause : undefined;
  const { found, error } = useLook<MapRunDetail>(look("map-run", { arn, ...asked }), again, String(isRunning));
  if (error !== undefined) return html`<${Empty}>${error}<//>`;
  if (!found) return html`<${Empty}>Reading …<//>`;
  const { counts, items, concurrency, tolerated, redrives, next } = found;
  const allowed = [
    tolerated.percentage > 0 && `${tolerated.percentage} % may fail`,
    tolerated.count > 0 && `${tolerated.count} may fail`,
    concurrency > 0 && `${concurrency} at once`,
    redrives > 0 && `redriven ${redrives}×`,
  ].filter(Boolean);
  return html`<div class="stack tight">
    <div class="chips">${COUNTS.flatMap(([name, label, status]) => {
      const count = counts[name];
      if (count === undefined) return [];
      if (status === undefined) return [html`<span class="quiet">${count} ${label}</span>`];
      return [
        html`<button type="button" aria-pressed=${status === asked.status} onClick=${() => setAsked({ status, next: "" })}>${count} ${label}</button>`,
      ];
    })}<span class="quiet">${allowed.join(", ")}</span></div>
    ${items.length === 0 && html`<${Empty}>No item stands so.<//>`}
    <ol class="items">${items.map((item) => html`<${Item} key=${item.arn} item=${item} now=${now} />`)}</ol>
    <div class="chips">
      ${asked.next !== "" && html`<button type="button" onClick=${() => setAsked({ ...asked, next: "" })}>First items</button>`}
      ${next !== undefined && html`<button type="button" onClick=${() => setAsked({ ...asked, next })}>Next items</button>`}
    </div>
  </div>`;
}

interface MapRunProps {
  readonly mapRun: ShownMapRun;
  readonly isRunning: boolean;
  readonly isFirst: boolean;
  readonly now: number;
}

function MapRun({ mapRun, isRunning, isFirst, now }: MapRunProps): Part {
  const { arn, state, startedAt, endedAt } = mapRun;
  const [isOpen, setOpen] = useState(isFirst);
  const goesOn = isRunning && endedAt === undefined;
  const name = state ?? /\/([^:]+):/.exec(arn)?.[1] ?? arn;
  return html`<li><details open=${isOpen} onToggle=${(event: Event) => setOpen(isOpened(event))}>
    <summary><b>${name}</b> <span class="quiet">${when(startedAt, endedAt, goesOn ? now : undefined)}</span></summary>
    ${isOpen && html`<${Items} arn=${arn} isRunning=${goesOn} now=${now} />`}
  </details></li>`;
}

/** Newest first; what is deployed is asked for when one is opened. */
export function MapRuns({ mapRuns, isRunning }: { mapRuns: readonly ShownMapRun[]; isRunning: boolean }): Part {
  const meta = useMeta();
  const now = useNow();
  return html`<section class="map-runs" aria-label="Map runs">
    <h3>Map runs, newest first</h3>
    <ol>${mapRuns.map((mapRun, index) => html`<${MapRun} key=${mapRun.arn} mapRun=${mapRun} isRunning=${isRunning} isFirst=${index === 0 && meta?.kind === "local"} now=${now} />`)}</ol>
  </section>`;
}
