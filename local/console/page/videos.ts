// The videos: how far each is, what was made of it, and those that come by drag and drop.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { commandLine } from "../commands.ts";
import type { ShownVideo } from "../model.ts";
import { useMeta, useNow, useSection } from "./store.ts";
import { sayOf } from "./toasts.ts";
import { ago, bytes, Command, Empty, type Part, Pill, post, type Tone } from "./ui.ts";
import { type Uploading, upload, useUploads } from "./uploads.ts";

const TONES: Readonly<Record<string, Tone>> = {
  "awaiting-upload": "quiet",
  uploaded: "quiet",
  queued: "warn",
  processing: "busy",
  completed: "good",
  failed: "bad",
};
const STATUSES = Object.keys(TONES);
const STEP = 50;

export function Progress({ percent, label }: { percent: number; label: string }): Part {
  return html`<svg class="meter" width="100%" height="6" role="progressbar" aria-label=${label} aria-valuenow=${Math.round(percent)} aria-valuemin="0" aria-valuemax="100">
    <rect class="free" width="100%" height="6" rx="3" /><rect class="taken" width=${`${percent}%`} height="6" rx="3" />
  </svg>`;
}

const outputUrl = (id: string, name: string) => `/stream/output?${new URLSearchParams({ id, name })}`;

function Outputs({ video }: { video: ShownVideo }): Part {
  const { id, title, outputs = [] } = video;
  const of = (kind: string) => outputs.filter(({ contentType }) => contentType.startsWith(`${kind}/`));
  const images = of("image");
  const poster = images.find(({ name }) => /poster/.test(name)) ?? images[0];
  const url = (name: string) => outputUrl(id, name);
  return html`<div class="outputs">
    ${of("video")
      .slice(0, 1)
      .map(
        ({ name }) =>
          html`<figure><video controls preload="metadata" src=${url(name)} poster=${poster && url(poster.name)} aria-label=${`${name} of ${title}`}></video><figcaption>${name}</figcaption></figure>`,
      )}
    ${images.map(({ name }) => html`<figure><img src=${url(name)} alt=${`${name} of ${title}`} loading="lazy" /><figcaption>${name}</figcaption></figure>`)}
    ${of("audio").map(({ name }) => html`<figure><audio controls preload="none" src=${url(name)} aria-label=${`${name} of ${title}`}></audio><figcaption>${name}</figcaption></figure>`)}
    <ul class="files">${outputs.map(({ name, contentType, bytes: size }) => html`<li><a href=${url(name)} download=${name}>${name}</a> <span class="quiet">${contentType}, ${bytes(size)}</span></li>`)}</ul>
  </div>`;
}

function saysOf(video: ShownVideo, now: number): string {
  const { status, progress, waitingFor, failure, outputs } = video;
  if (status === "failed") return failure ? `${failure.code}: ${failure.message}` : "";
  if (status === "processing") return progress ? `${progress.stage}, ${progress.percent} %` : "starting";
  if (status === "completed") return `${outputs?.length ?? 0} outputs`;
  if (status !== "queued" || !waitingFor) return "";
  return `waits for ${waitingFor.what}, ${ago(Date.parse(waitingFor.since), now).replace(" ago", "")}${waitingFor.seen ? ` (${waitingFor.seen})` : ""}`;
}

function Detail({ video }: { video: ShownVideo }): Part {
  const meta = useMeta();
  const { id, outputs = [], createdAt, updatedAt, attempt, bytes: size } = video;
  const facts = [
    `id ${id}`,
    `created ${createdAt}`,
    `last change ${updatedAt}`,
    `attempt ${attempt}`,
    ...(size ? [bytes(size)] : []),
  ];
  return html`<div class="detail">
    ${outputs.length > 0 && (meta?.kind === "local" ? html`<${Outputs} video=${video} />` : html`<p class="quiet">${outputs.map(({ name }) => name).join(", ")}</p>`)}
    <p class="quiet">${facts.join(" · ")}</p>
    ${meta?.actions.includes("process") && html`<${Command} text=${commandLine("process", { id }, meta) ?? ""} />`}
  </div>`;
}

