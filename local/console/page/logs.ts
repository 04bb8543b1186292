// A function's log, of all its requests or of one.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import type { LogLine } from "../model.ts";
import { useMeta, useSection } from "./store.ts";
import { ask, clockTime, Empty, type Part, shortName } from "./ui.ts";

const LOOK_MILLISECONDS = 3_000;
const SPANS = [5, 15, 60, 240];

/** What every line says, and what is shown beside it. */
const USUAL = new Set([
  "timestamp",
  "service",
  "sampling_rate",
  "requestId",
  "function_request_id",
  "xray_trace_id",
  "type",
]);
const MOST_FIELDS = 6;

/** What a line of a structured log says. */
function textOf(message: string): { text: string; isError: boolean } {
  try {
    const { level = "", message: said, ...more } = JSON.parse(message) as Record<string, unknown>;
    const fields = Object.entries(more)
      .filter(([name, value]) => !USUAL.has(name) && !/^(function|cold_start)/.test(name) && typeof value !== "object")
      .slice(0, MOST_FIELDS)
      .map(([name, value]) => `${name}=${value}`);
    const first = said === undefined ? "" : typeof said === "string" ? said : JSON.stringify(said);
    return { text: [level, first, ...fields].filter(Boolean).join(" "), isError: /error|fatal/i.test(String(level)) };
  } catch {
    return { text: message, isError: /error/i.test(message.slice(0, 40)) };
  }
}

export function Logs(): Part {
  const meta = useMeta();
  const functions = useSection("functions");
  const environments = useSection("environments");
  const names = [...new Set([...functions.keys(), ...environments.keys()])].sort();
  const [chosen, setChosen] = useState("");
  const [minutes, setMinutes] = useState(15);
  const [request, setRequest] = useState("");
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [error, setError] = useState("");
  const name = chosen || names[0] || "";
  useEffect(() => {
    if (name === "") return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const query = new URLSearchParams({
        group: `/aws/lambda/${name}`,
        minutes: String(minutes),
        request: request.trim(),
      });
      await ask<LogLine[]>(`/look/logs?${query}`).then(
        (found) => {
          if (isOver) return;
          setLines(found);
          setError("");
        },
        (failure: Error) => !isOver && setError(failure.message),
      );
      if (!isOver && meta?.kind === "local") timer = setTimeout(look, LOOK_MILLISECONDS);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [name, minutes, request, meta?.kind]);
  const value = (event: Event) => (event.currentTarget as HTMLInputElement).value;
  return html`<div class="stack">
    <div class="filters">
      <div class="field"><label for="log-function">Function</label><select id="log-function" value=${name} onChange=${(event: Event) => setChosen(value(event))}>${names.map((one) => html`<option value=${one} selected=${one === name}>${shortName(one, meta?.environment)}</option>`)}</select></div>
      <div class="field"><label for="log-minutes">Back</label><select id="log-minutes" value=${minutes} onChange=${(event: Event) => setMinutes(Number(value(event)))}>${SPANS.map((one) => html`<option value=${one} selected=${one === minutes}>${one} min</option>`)}</select></div>
      <div class="field grow"><label for="log-request">Request id, or any word</label><input id="log-request" value=${request} onInput=${(event: Event) => setRequest(value(event))} autocomplete="off" /></div>
    </div>
    ${error && html`<p class="note bad">${error}</p>`}
    ${lines.length === 0 && !error && html`<${Empty}>Nothing was logged in this time.<//>`}
    ${
      lines.length > 0 &&
      html`<ol class="log" tabindex="0" aria-label="Log, newest first">${lines
        .toReversed()
        .map(({ at, requestId, message, stream }) => {
          const { text, isError } = textOf(message);
          return html`<li class=${isError ? "bad" : ""}><details><summary><time>${clockTime(at)}</time> <span>${text}</span></summary><pre tabindex="0">${message}</pre><p class="quiet">${stream}${requestId && html` · request <button type="button" class="link" onClick=${() => setRequest(requestId)}>${requestId}</button>`}</p></details></li>`;
        })}</ol>`
    }
  </div>`;
}
