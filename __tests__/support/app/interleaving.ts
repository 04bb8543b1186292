// Two invocations of one handler in lockstep: every step of one waits for a step of the other, so that whatever they
// share is shared in the middle of both.

/** Lets the invocations that are under way go on only together. */
class Lockstep {
  #running: number;
  #waiting: (() => void)[] = [];

  constructor(running: number) {
    this.#running = running;
  }

  readonly step = (): Promise<void> =>
    new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#release();
    });

  leave(): void {
    this.#running -= 1;
    this.#release();
  }

  #release(): void {
    if (this.#waiting.length < this.#running) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

export type Step = () => Promise<void>;

/** The object with a step before and after each of its methods. */
export function stepping<T extends object>(target: T, step: Step): T {
  return new Proxy(target, {
    get(object, name) {
      const value = Reflect.get(object, name);
      if (typeof value !== "function") return value;
      return async (...given: unknown[]) => {
        await step();
        try {
          return await value.apply(object, given);
        } finally {
          await step();
        }
      };
    },
  });
}

const MARKERS = ["alpha", "bravo"] as const;

/**
 * Invokes what `build` makes twice at once, once for each marker, and gives what of one shows where the other is: in its
 * result (or its error), or together with it in one line of log. Every input should carry its marker in all that it can.
 */
export async function leaks(
  build: (step: Step) => Promise<{ invoke(marker: string): Promise<unknown>; logged(): readonly unknown[] }>,
): Promise<string[]> {
  const lockstep = new Lockstep(MARKERS.length);
  const { invoke, logged } = await build(lockstep.step);
  const outcomes = await Promise.all(
    MARKERS.map(async (marker) => {
      try {
        return textOf(await invoke(marker));
      } catch (error) {
        return textOf(error);
      } finally {
        lockstep.leave();
      }
    }),
  );
  const results = MARKERS.flatMap((marker, index) => {
    const text = outcomes[index] ?? "";
    const foreign = MARKERS.find((other) => other !== marker && text.includes(other));
    if (foreign) return [`the result of ${marker} shows ${foreign}: ${text}`];
    return text.includes(marker) ? [] : [`the result of ${marker} does not show it: ${text}`];
  });
  const lines = logged().map(textOf);
  const mixed = lines.filter((line) => MARKERS.every((marker) => line.includes(marker)));
  const missing = MARKERS.filter((marker) => !lines.some((line) => line.includes(marker)));
  return [
    ...results,
    ...mixed.map((line) => `one line of log shows both: ${line}`),
    ...missing.map((marker) => `no line of log shows ${marker}`),
  ];
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (part instanceof Error ? `${part.name}: ${part.message}` : part)) ??
  "undefined";