function Row({ video, isOpen, onToggle }: { video: ShownVideo; isOpen: boolean; onToggle: () => void }): Part {
  const now = useNow(2_000);
  const meta = useMeta();
  const { id, title, status, progress, ranOn, attempt, createdAt } = video;
  const canProcess =
    meta?.actions.includes("process") && (status === "uploaded" || status === "failed" || status === "completed");
  const process = () => sayOf(() => post("/act/process", { id }));
  return html`<li class="video">
    <div class="line">
      <button type="button" class="title" aria-expanded=${isOpen} onClick=${onToggle}><span class="chevron" aria-hidden="true"></span><span>${title}</span></button>
      <${Pill} tone=${TONES[status]}>${status}<//>
      <div class="says">${status === "processing" && html`<${Progress} percent=${progress?.percent ?? 0} label=${`progress of ${title}`} />`}<span class="quiet">${saysOf(video, now)}</span></div>
      <span class="quiet where">${ranOn ? (ranOn === "overflow" ? "overflow" : "managed") : ""}${attempt > 1 ? `, attempt ${attempt}` : ""}</span>
      <span class="quiet when">${ago(Date.parse(createdAt), now)}</span>
      ${canProcess ? html`<button type="button" class="small" onClick=${process} aria-label=${`${status === "uploaded" ? "Process" : "Retry"}: ${title}`}>${status === "uploaded" ? "Process" : "Retry"}</button>` : html`<span class="gap"></span>`}
    </div>
    ${isOpen && html`<${Detail} video=${video} />`}
  </li>`;
}

function Upload({ file }: { file: Uploading }): Part {
  const { title, percent, error } = file;
  return html`<li class="video"><div class="line"><span class="title plain">${title}</span><${Pill} tone=${error ? "bad" : "busy"}>${error ? "refused" : "uploading"}<//>
    <div class="says">${error ? html`<span>${error}</span>` : html`<${Progress} percent=${percent} label=${`upload of ${title}`} />`}</div></div></li>`;
}

function Drop({ command }: { command: string }): Part {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    for (const file of files ?? []) void upload(file);
  };
  useEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer?.files);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return html`<div class=${isOver ? "drop over" : "drop"}>
    <p><b>Drop films here</b>, or <button type="button" onClick=${() => input.current?.click()}>choose files</button>: each is uploaded and processed at once.</p>
    <input ref=${input} type="file" accept="video/*" multiple hidden onChange=${(event: Event) => {
      const chosen = event.currentTarget as HTMLInputElement;
      take(chosen.files);
      chosen.value = "";
    }} />
    <details><summary>The same by commands</summary><${Command} text=${command} /></details>
  </div>`;
}

/** Newest first; ids sort by the time of creation. */
function chosen(videos: ReadonlyMap<string, ShownVideo>, status: string, text: string): ShownVideo[] {
  const wanted = text.trim().toLowerCase();
  return [...videos.values()]
    .filter(
      (video) =>
        (status === "" || video.status === status) &&
        (wanted === "" || video.title.toLowerCase().includes(wanted) || video.id.toLowerCase().includes(wanted)),
    )
    .sort((a, b) => (a.id < b.id ? 1 : -1));
}

export function Videos(): Part {
  const meta = useMeta();
  const videos = useSection("videos");
  const uploads = useUploads();
  const [status, setStatus] = useState("");
  const [text, setText] = useState("");
  const [shown, setShown] = useState(STEP);
  const [open, setOpen] = useState("");
  const found = chosen(videos, status, text);
  const count = (one: string) => [...videos.values()].filter((video) => video.status === one).length;
  return html`<div class="stack">
    ${meta?.actions.includes("upload") && html`<${Drop} command=${commandLine("upload", {}, meta) ?? ""} />`}
    <div class="filters">
      <div class="chips" role="group" aria-label="Status">
        <button type="button" aria-pressed=${status === ""} onClick=${() => setStatus("")}>all ${videos.size}</button>
        ${STATUSES.map((one) => {
          const many = count(one);
          return (
            (many > 0 || one === status) &&
            html`<button type="button" aria-pressed=${status === one} onClick=${() => setStatus(one)}>${one} ${many}</button>`
          );
        })}
      </div>
      <label class="search"><span class="hidden">Search titles and ids</span><input type="search" placeholder="Search titles and ids" value=${text} onInput=${(event: Event) => setText((event.currentTarget as HTMLInputElement).value)} /></label>
    </div>
    ${found.length === 0 && uploads.length === 0 && html`<${Empty}>${videos.size === 0 ? "No video yet." : "None like this."}<//>`}
    <ul class="videos">
      ${uploads.map((file) => html`<${Upload} key=${file.id} file=${file} />`)}
      ${found.slice(0, shown).map((video) => html`<${Row} key=${video.id} video=${video} isOpen=${open === video.id} onToggle=${() => setOpen(open === video.id ? "" : video.id)} />`)}
    </ul>
    ${found.length > shown && html`<p><button type="button" onClick=${() => setShown(shown + 4 * STEP)}>Show more (${found.length - shown})</button></p>`}
  </div>`;
}
