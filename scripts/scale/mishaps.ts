// What may go wrong in a simulated service: drawn from a seed, so that a failure can be played again.

export interface Mishaps {
  /** What becomes of one invocation that processes a video. */
  processing():
    | { readonly how: "ends well" }
    | { readonly how: "is killed" | "answer is lost"; readonly after: number };
  /** Whether one renewal of a claim is answered. */
  renewal(): boolean;
  /** What becomes of one call of the scaler or the dispatcher. */
  call(): "arrives" | "is lost" | "answer is lost";
  /** After how many seconds a run is stopped from outside, if it is. */
  run(): number | undefined;
}

export const NO_MISHAPS: Mishaps = {
  processing: () => ({ how: "ends well" }),
  renewal: () => true,
  call: () => "arrives",
  run: () => undefined,
};

/** Numbers from 0 to 1 in an order that the seed decides: mulberry32, a public-domain generator. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Mishaps of every kind. @param videoSeconds how long one video takes */
export function mishapsFrom(seed: number, videoSeconds: number): Mishaps {
  const random = randomFrom(seed);
  // Now and then DynamoDB answers no renewal for a while.
  const silence = random() < 0.5 ? 0.3 : 0;
  return {
    processing() {
      const draw = random();
      if (draw > 0.12) return { how: "ends well" };
      return { how: draw < 0.06 ? "is killed" : "answer is lost", after: random() * videoSeconds };
    },
    renewal: () => random() >= silence,
    call() {
      const draw = random();
      if (draw > 0.04) return "arrives";
      return draw < 0.02 ? "is lost" : "answer is lost";
    },
    run: () => (random() < 0.1 ? random() * 4 * videoSeconds : undefined),
  };
}
