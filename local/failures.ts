// What goes wrong inside the local run, told in one line each; a full disk, which everything runs into at once, in one altogether.
import { isDiskFull } from "./disk.ts";

const QUIET_MILLISECONDS = 30_000;

/**
 * @param say prints a line
 * @param now milliseconds
 * @returns tells that something failed; that the disk is full at most once in 30 s
 */
export function createFailureReport(
  say: (subject: string, what: string) => void,
  now: () => number = () => performance.now(),
): (subject: string, error: unknown) => void {
  let saidFullAt = Number.NEGATIVE_INFINITY;
  return (subject, error) => {
    if (!isDiskFull(error))
      return say("error", `${subject}: ${error instanceof Error ? error.message : String(error)}`);
    if (now() - saidFullAt < QUIET_MILLISECONDS) return;
    saidFullAt = now();
    say("disk", `full: what has to be written is refused until there is room again (first seen: ${subject})`);
  };
}
