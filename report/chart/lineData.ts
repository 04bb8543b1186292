// What a chart of lines is made of.
import type { Table } from "../table.ts";
import type { Axis } from "./axis.ts";

/** A series has them by x, each once; a jump is what a step is for. */
export type Point = readonly [x: number, y: number];

export interface Series {
  readonly name: string;
  /** None is drawn as a name without a line, one as a dot. */
  readonly points: readonly Point[];
  /** `step`: a value holds until the next one; @default straight */
  readonly curve?: "straight" | "step";
  /** Filled down to 0, or on a log axis to its end; @default false */
  readonly area?: boolean;
}

/** A line across the plot at one value, such as the break-even. */
export interface Marker {
  readonly label: string;
  readonly axis: "x" | "y";
  readonly at: number;
}

/** Ranges of x behind the lines, such as when windows are open. */
export interface Band {
  readonly label: string;
  readonly spans: readonly (readonly [from: number, to: number])[];
}

export interface LineChart {
  readonly title: string;
  /** What is to be seen in it: shown under the title, and read aloud. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly markers?: readonly Marker[];
  readonly bands?: readonly Band[];
  /** For several that stand under each other; @default full */
  readonly height?: "full" | "half";
  /** @default the points, or least and most of their neighbourhood where they are many */
  readonly table?: Table;
}
