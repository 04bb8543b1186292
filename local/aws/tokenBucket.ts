// How AWS lets calls through: so many at once, and so many more each second.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html explains token buckets.

export interface Rate {
  readonly perSecond: number;
  /** Calls at once after a quiet time. */
  readonly burst: number;
}

export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt = Number.NEGATIVE_INFINITY;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#tokens = rate.burst;
  }

  /** Lets one call through at this time, or does not. @param now milliseconds that never go back */
  take(now: number): boolean {
    const { perSecond, burst } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1_000) * perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
