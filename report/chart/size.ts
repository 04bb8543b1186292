// The sizes in which a chart is drawn; the page shows the one that fits, so that text is readable on a phone and beside a desk.

export interface Size {
  readonly name: "narrow" | "medium" | "wide";
  /** Of the view box. */
  readonly width: number;
  readonly plotHeight: number;
}

/** Text in a chart, in units of the view box; no size is shown at less than 0.87 of it, which is 11 px. */
export const FONT_SIZE = 13;

export const SIZES: readonly Size[] = [
  { name: "narrow", width: 340, plotHeight: 220 },
  { name: "medium", width: 540, plotHeight: 260 },
  { name: "wide", width: 820, plotHeight: 320 },
];

/** From these widths of the page's column on, in CSS pixels. */
export const SHOWN_FROM = { medium: 480, wide: 720 } as const;

/** How wide a text is at most, whatever the system's font. */
export const textWidth = (text: string): number => text.length * FONT_SIZE * 0.64;

/** The same for the values of bars, which are bold. */
export const boldWidth = (text: string): number => text.length * FONT_SIZE * 0.72;

export const widest = (texts: readonly string[], width = textWidth): number =>
  Math.ceil(Math.max(0, ...texts.map(width)));
