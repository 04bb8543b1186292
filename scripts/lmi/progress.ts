// One line on a terminal that is rewritten while a command waits; nothing at all in a pipe.

export interface Progress {
  /** Shows what was seen last, with the time since the first showing; keeps the time going. */
  show(seen: string): void;
  /** Takes the line away. */
  clear(): void;
}

interface Terminal {
  write(text: string): unknown;
  readonly columns?: number | undefined;
}

const CLEAR_LINE = "\r\u001b[K";

const minutes = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

/** @param now milliseconds on any clock */
export function createProgress(
  terminal: Terminal,
  enabled: boolean,
  now: () => number = () => performance.now(),
): Progress {
  let shown: { since: number; seen: string; timer: NodeJS.Timeout } | undefined;
  const draw = () => {
    if (!shown) return;
    const line = `${minutes(now() - shown.since)}  ${shown.seen}`;
    terminal.write(`${CLEAR_LINE}${line.slice(0, (terminal.columns || 80) - 1)}`);
  };
  return {
    show(seen) {
      if (!enabled) return;
      shown = shown ? { ...shown, seen } : { since: now(), seen, timer: setInterval(draw, 1000).unref() };
      draw();
    },
    clear() {
      if (!shown) return;
      clearInterval(shown.timer);
      shown = undefined;
      terminal.write(CLEAR_LINE);
    },
  };
}
