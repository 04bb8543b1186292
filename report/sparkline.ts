// A row of numbers as one line of blocks, for a terminal.

const BLOCKS = "▁▂▃▄▅▆▇█";

function highest(values: ArrayLike<number>, from: number, to: number): number {
  let top = 0;
  for (let index = from; index < to; index++) top = Math.max(top, values[index] ?? 0);
  return top;
}

/**
 * From 0 to the highest value; 0 is a space, anything above it at least the lowest block. Values that share a place show
 * the highest of them, so that no peak is lost.
 * @param width places at most; with fewer values, each has one place
 */
export function sparkline(values: ArrayLike<number>, width: number): string {
  const places = Math.max(0, Math.min(Math.floor(width), values.length));
  const edge = (place: number) => Math.floor((place * values.length) / places);
  const shown = Array.from({ length: places }, (_, place) => highest(values, edge(place), edge(place + 1)));
  const top = Math.max(0, ...shown);
  // A value may be so small that its share of the highest is 0.
  const block = (value: number) => Math.max(1, Math.min(BLOCKS.length, Math.ceil((value / top) * BLOCKS.length)));
  return shown.map((value) => (value > 0 ? BLOCKS[block(value) - 1] : " ")).join("");
}
