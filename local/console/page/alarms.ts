// Alarms with their state, and the faults that are in force.
import { html } from "htm/preact";
import { openAction } from "./actions.ts";
import { useList, useMeta, useNow } from "./store.ts";
import { sayOf } from "./toasts.ts";
import { ago, clockTime, Empty, Panel, type Part, Pill, post } from "./ui.ts";

const TONES = { ALARM: "bad", OK: "good", INSUFFICIENT_DATA: "quiet" } as const;
const ORDER = ["ALARM", "INSUFFICIENT_DATA", "OK"];

function Faults(): Part {
  const faults = useList("faults");
  const clear = (id: number) => sayOf(() => post("/act/clear", { fault: String(id) }));
  return html`<${Panel} title="Failures in force" aside=${html`<button type="button" class="small" onClick=${() => openAction("fault")}>Inject a failure</button>`}>
    ${faults.length === 0 && html`<${Empty}>None.<//>`}
    <ul class="rows">${faults.map(({ id, fault, until }) => html`<li><${Pill} tone="warn">#${id}<//><code>${fault}</code><span class="quiet">${until ? `until ${clockTime(Date.parse(until))}` : "until it is cleared"}</span><button type="button" class="small" onClick=${() => clear(id)}>Clear</button></li>`)}</ul>
  <//>`;
}

export function Alarms(): Part {
  const meta = useMeta();
  const alarms = useList("alarms").sort(
    (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name),
  );
  const now = useNow(5_000);
  return html`<div class="stack">
    <${Panel} title="Alarms">
      ${alarms.length === 0 && html`<${Empty}>This environment has none that are evaluated here.<//>`}
      <ul class="rows">${alarms.map(
        ({
          name,
          state,
          description,
          reason,
          since,
        }) => html`<li key=${name}><${Pill} tone=${TONES[state]}>${state === "INSUFFICIENT_DATA" ? "no data" : state}<//>
        <div><b>${name}</b><p class="quiet">${reason}</p><p class="quiet">${description}</p></div><span class="quiet">${ago(since, now)}</span></li>`,
      )}</ul>
    <//>
    ${meta?.actions.includes("fault") && html`<${Faults} />`}
  </div>`;
}
