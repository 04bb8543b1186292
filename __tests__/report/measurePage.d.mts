// What measurePage.mjs finds; that file runs in the browser, and so is not TypeScript.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MeasuredText {
  readonly text: string;
  readonly box: Box;
  readonly fontSizePx: number;
  readonly contrast: number;
}

export interface MeasuredChart {
  readonly title: string;
  /** How many of its sizes are shown: must be 1. */
  readonly shown: number;
  readonly svg: Box;
  readonly name: string;
  readonly lines: readonly {
    readonly box: Box;
    readonly first: number;
    readonly last: number;
    readonly length: number;
  }[];
  readonly dots: readonly Box[];
  readonly bars: readonly (Box & { readonly series: number; readonly title: string })[];
  readonly bands: readonly Box[];
  /** Labels beside the lines across, and how high on the screen they are. */
  readonly yTicks: readonly { readonly text: string; readonly y: number }[];
  readonly texts: readonly MeasuredText[];
  /** By row; text of cells without a number. */
  readonly table: readonly (readonly (number | string)[])[];
  readonly tableHeight: number;
}

export interface MeasuredPage {
  readonly viewportWidth: number;
  readonly documentWidth: number;
  readonly scripts: number;
  readonly paper: string;
  readonly texts: readonly MeasuredText[];
  readonly charts: readonly MeasuredChart[];
}

export function measurePage(): MeasuredPage;
