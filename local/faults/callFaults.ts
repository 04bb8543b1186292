// Faults of calls to services: each rule looks at a call before its service does, and lets it pass, refuses it or holds it.

import { type AwsCall, NoAnswer, type Refusal, type Step } from "../aws/call.ts";

export interface CallRule {
  readonly service: string;
  /** Every operation, if left out. */
  readonly operation?: string | undefined;
  /** What becomes of a call. @throws NoAnswer */
  meet(call: AwsCall): Refusal | undefined | Promise<undefined>;
}

export class CallFaults {
  readonly #rules = new Set<CallRule>();

  /** @returns takes the rule away again */
  add(rule: CallRule): () => void {
    this.#rules.add(rule);
    return () => {
      this.#rules.delete(rule);
    };
  }

  readonly step: Step = async (call) => {
    for (const rule of this.#rules) {
      if (rule.service !== call.service || (rule.operation ?? call.operation) !== call.operation) continue;
      const refusal = await rule.meet(call);
      if (refusal) return refusal;
    }
    return undefined;
  };
}

/** Holds calls until it is over, or the client has gone; none of them reaches its service. */
export class Silence {
  readonly #over = new AbortController();

  /** @throws NoAnswer */
  hold({ gone }: AwsCall): Promise<undefined> {
    const ends = AbortSignal.any([this.#over.signal, ...(gone ? [gone] : [])]);
    return new Promise((_, reject) => {
      const end = () => reject(new NoAnswer());
      if (ends.aborted) end();
      else ends.addEventListener("abort", end, { once: true });
    });
  }

  end(): void {
    this.#over.abort();
  }
}
