// A quarter of an hour back and two hours ahead: what asks for capacity as bars, and below it what is desired against what is applied.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Capacity, Level, Span } from "../model.ts";
import { useNow } from "./store.ts";
import { clockTime, config, type Part } from "./ui.ts";

const MINUTE = 60_000;
const PAST = 15 * MINUTE;
const FUTURE = 120 * MINUTE;
const LANE = 22;
const PLOT = 92;
const AXIS = 22;
const LEFT = 28;
const MOST_LANES = 5;

/** The width that there is, so that texts keep their size. */
function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!frame.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return { frame, width };
}

/** Bars that overlap lie in lanes of their own. */
function lanesOf(spans: readonly Span[]): { lanes: (readonly [Span, number])[]; count: number; more: number } {
  const ends: number[] = [];
  const placed = spans.map((span): readonly [Span, number] => {
    const free = ends.findIndex((end) => end <= span.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = span.to;
    return [span, lane];
  });
  const lanes = placed.filter(([, lane]) => lane < MOST_LANES);
  return { lanes, count: Math.min(ends.length, MOST_LANES), more: placed.length - lanes.length };
}

/** A step line through the levels, from the left edge to `until`. */
function steps(
  levels: readonly Level[],
  field: "min" | "max",
  x: (at: number) => number,
  y: (n: number) => number,
  until: number,
) {
  const points = levels.flatMap((level, index) => {
    const next = levels[index + 1]?.at ?? until;
    return [
      `${x(level.at).toFixed(1)},${y(level[field]).toFixed(1)}`,
      `${x(Math.min(next, until)).toFixed(1)},${y(level[field]).toFixed(1)}`,
    ];
  });
  return `M${points.join("L")}`;
}

export function Timeline({ capacity }: { capacity: Capacity }): Part {
  const { frame, width } = useWidth();
  const now = useNow(5_000);
  const { spans, desiredLevels, appliedLevels, name } = capacity;
  const from = now - PAST;
  const until = now + FUTURE;
  const { lanes, count, more } = lanesOf(spans);
  const top = count * LANE + (count > 0 ? 8 : 0) + 14;
  const height = top + PLOT + AXIS;
  const x = (at: number) =>
    LEFT + ((Math.min(Math.max(at, from), until) - from) / (PAST + FUTURE)) * (width - LEFT - 1);
  const most = Math.max(4, ...desiredLevels.map(({ max }) => max), ...appliedLevels.map(({ max }) => max));
  const y = (n: number) => top + PLOT - (n / most) * PLOT;
  const tick = (width < 520 ? 30 : 15) * MINUTE;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / tick) * tick; at < until; at += tick) ticks.push(at);
  const summary = `${name}: desired ${config(capacity.desired)}, applied ${config(capacity.applied)}; ${
    spans.map((span) => `${span.kind} ${span.label} until ${clockTime(span.to)}`).join(", ") || "nothing else asks"
  }`;
  return html`<div class="timeline" ref=${frame}>
    <p class="legend"><span class="key desired">desired, max</span><span class="key least">desired, min</span><span class="key applied">applied, max</span></p>
    ${
      width > 0 &&
      html`<svg width=${width} height=${height} role="img" aria-label=${summary}>
      ${ticks.map(
        (at) => html`<g><line class="grid" x1=${x(at)} x2=${x(at)} y1="14" y2=${top + PLOT} />
          ${x(at) > LEFT + 14 && x(at) < width - 18 && html`<text class="tick" x=${x(at)} y=${height - 6} text-anchor="middle">${clockTime(at).slice(0, 5)}</text>`}</g>`,
      )}
      ${[0, most].map((n) => html`<g><line class="grid" x1=${LEFT} x2=${width} y1=${y(n)} y2=${y(n)} /><text class="tick" x=${LEFT - 6} y=${y(n) + 4} text-anchor="end">${n}</text></g>`)}
      ${lanes.map(([span, lane]) => {
        const [x1, x2] = [x(span.from), x(span.to)];
        const text = `${span.kind} ${span.label} ${config(span.config)}`;
        return html`<g class=${`span ${span.kind}`}><title>${text}${span.note ? `: ${span.note}` : ""}, ${clockTime(span.from)} to ${clockTime(span.to)}</title>
          <rect x=${x1} y=${14 + lane * LANE} width=${Math.max(3, x2 - x1)} height=${LANE - 4} rx="4" />
          <text x=${Math.min(x1 + 6, width - 90)} y=${14 + lane * LANE + 13}>${text.slice(0, Math.max(8, Math.floor((width - x1) / 7)))}</text></g>`;
      })}
      ${appliedLevels.length > 0 && html`<path class="applied" d=${`${steps(appliedLevels, "max", x, y, now)}V${y(0)}H${x(appliedLevels[0]?.at ?? now)}Z`} />`}
      <path class="least" d=${steps(desiredLevels, "min", x, y, until)} />
      <path class="desired" d=${steps(desiredLevels, "max", x, y, until)} />
      <line class="now" x1=${x(now)} x2=${x(now)} y1="12" y2=${top + PLOT} />
      <text class="now" x=${x(now)} y="9" text-anchor="middle">now</text>
    </svg>`
    }
    ${more > 0 && html`<p class="quiet">and ${more} more leases</p>`}
  </div>`;
}
