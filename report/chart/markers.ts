// Lines across the plot at one value, each with its label: those at an x above the plot, those at a y on their line.
import { html, type Markup, px } from "../html.ts";
import { textWidth } from "./size.ts";

export const ROW_HEIGHT = 20;
/** Between a line and its label. */
const GAP = 7;

/** More are not told apart, and take long to arrange. */
export const MAX_MARKERS = 8;

interface Marker {
  readonly label: string;
  readonly x: number;
}

export interface Standing extends Marker {
  /** Where its label is, seen from the line. */
  readonly side: "left" | "right";
  /** From 0, upwards. */
  readonly row: number;
}

type Sided = Omit<Standing, "row">;

/** From the left end of a label to its right end. */
const spanOf = ({ label, x, side }: Sided): [number, number] =>
  side === "left" ? [x - GAP - textWidth(label), x - GAP] : [x + GAP, x + GAP + textWidth(label)];

/** Whether a label must stand above another: where it reaches over that one's line, or over its label. */
function above(one: Sided, other: Sided): boolean {
  const [from, to] = spanOf(one);
  if (from - GAP <= other.x && other.x <= to + GAP) return true;
  const facing = one.side === "right" && other.side === "left" && one.x < other.x;
  return facing && spanOf(other)[0] <= to;
}

/** Rows in which no label is crossed by another's line; undefined when two would have to stand above each other. */
function rowsFor(sided: readonly Sided[]): number[] | undefined {
  const rows = sided.map(() => 0);
  for (let round = 0; round <= sided.length; round++) {
    let moved = false;
    sided.forEach((one, index) => {
      const under = rows.filter((_, other) => other !== index && above(one, sided[other] ?? one));
      const row = Math.max(0, ...under.map((lower) => lower + 1));
      moved ||= row !== rows[index];
      rows[index] = row;
    });
    if (!moved) return rows;
  }
  return undefined;
}

/**
 * Labels beside their lines, within the drawing where they fit, in few rows.
 * @param edges of the drawing, in the plot's coordinates
 */
export function standing(markers: readonly Marker[], [left, right]: readonly [number, number]): Standing[] {
  const sorted = markers.toSorted((a, b) => a.x - b.x);
  let best: { readonly cost: number; readonly placed: Standing[] } | undefined;
  for (let sides = 0; sides < 2 ** sorted.length; sides++) {
    const sided = sorted.map((marker, index): Sided => ({ ...marker, side: sides & (1 << index) ? "left" : "right" }));
    const rows = rowsFor(sided);
    if (!rows) continue;
    const outside = sided
      .map(spanOf)
      .reduce((sum, [from, to]) => sum + Math.max(0, left - from) + Math.max(0, to - right), 0);
    // Labels that point away from each other are the easiest to tell apart.
    const inwards = sided.filter(
      ({ side }, index) => (side === "left") !== index < Math.floor(sided.length / 2),
    ).length;
    const cost = outside * 1_000 + Math.max(0, ...rows) * 10 + inwards;
    if (!best || cost < best.cost)
      best = { cost, placed: sided.map((each, index) => ({ ...each, row: rows[index] ?? 0 })) };
  }
  return best?.placed ?? [];
}

export const rowsOf = (markers: readonly Standing[]): number => Math.max(0, ...markers.map(({ row }) => row + 1));

export const standingMarks = (markers: readonly Standing[], height: number): Markup =>
  html`<g class="markers">${markers.map(
    ({
      label,
      x,
      side,
      row,
    }) => html`<line x1="${px(x)}" x2="${px(x)}" y1="${px(-row * ROW_HEIGHT - 20)}" y2="${px(height)}"/><text x="${px(side === "left" ? x - GAP : x + GAP)}" y="${px(-row * ROW_HEIGHT - 10)}" text-anchor="${side === "left" ? "end" : "start"}">${label}</text>
`,
  )}</g>`;

export const lyingMarks = (markers: readonly { readonly label: string; readonly y: number }[], width: number): Markup =>
  html`<g class="markers">${markers.map(
    ({
      label,
      y,
    }) => html`<line x2="${px(width)}" y1="${px(y)}" y2="${px(y)}"/><text class="halo" x="${px(width - 4)}" y="${px(y - 6)}" text-anchor="end">${label}</text>
`,
  )}</g>`;
