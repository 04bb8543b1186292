// The page: what is shown, in what order, and where in it one is.
import { html } from "htm/preact";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Actions, openAction } from "./actions.ts";
import { Activity } from "./activity.ts";
import { Alarms } from "./alarms.ts";
import { Capacity } from "./capacity.ts";
import { Cost, usd } from "./cost.ts";
import { counted, countOf } from "./environments.ts";
import { Logs } from "./logs.ts";
import { Runs } from "./runs.ts";
import { connect, useCounts, useLink, useList, useMeta, useSection } from "./store.ts";
import { Toasts } from "./toasts.ts";
import type { Part } from "./ui.ts";
import { Videos } from "./videos.ts";

const TABS = { capacity: Capacity, videos: Videos, runs: Runs, logs: Logs, alarms: Alarms, cost: Cost } as const;
type Tab = keyof typeof TABS;
const SCHEMES = ["auto", "light", "dark"] as const;
type Scheme = (typeof SCHEMES)[number];

const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function useTab(): Tab {
  const read = (): Tab => {
    const name = location.hash.slice(1);
    return Object.hasOwn(TABS, name) ? (name as Tab) : "capacity";
  };
  const [tab, setTab] = useState(read);
  useEffect(() => {
    const change = () => setTab(read());
    addEventListener("hashchange", change);
    return () => removeEventListener("hashchange", change);
  }, []);
  return tab;
}

function SchemeButton(): Part {
  const [scheme, setScheme] = useState<Scheme>(() => (localStorage.getItem("scheme") as Scheme | null) ?? "auto");
  useEffect(() => {
    document.documentElement.dataset.scheme = scheme;
    localStorage.setItem("scheme", scheme);
  }, [scheme]);
  const next = SCHEMES[(SCHEMES.indexOf(scheme) + 1) % SCHEMES.length] ?? "auto";
  return html`<button type="button" class="small" onClick=${() => setScheme(next)} aria-label=${`Colours: ${scheme}; change to ${next}`}>${title(scheme)}</button>`;
}

function Link(): Part {
  const link = useLink();
  const { received, sent } = useCounts();
  const says = { connecting: "connecting", live: "live", lost: "connection lost" }[link];
  return html`<span class=${`link-state ${link}`} data-received=${received} data-sent=${sent} title=${`${received} of ${sent} events`}>${says}</span>`;
}

const Key = ({ label, value, to, isBad }: { label: string; value: string; to: Tab; isBad?: boolean }): Part =>
  html`<a href=${`#${to}`} class=${isBad ? "key-figure bad" : "key-figure"}><span class="label">${label}</span><span class="value">${value}</span></a>`;

function KeyFigures(): Part {
  const environments = useList("environments");
  const videos = useList("videos");
  const runs = useList("runs");
  const alarms = useList("alarms");
  const cost = useSection("cost").get("hour");
  const functions = useSection("functions");
  const isListed = useMeta()?.kind !== "deployed";
  const managed = environments.filter(({ capacityProvider }) => capacityProvider !== undefined);
  const counts = managed.map((one) => countOf(one, functions.get(one.name)?.applied));
  const isKnown = isListed || (counts.length > 0 && !counts.includes(undefined));
  const running = isKnown ? counts.reduce<number>((sum, count = 0) => sum + count, 0) : undefined;
  const listed = managed.flatMap((one) => (one.environments ?? []).map((all) => ({ ...all, slots: one.slots ?? 0 })));
  const taken = listed.reduce((sum, { inFlight }) => sum + inFlight, 0);
  const slots = listed.reduce((sum, one) => sum + (one.phase === "ready" ? one.slots : 0), 0);
  const count = (status: string) => videos.filter((video) => video.status === status).length;
  const firing = alarms.filter(({ state }) => state === "ALARM").length;
  return html`<div class="key-figures">
    <${Key} label="Environments" value=${counted(running, isListed)} to="capacity" />
    <${Key} label="Slots taken" value=${isListed ? `${taken} of ${slots}` : "–"} to="capacity" />
    <${Key} label="Videos queued" value=${String(count("queued"))} to="videos" />
    <${Key} label="In process" value=${String(count("processing"))} to="videos" />
    <${Key} label="Completed" value=${String(count("completed"))} to="videos" />
    <${Key} label="Runs now" value=${String(runs.filter(({ status }) => status === "RUNNING").length)} to="runs" />
    <${Key} label="Alarms" value=${String(firing)} to="alarms" isBad=${firing > 0} />
    <${Key} label="Last hour" value=${cost ? usd(cost.functions.reduce((sum, one) => sum + one.usd, 0)) : "–"} to="cost" />
  </div>`;
}

function App(): Part {
  const tab = useTab();
  const meta = useMeta();
  const problems = useList("problems");
  const hasActivity = tab === "capacity" && meta?.kind !== "deployed";
  useEffect(() => {
    document.title = `${meta?.environment ?? "Console"} · ${title(tab)}`;
  }, [tab, meta?.environment]);
  return html`<div class="page">
    <header class="top">
      <h1><img src="/icon.svg" alt="" width="22" height="22" />${meta?.environment ?? "…"} <span class="quiet">${meta?.kind === "deployed" ? `${meta.region}, read-only` : "on this machine"}</span></h1>
      <nav aria-label="Views">${Object.keys(TABS).map((name) => html`<a href=${`#${name}`} aria-current=${name === tab ? "page" : undefined}>${title(name)}</a>`)}</nav>
      <div class="tools"><${Link} /><${SchemeButton} />${(meta?.actions.length ?? 0) > 0 && html`<button type="button" class="primary" onClick=${() => openAction()}>Actions</button>`}</div>
    </header>
    <${KeyFigures} />
    ${problems.length > 0 && html`<div class="note warn" role="status">${problems.map((line) => html`<p>${line}</p>`)}</div>`}
    <main id="content" class=${hasActivity ? "wide" : ""} tabindex="-1">
      <h2 class="hidden">${title(tab)}</h2>
      <${TABS[tab]} />
      ${hasActivity && html`<aside><${Activity} /></aside>`}
    </main>
    <${Actions} /><${Toasts} />
  </div>`;
}

connect();
const root = document.querySelector("#app");
if (root) {
  root.textContent = "";
  render(html`<${App} />`, root);
}
