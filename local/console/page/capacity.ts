// Functions and their capacity: what is asked for, what is there, and why.
import { html } from "htm/preact";
import type {
  Config,
  Provider,
  Capacity as Shown,
  ShownCondition,
  Environments as ShownEnvironments,
} from "../model.ts";
import { openAction } from "./actions.ts";
import { counted, countOf, Environments } from "./environments.ts";
import { useList, useMeta, useNow, useSection } from "./store.ts";
import { Timeline } from "./timeline.ts";
import { ago, clockTime, config, duration, Empty, Panel, type Part, Pill, shortName, type Tone } from "./ui.ts";

const STATES: Readonly<Record<string, Tone>> = {
  Active: "good",
  Pending: "busy",
  Deactivating: "busy",
  Deactivated: "quiet",
  Failed: "bad",
};

const TONES: Readonly<Record<string, Tone>> = {
  Ready: "good",
  Active: "good",
  Held: "warn",
  Unsettled: "busy",
  Failed: "bad",
};

/** The name of a run instead of its ARN. */
const whyOf = (reason: string, baseline: Config): string =>
  reason === "baseline" ? `baseline ${config(baseline)}` : reason.replace(/arn:[^ ]*:([^: ]+)/, "$1");

function Condition({ condition, now }: { condition: ShownCondition; now: number }): Part {
  const { type, status, reason, message, since } = condition;
  return html`<tr class=${status ? "true" : "false"} title=${message}>
    <th scope="row"><${Pill} tone=${status ? TONES[type] : "quiet"}>${type}<//></th>
    <td>${status ? "True" : "False"}</td>
    <td>${reason}</td>
    <td class="number quiet">${since === undefined ? "–" : ago(since, now)}</td>
  </tr>`;
}

const Figure = ({ label, value, note }: { label: string; value: string; note?: string | undefined }): Part =>
  html`<div><dt>${label}</dt><dd>${value}${note && html`<small>${note}</small>`}</dd></div>`;

function Throttled({ count = 0 }: { count?: number | undefined }): Part | false {
  const meta = useMeta();
  return count > 0 && html`<${Pill} tone="warn">${count} throttled${meta?.kind === "deployed" && " in an hour"}<//>`;
}

function ManagedFunction({
  capacity,
  environments,
}: {
  capacity: Shown;
  environments: ShownEnvironments | undefined;
}): Part {
  const now = useNow();
  const meta = useMeta();
  const { name, state, stateReason, desired, requested, applied, baseline, limit, reasons, conditions, hold } =
    capacity;
  const running = environments && counted(countOf(environments, applied), environments.environments !== undefined);
  const isSettled = conditions.some(({ type, status }) => type === "Unsettled" && !status);
  const can = (id: string) => meta?.actions.includes(id);
  const act = (id: string) => () => openAction(id, { function: name });
  return html`<article class="card" aria-label=${name}>
    <header>
      <h3>${shortName(name, meta?.environment)}</h3>
      <${Pill} tone=${STATES[state]} title=${stateReason}>${state}<//>
      <${Throttled} count=${environments?.throttles} />
      ${
        can("hold") &&
        html`<span class="buttons">
        <button type="button" class="small" onClick=${act("acquire")}>Acquire</button>
        <button type="button" class="small" onClick=${act(hold ? "resume" : "hold")}>${hold ? "Resume" : "Hold"}</button>
      </span>`
      }
    </header>
    <dl class="figures">
      <${Figure} label="Desired" value=${config(desired)} note=${isSettled ? "settled" : ""} />
      <${Figure} label="Requested" value=${requested ? config(requested) : "–"} />
      <${Figure} label="Applied" value=${config(applied)} />
      ${running !== undefined && html`<${Figure} label="Environments" value=${running} note=${`of ${limit} that fit`} />`}
    </dl>
    ${hold && html`<p class="note warn">Held by <b>${hold.owner}</b>, ${duration(hold.until - now)} left (until ${clockTime(hold.until)}): ${hold.reason}</p>`}
    ${environments && html`<${Environments} shown=${environments} />`}
    <${Timeline} capacity=${capacity} />
    <div class="columns">
      <div>
        <h4>Why ${config(desired)}</h4>
        <ul class="why">${reasons.map((reason) => html`<li>${whyOf(reason, baseline)}</li>`)}</ul>
      </div>
      <div>
        <h4>Conditions</h4>
        <table class="conditions"><tbody>${conditions.map((condition) => html`<${Condition} condition=${condition} now=${now} />`)}</tbody></table>
      </div>
    </div>
  </article>`;
}

function Cap({ provider }: { provider: Provider }): Part {
  const meta = useMeta();
  const { name, takenVCpus, maxVCpus, measured } = provider;
  const part = maxVCpus === 0 ? 1 : Math.min(1, (takenVCpus ?? 0) / (maxVCpus ?? Number.POSITIVE_INFINITY));
  return html`<li>
    <span>${shortName(name, meta?.environment)}</span>
    <svg class=${part >= 0.9 ? "meter full" : "meter"} width="100%" height="8" aria-hidden="true"><rect class="free" width="100%" height="8" rx="4" /><rect class="taken" width=${`${part * 100}%`} height="8" rx="4" /></svg>
    <span class="number">${takenVCpus ?? "–"} of ${maxVCpus ?? "–"} vCPUs${measured && html`<small class="quiet">${measured.allocatedVCpus} in environments, to ${clockTime(measured.until)}</small>`}</span>
  </li>`;
}

function OtherFunction({ shown }: { shown: ShownEnvironments }): Part {
  const meta = useMeta();
  const { name, capacityProvider, environments, throttles } = shown;
  return html`<article class="row-card" aria-label=${name}>
    <header><h3>${shortName(name, meta?.environment)}</h3><span class="quiet">${capacityProvider ? "managed, Terraform's scaling config" : "ordinary Lambda"}</span>
    <${Throttled} count=${throttles} /></header>
    ${(environments ? environments.length > 0 : capacityProvider) && html`<${Environments} shown=${shown} />`}
  </article>`;
}

export function Capacity(): Part {
  const functions = useList("functions");
  const environments = useSection("environments");
  const providers = useList("providers");
  const others = [...environments.values()].filter(({ name }) => !functions.some((one) => one.name === name));
  const managed = functions.toSorted((a, b) => a.name.localeCompare(b.name)).reverse();
  return html`<div class="stack">
    ${functions.length === 0 && html`<${Empty}>The system is starting.<//>`}
    ${managed.map((capacity) => html`<${ManagedFunction} key=${capacity.name} capacity=${capacity} environments=${environments.get(capacity.name)} />`)}
    ${providers.length > 0 && html`<${Panel} title="vCPU caps"><ul class="caps">${providers.map((provider) => html`<${Cap} provider=${provider} />`)}</ul><//>`}
    ${others.length > 0 && html`<${Panel} title="Other functions"><div class="others">${others.map((shown) => html`<${OtherFunction} key=${shown.name} shown=${shown} />`)}</div><//>`}
  </div>`;
}
