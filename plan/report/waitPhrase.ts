// Why a stack has no plan yet: in one line, which apply it waits for.
import { listed, type Phrase } from "./phrase.ts";
import type { Unplanned } from "./review.ts";

const MAX_NAMES = 3;

/** `dev-service waits for the apply of dev-network: subnet_id is known only then`; none where it waits for nothing. */
export function waitPhrases({ stack, waits }: Unplanned): Phrase[] {
  if (waits === undefined) return [];
  const { stacks, outputs } = waits;
  const why: Phrase =
    outputs.length === 0
      ? []
      : [": ", ...listed(outputs, MAX_NAMES), ` ${outputs.length === 1 ? "is" : "are"} known only then`];
  return [["Stack ", { name: stack }, " waits for the apply of ", ...listed(stacks, MAX_NAMES), ...why, "."]];
}
