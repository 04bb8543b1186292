// The colours of the page in both schemes. Series also differ by dash or pattern, so that no one needs to tell colours apart.

/** Text has a contrast of at least 4.5 to what it stands on, series at least 3. */
export interface Palette {
  readonly paper: string;
  readonly surface: string;
  readonly ink: string;
  readonly quiet: string;
  readonly rule: string;
  readonly link: string;
  readonly band: string;
  readonly series: readonly [string, string, string, string, string, string];
}

export const LIGHT: Palette = {
  paper: "#ffffff",
  surface: "#f5f7f9",
  ink: "#1a2027",
  quiet: "#55606c",
  rule: "#dde3e8",
  link: "#0a58b8",
  band: "#e8edf3",
  series: ["#0b5fc0", "#b9540a", "#0a7a66", "#8a3da8", "#64707c", "#b0143f"],
};

export const DARK: Palette = {
  paper: "#12161b",
  surface: "#1a2027",
  ink: "#e9edf0",
  quiet: "#a5b0bb",
  rule: "#2e3740",
  link: "#7db8ff",
  band: "#222b35",
  series: ["#6cb0ff", "#ffa457", "#4ecdb2", "#d39df3", "#a9b4bf", "#ff8ca1"],
};

/** As many as a chart can have. */
export const MAX_SERIES = LIGHT.series.length;

/** The palette as custom properties. */
export const propertiesOf = ({ series, ...colours }: Palette): string =>
  [
    ...Object.entries(colours).map(([name, colour]) => `--${name}:${colour}`),
    ...series.map((colour, index) => `--series-${index}:${colour}`),
  ].join(";");
