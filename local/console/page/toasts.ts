// What came of an action, said for a while; also to those who hear the page.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import type { Part } from "./ui.ts";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
}

const SHOWN_MILLISECONDS = 8_000;
let shown: readonly Toast[] = [];
let lastId = 0;
let changed = () => {};

export function say(text: string, isError = false): void {
  lastId += 1;
  const id = lastId;
  shown = [...shown.slice(-3), { id, text, isError }];
  changed();
  setTimeout(() => {
    shown = shown.filter((toast) => toast.id !== id);
    changed();
  }, SHOWN_MILLISECONDS);
}

/** Does it, and says what came of it. */
export async function sayOf(action: () => Promise<string>): Promise<void> {
  try {
    say(await action());
  } catch (error) {
    say((error as Error).message, true);
  }
}

export function Toasts(): Part {
  const [, set] = useState<readonly Toast[]>([]);
  useEffect(() => {
    changed = () => set(shown);
  }, []);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${shown.map(({ id, text, isError }) => html`<p key=${id} class=${isError ? "bad" : ""}>${text}</p>`)}
  </div>`;
}
