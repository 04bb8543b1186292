// Tells one Ctrl-C from two: the terminal signals every process of the group, and npm passes on what it gets, so that one press
// arrives twice.

export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** How a shell reports an end by the signal. */
export const EXIT_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** `end`: the first; `force`: the second; `nothing`: the same one again, or later ones. */
export type Press = "end" | "force" | "nothing";

/** Signals that are no further apart are one press. */
const ONE_PRESS_MILLISECONDS = 1_000;

/**
 * Says what each signal asks for.
 * @param now milliseconds on a clock that does not jump
 */
export function createPresses(now: () => number): (signal: StopSignal) => Press {
  let first: number | undefined;
  let forced = false;
  return (signal) => {
    const at = now();
    if (first === undefined) {
      first = at;
      return "end";
    }
    // A terminal that is closed asks for nothing but an end.
    if (signal === "SIGHUP" || forced || at - first <= ONE_PRESS_MILLISECONDS) return "nothing";
    forced = true;
    return "force";
  };
}
