// Who makes calls in a history, and how each comes to its end.

/** What runs: an invocation of the scaler (`operation`), or whoever asks for one (`actor`), which outlives it. */
export type Kind = "operation" | "actor";

export class Process {
  readonly name: string;
  readonly kind: Kind;
  alive = true;
  /** Calls that are not answered yet. */
  waiting = 0;
  moving = false;

  constructor(name: string, kind: Kind) {
    this.name = name;
    this.kind = kind;
  }
}

export type Result = { readonly value: unknown } | { readonly error: unknown };

export type Outcome = Result | "killed";
