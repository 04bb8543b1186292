// Small parts that everything is made of, and how values are written.
import { html } from "htm/preact";
import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import type { Config } from "../model.ts";

export type Part = VNode | VNode[];

export type Tone = "good" | "busy" | "warn" | "bad" | "quiet";

export const Pill = ({
  tone = "quiet",
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children?: ComponentChildren;
}): Part => html`<span class=${`pill ${tone}`} title=${title}>${children}</span>`;

const MINUTE = 60;
const HOUR = 3_600;

/** `4 s`, `12 min`, `3 h`: one unit is enough to compare by. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1_000);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 2 * MINUTE) return `${Math.round(seconds)} s`;
  if (seconds < 2 * HOUR) return `${Math.round(seconds / MINUTE)} min`;
  if (seconds < 48 * HOUR) return `${Math.round(seconds / HOUR)} h`;
  return `${Math.round(seconds / 24 / HOUR)} d`;
}

export const ago = (at: number, now: number): string =>
  now - at < 2_000 ? "just now" : `${duration(Math.floor((now - at) / 1_000) * 1_000).replace(".0", "")} ago`;

export const clockTime = (at: number): string => new Date(at).toTimeString().slice(0, 8);

export const bytes = (count: number): string => {
  if (count < 1_024) return `${count} B`;
  const kib = count / 1_024;
  return kib < 1_024 ? `${kib.toFixed(kib < 10 ? 1 : 0)} KiB` : `${(kib / 1_024).toFixed(1)} MiB`;
};

export const config = (value: Config | undefined): string => (value ? `${value.min ?? "?"}/${value.max ?? "?"}` : "–");

/** Without what all names of the environment begin with. */
export const shortName = (name: string, environment: string | undefined): string =>
  name.startsWith(`${environment}-video-`) ? name.slice(String(environment).length + 7) : name;

export const Empty = ({ children }: { children?: ComponentChildren }): Part => html`<p class="empty">${children}</p>`;

export function Panel({
  title,
  aside,
  children,
  id,
}: {
  title: string;
  aside?: ComponentChildren;
  children?: ComponentChildren;
  id?: string;
}): Part {
  const heading = `${id ?? title.toLowerCase().replaceAll(/\W+/g, "-")}-heading`;
  return html`<section class="panel" aria-labelledby=${heading}>
    <header><h2 id=${heading}>${title}</h2>${aside}</header>
    ${children}
  </section>`;
}

/** A command to copy. */
export function Command({ text }: { text: string }): Part {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return html`<div class="command">
    <pre tabindex="0" aria-label="The same by a command"><code>${text}</code></pre>
    <button type="button" class="small" onClick=${copy}>${isCopied ? "Copied" : "Copy"}</button>
  </div>`;
}

/** What the server answers to an action. @throws Error with what is wrong */
export async function post(path: string, body: object): Promise<string> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { message } = (await response.json()) as { message: string };
  if (!response.ok) throw new Error(message);
  return message;
}

export async function ask<T>(path: string): Promise<T> {
  const response = await fetch(path);
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `${response.status}`);
  return answer;
}
