// Execution environments as slots that fill and empty, beyond a number of slots as a bar; or what is known of them where AWS does
// not list them.
import { html } from "htm/preact";
import type { Config, Environments as Shown, ShownEnvironment } from "../model.ts";
import { clockTime, type Part } from "./ui.ts";

/** More slots than these are not told apart. */
const MOST_CELLS = 16;
const COLUMNS = 4;
const CELL = 9;
const GAP = 2;
const PITCH = CELL + GAP;
const SIZE = COLUMNS * PITCH - GAP;

const cellAt = (index: number) => ({ x: (index % COLUMNS) * PITCH, y: Math.floor(index / COLUMNS) * PITCH });

function Cells({ slots, inFlight }: { slots: number; inFlight: number }): Part {
  const columns = Math.min(COLUMNS, slots);
  const rows = Math.ceil(slots / COLUMNS);
  return html`<svg width=${columns * PITCH - GAP} height=${rows * PITCH - GAP} aria-hidden="true">
    ${Array.from({ length: slots }, (_, index) => {
      const { x, y } = cellAt(index);
      return html`<rect class=${index < inFlight ? "taken" : "free"} x=${x} y=${y} width=${CELL} height=${CELL} rx="2" />`;
    })}
  </svg>`;
}

function Gauge({ slots, inFlight }: { slots: number; inFlight: number }): Part {
  const height = Math.min(1, inFlight / slots) * SIZE;
  return html`<svg width=${SIZE} height=${SIZE} aria-hidden="true">
    <rect class="free" width=${SIZE} height=${SIZE} rx="3" />
    <rect class="taken" y=${SIZE - height} width=${SIZE} height=${height} rx="3" />
  </svg>`;
}

const SAYS = { launching: "launching", ready: "", draining: "draining", stopping: "stopping", lost: "lost" } as const;

function Tile({ environment, slots }: { environment: ShownEnvironment; slots: number }): Part {
  const { number, phase, inFlight } = environment;
  const what = `environment ${number}: ${phase}, ${inFlight} of ${slots} slots taken`;
  const count = { slots, inFlight };
  return html`<li class=${`tile ${phase}`} title=${what}>
    <span class="hidden">${what}</span>
    <span class="number" aria-hidden="true">${number}</span>
    ${slots > MOST_CELLS ? html`<${Gauge} ...${count} />` : html`<${Cells} ...${count} />`}
    <span class="says" aria-hidden="true">${SAYS[phase] || `${inFlight}/${slots}`}</span>
  </li>`;
}

/** How many there are; undefined while that is not known. @param applied what Lambda has applied */
export function countOf({ environments, measured }: Shown, applied?: Config): number | undefined {
  if (environments) return environments.filter(({ phase }) => phase !== "lost").length;
  return applied?.max === 0 ? 0 : measured?.count;
}

/** A number that may be counted by what was allocated. */
export const counted = (count: number | undefined, isListed: boolean): string =>
  count === undefined ? "–" : `${isListed || count === 0 ? "" : "about "}${count}`;

/** What metrics say of environments that are not listed. */
function told({ measured, slots }: Shown): string {
  if (!measured) return "";
  const { until, count, busiest } = measured;
  const parts = [
    ...(count === undefined ? [] : [`by their vCPUs there were about ${count}`]),
    ...(busiest === undefined ? [] : [`the busiest had ${busiest} of ${slots ?? "?"} slots taken`]),
  ];
  return parts.length > 0 ? `In the five minutes to ${clockTime(until)} ${parts.join(", ")}.` : "";
}

export function Environments({ shown }: { shown: Shown }): Part {
  const { environments, slots = 1 } = shown;
  if (!environments) return html`<p class="quiet none">AWS does not list execution environments. ${told(shown)}</p>`;
  if (environments.length === 0) return html`<p class="quiet none">No execution environment: nothing bills.</p>`;
  return html`<ul class="tiles">
    ${environments.map((environment) => html`<${Tile} key=${environment.number} environment=${environment} slots=${slots} />`)}
  </ul>`;
}
