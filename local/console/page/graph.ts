// A state machine as a drawing: states in layers by how far they are from the start, with what a run did there.
import { html } from "htm/preact";
import type { RunDetail, RunStep } from "../runModel.ts";
import type { Part } from "./ui.ts";

const WIDTH = 168;
const HEIGHT = 34;
const GAP_X = 22;
const GAP_Y = 30;

type State = RunDetail["states"][number];

/** The layer of each state: the fewest steps from the start. */
function layersOf(states: readonly State[]): Map<string, number> {
  const layers = new Map<string, number>();
  let next = states.slice(0, 1).map(({ name }) => name);
  for (let layer = 0; next.length > 0; layer += 1) {
    for (const name of next) layers.set(name, layer);
    const reached = next.flatMap((name) => states.find((state) => state.name === name)?.next ?? []);
    next = [...new Set(reached)].filter((name) => !layers.has(name));
  }
  return layers;
}

function placesOf(states: readonly State[]) {
  const layers = layersOf(states);
  const rows = Map.groupBy(layers.keys(), (name) => layers.get(name) ?? 0);
  const most = Math.max(1, ...[...rows.values()].map((row) => row.length));
  const width = most * (WIDTH + GAP_X) - GAP_X;
  const places = new Map<string, { x: number; y: number }>();
  for (const [layer, row] of rows) {
    const left = (width - (row.length * (WIDTH + GAP_X) - GAP_X)) / 2;
    for (const [index, name] of row.entries())
      places.set(name, { x: left + index * (WIDTH + GAP_X), y: layer * (HEIGHT + GAP_Y) });
  }
  return { places, width, height: rows.size * (HEIGHT + GAP_Y) - GAP_Y };
}

interface Visit {
  readonly times: number;
  readonly state: "past" | "present" | "failed";
}

function visitsOf(steps: readonly RunStep[], status: string): Map<string, Visit> {
  const visits = new Map<string, Visit>();
  const last = steps.at(-1);
  for (const { state, leftAt, failures } of steps) {
    const isOpen = leftAt === undefined;
    const is = isOpen && status === "RUNNING" ? "present" : failures.length > 0 && isOpen ? "failed" : "past";
    visits.set(state, { times: (visits.get(state)?.times ?? 0) + 1, state: is });
  }
  if (last && status !== "RUNNING" && status !== "SUCCEEDED")
    visits.set(last.state, { times: visits.get(last.state)?.times ?? 1, state: "failed" });
  return visits;
}

/** @param detail of the run whose machine it is */
export function Graph({ detail }: { detail: RunDetail }): Part {
  const { states, steps, status } = detail;
  const { places, width, height } = placesOf(states);
  const visits = visitsOf(steps, status);
  const present = [...visits].filter(([, visit]) => visit.state === "present").map(([name]) => name);
  const edges = states.flatMap(({ name, next }) => next.map((to) => [name, to] as const));
  const label = `${states.length} states, ${visits.size} of them entered${present.length > 0 ? `; now in ${present.join(" and ")}` : ""}`;
  return html`<div class="graph" tabindex="0" role="group" aria-label="State machine"><svg width=${width + 32} height=${height + 8} viewBox=${`-4 -4 ${width + 32} ${height + 8}`} role="img" aria-label=${label}>
    ${edges.map(([from, to]) => {
      const [a, b] = [places.get(from), places.get(to)];
      if (!a || !b || from === to) return null;
      const isBack = b.y <= a.y;
      const [x1, y1, x2, y2] = [a.x + WIDTH / 2, a.y + HEIGHT, b.x + WIDTH / 2, b.y];
      const side = Math.max(a.x, b.x) + WIDTH + 14;
      const path = isBack
        ? `M${a.x + WIDTH},${a.y + HEIGHT / 2}C${side},${a.y} ${side},${b.y + HEIGHT} ${b.x + WIDTH},${b.y + HEIGHT / 2}`
        : `M${x1},${y1}C${x1},${y1 + GAP_Y} ${x2},${y2 - GAP_Y} ${x2},${y2}`;
      const isWalked = visits.has(from) && visits.has(to);
      return html`<path class=${`edge${isBack ? " back" : ""}${isWalked ? " walked" : ""}`} d=${path} />`;
    })}
    ${states.map(({ name, type }) => {
      const place = places.get(name);
      if (!place) return null;
      const visit = visits.get(name);
      return html`<g class=${`state ${visit?.state ?? ""}`} transform=${`translate(${place.x},${place.y})`}><title>${name} (${type})</title>
        <rect width=${WIDTH} height=${HEIGHT} rx="7" /><text x="12" y="21">${name.length > 21 ? `${name.slice(0, 20)}…` : name}</text>
        ${visit && visit.times > 1 && html`<text class="times" x=${WIDTH - 10} y="21" text-anchor="end">×${visit.times}</text>`}</g>`;
    })}
  </svg></div>`;
}
