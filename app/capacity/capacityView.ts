// What a function's capacity is, for those who only look: as the table has it, without a call of Lambda.
import type { Declaration } from "./declaration.ts";

export interface CapacityView {
  readonly declaration: Declaration;
  /** Something asks for capacity right now: a lease, a window, a hold, or the baseline. */
  readonly isAskedFor: boolean;
  /** Active, with an execution environment at least, when it was last observed. */
  readonly isThere: boolean;
}
