// Many at once for minutes, of which only sizes are kept: growth shows over thousands of invocations.
import type { Idle, Invoked, Soak } from "./evidence.ts";
import { failed } from "./judge/expected.ts";
import { many, type Stage } from "./phases.ts";

/** The longest that a soak goes between two looks at the state. */
const SLICE_INVOCATIONS = 1_000;

export interface SoakOptions {
  readonly minutes: number;
  readonly atOnce: number;
  /** Milliseconds, on the clock that the minutes are of. */
  readonly now: () => number;
}

export async function soak(stage: Stage, { minutes, atOnce, now }: SoakOptions): Promise<Soak> {
  const { environment, stub, show } = stage;
  const failing = new Set(stage.invoked.filter(failed).map(({ event }) => event));
  const samples: Idle[] = [];
  const until = now() + minutes * 60_000;
  let invocations = 0;
  let failures = 0;
  let firstFailed: Invoked | undefined;
  const look = async (recorded: boolean): Promise<boolean> => {
    const looked = await environment.look([], recorded);
    if (looked) samples.push({ invocations, heapBytes: looked.heapBytes, sizes: looked.sizes });
    return looked !== undefined;
  };
  stub.recorded = false;
  await environment.gather(1);
  try {
    for (let slice = 0; now() < until && (await look(false)); slice++) {
      const own: Stage = { ...stage, invoked: [], idle: [], seed: stage.seed + slice, show: () => {} };
      await many(own, { phase: "soak", atOnce, most: SLICE_INVOCATIONS, milliseconds: until - now(), now });
      invocations += own.invoked.length;
      const later = own.invoked.filter((one) => failed(one) && !failing.has(one.event));
      failures += later.length;
      firstFailed ??= later[0];
      show(`soak: ${invocations} invocations`);
    }
    await look(true);
  } finally {
    stub.recorded = true;
  }
  return { minutes, invocations, samples, failed: failures, ...(firstFailed && { firstFailed }) };
}
