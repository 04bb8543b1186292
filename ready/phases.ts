// The phases of a run: one event at a time, then some together, then many; each leaves evidence, and none judges.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { WatchedEnvironment } from "./environment.ts";
import type { TestEvent } from "./events.ts";
import type { Idle, Invoked, Phase } from "./evidence.ts";
import { createRandom, type Random } from "./random.ts";
import type { Stub } from "./stub/stub.ts";

export interface Stage {
  readonly environment: WatchedEnvironment;
  readonly stub: Stub;
  readonly events: readonly TestEvent[];
  readonly seed: number;
  readonly invoked: Invoked[];
  readonly idle: Idle[];
  /** Nothing is invoked any more once it is aborted. */
  readonly signal: AbortSignal;
  readonly show: (seen: string) => void;
}

/** How long an invocation is given to reach its first request, before it is looked at where it is. */
const REACH_MILLISECONDS = 40;
/** How long another invocation is given beside one that is withheld: it may wait for that one. */
const BESIDE_MILLISECONDS = 1_000;
/** How long an invocation is looked at that waits for its request. */
const LOOKED_MILLISECONDS = 6;
/** What comes after an answer, such as a timer that was left, has so long to show. */
const QUIET_MILLISECONDS = 120;
const HELD_MILLISECONDS = 2_500;
const MOST_HELD = 8;
const MOST_REQUESTS_HELD = 4;
/** Invocations that begin in one turn, where many are at once. */
export const GATE = 3;
const LATEST_ANSWER_MILLISECONDS = 12;

const now = (): number => performance.timeOrigin + performance.now();

/** @throws the reason of an abort */
export async function invoke(
  { environment, invoked, signal }: Pick<Stage, "environment" | "invoked" | "signal">,
  event: TestEvent,
  of: Pick<Invoked, "phase" | "seed" | "watched"> & { readonly round?: number },
  id: string = randomUUID(),
): Promise<Invoked> {
  signal.throwIfAborted();
  const from = now();
  const outcome = await environment.invoke(id, event.payload);
  const payload = "payload" in outcome ? outcome.payload : "";
  const one: Invoked = { id, event, ...of, round: of.round ?? 0, from, to: now(), outcome: outcome.kind, payload };
  invoked.push(one);
  return one;
}

async function lookIdle({ environment, idle, invoked }: Stage): Promise<void> {
  const looked = await environment.look([]);
  if (looked) idle.push({ invocations: invoked.length, heapBytes: looked.heapBytes, sizes: looked.sizes });
}

/** Each event alone, three times, once in reverse. */
export async function reference(stage: Stage): Promise<void> {
  const { events, seed, show } = stage;
  stage.stub.delay = () => 0;
  for (const [round, order] of [events, events.toReversed(), events].entries()) {
    for (const event of order) {
      show(`one at a time, round ${round + 1} of 3: ${event.name}`);
      await invoke(stage, event, { phase: "reference", seed, round });
    }
    await sleep(QUIET_MILLISECONDS);
    await lookIdle(stage);
  }
}

/** Runs an event until it waits for its `nth` request; meanwhile the worker looks for its data in the state. */
async function withheld(stage: Stage, event: TestEvent, nth: number, watched: "alone" | "beside") {
  const { environment, stub, seed } = stage;
  const id = randomUUID();
  await environment.watch(id, [...event.needles, ...event.short, id]);
  stage.signal.throwIfAborted();
  const hold = stub.hold(id, nth);
  const answered = invoke(stage, event, { phase: "held", seed, watched }, id);
  const reached = () =>
    Promise.race([hold.reached.then(() => true), answered.then(() => false), sleep(REACH_MILLISECONDS, false)]);
  return { answered, reached, release: hold.release };
}

/** Alone, so that no other can put its own data in the place of what is kept. */
async function watchedAlone(stage: Stage, event: TestEvent): Promise<void> {
  await stage.environment.gather(1);
  const { answered, reached, release } = await withheld(stage, event, 1, "alone");
  if (await reached()) await sleep(LOOKED_MILLISECONDS);
  release();
  await answered;
}

/** Runs `first` until it waits for its `nth` request, and `second` beside it. */
async function together(stage: Stage, [first, second]: readonly [TestEvent, TestEvent], nth: number): Promise<boolean> {
  const { environment, seed } = stage;
  await environment.gather(nth === 1 ? 2 : 1);
  const { answered, reached, release } = await withheld(stage, first, nth, "beside");
  const of = { phase: "held", seed } as const;
  // Not after it: what waits for no request is met while it waits for something else.
  const early = nth === 1 ? invoke(stage, second, of) : undefined;
  const isWaiting = await reached();
  const beside = isWaiting ? invoke(stage, second, of) : undefined;
  await Promise.race([beside, sleep(BESIDE_MILLISECONDS)]);
  release();
  await Promise.all([answered, early, beside]);
  return isWaiting;
}

/** Pairs of events: the first waits at each of its requests in turn, while the second runs. */
export async function heldPairs(stage: Stage): Promise<void> {
  const { events, stub, show } = stage;
  stub.delay = () => 0;
  const until = now() + HELD_MILLISECONDS;
  for (const [index, first] of events.slice(0, MOST_HELD).entries()) {
    // Not the next one: its data would stand in the state before it begins.
    const second = events[(index + Math.max(1, Math.floor(events.length / 2))) % events.length] ?? first;
    show(`withheld: ${first.name} while ${second.name} runs`);
    if (now() < until) await watchedAlone(stage, first);
    for (let nth = 1; nth <= MOST_REQUESTS_HELD && now() < until; nth++) {
      if (!(await together(stage, [first, second], nth))) break;
    }
  }
  await sleep(QUIET_MILLISECONDS);
  await lookIdle(stage);
}

export interface Many {
  readonly phase: Phase;
  readonly atOnce: number;
  readonly most: number;
  readonly milliseconds: number;
  /** Milliseconds. @default the machine's */
  readonly now?: () => number;
}

/** Many at once, in an order and with delays that the seed draws, for as long as it is given. */
export async function interleaved(stage: Stage, options: Many): Promise<void> {
  if (options.phase !== "workers") await stage.environment.gather(GATE);
  await many(stage, options);
  await sleep(QUIET_MILLISECONDS);
  if (options.phase !== "workers") await lookIdle(stage);
}

export async function many(stage: Stage, options: Many): Promise<void> {
  const { events, stub, seed, show } = stage;
  const { phase, atOnce, most, milliseconds, now: time = now } = options;
  const random: Random = createRandom(seed);
  stub.delay = () => random.whole(LATEST_ANSWER_MILLISECONDS);
  const until = time() + milliseconds;
  let queue: TestEvent[] = [];
  let begun = 0;
  const lane = async () => {
    while (begun < most && time() < until) {
      if (queue.length === 0) queue = random.shuffled(events);
      const event = queue.pop();
      if (!event) return;
      begun += 1;
      show(`${phase === "workers" ? "together in a fresh process" : "together on one worker"}: ${begun} invocations`);
      await invoke(stage, event, { phase, seed });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
