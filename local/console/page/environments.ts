// Execution environments as slots that fill and empty. Beyond a number of slots an environment is a bar.
import { html } from "htm/preact";
import type { Environments as Shown, ShownEnvironment } from "../model.ts";
import type { Part } from "./ui.ts";

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

export function Environments({ shown }: { shown: Shown }): Part {
  const { environments, slots } = shown;
  if (environments.length === 0) return html`<p class="quiet none">No execution environment: nothing bills.</p>`;
  return html`<ul class="tiles">
    ${environments.map((environment) => html`<${Tile} key=${environment.number} environment=${environment} slots=${slots} />`)}
  </ul>`;
}
