// What changes between two texts, line by line, with a little of what stays around it.

/** `gap` stands for unchanged lines that are left out; its text is their number. */
export interface Line {
  readonly sign: "+" | "-" | " " | "gap";
  readonly text: string;
}

/** Cells of the table that finds the longest common subsequence. */
const MAX_CELLS = 250_000;
const CONTEXT_LINES = 2;

/** Longest common subsequence of what differs: https://en.wikipedia.org/wiki/Longest_common_subsequence */
function middle(before: readonly string[], after: readonly string[]): Line[] | undefined {
  const width = after.length + 1;
  if ((before.length + 1) * width > MAX_CELLS) return undefined;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [one, other] = [before[row], after[column]];
    if (one !== undefined && one === other) {
      lines.push({ sign: " ", text: one });
      row++;
      column++;
    } else if (one !== undefined && (other === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ sign: "-", text: one });
      row++;
    } else {
      lines.push({ sign: "+", text: other ?? "" });
      column++;
    }
  }
  return lines;
}

function withoutDistant(lines: readonly Line[]): Line[] {
  const near = new Set<number>();
  lines.forEach(({ sign }, index) => {
    if (sign === " ") return;
    for (let offset = -CONTEXT_LINES; offset <= CONTEXT_LINES; offset++) near.add(index + offset);
  });
  const result: Line[] = [];
  let skipped = 0;
  lines.forEach((line, index) => {
    if (!near.has(index)) skipped++;
    else {
      result.push(...gap(skipped), line);
      skipped = 0;
    }
  });
  return [...result, ...gap(skipped)];
}

const gap = (lines: number): Line[] => (lines > 0 ? [{ sign: "gap", text: String(lines) }] : []);
const kept = (text: string): Line => ({ sign: " ", text });

/** Undefined where too much differs to find out which lines stayed. */
export function lineDiff(before: string, after: string): Line[] | undefined {
  const [left, right] = [before.split("\n"), after.split("\n")];
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < shorter - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const changed = middle(left.slice(head, left.length - tail), right.slice(head, right.length - tail));
  if (changed === undefined) return undefined;
  const from = Math.max(0, head - CONTEXT_LINES);
  const end = left.length - tail;
  const to = Math.min(left.length, end + CONTEXT_LINES);
  return [
    ...gap(from),
    ...left.slice(from, head).map(kept),
    ...withoutDistant(changed),
    ...left.slice(end, to).map(kept),
    ...gap(left.length - to),
  ];
}
