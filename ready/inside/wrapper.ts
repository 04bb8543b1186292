// The handler that the runtime client is given: runs the user's, and says when it began and ended.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { begins, ends, threadCpu } from "./cpu.ts";
import { loadHandler } from "./load.ts";
import { look } from "./look.ts";
import { recordTimersLeft } from "./observe.ts";
import { startProfile, stopProfile } from "./profile.ts";
import { after, current, here, type Running, record, recording, rewriting, settings, soon } from "./recorder.ts";
import { endInitialising } from "./state.ts";

/** An event with this key is a question of the tool to the worker, and never reaches the user's handler. */
const QUESTION = "__lmiReady";

/** What ordinary Lambda had until Node.js 24; the client gives undefined, so calling it throws a TypeError. */
function watchContext(context: object): void {
  for (const name of ["succeed", "fail", "done"]) {
    if (name in context) continue;
    Object.defineProperty(context, name, {
      configurable: true,
      enumerable: false,
      get() {
        record("context", { name, place: here() });
        return undefined;
      },
    });
  }
}

interface Question {
  readonly needles?: readonly string[];
  /** The id of an invocation that is to come, whose data is looked for while it waits. */
  readonly watch?: string;
  /** How many invocations begin in one turn of the loop, from now on. */
  readonly gate?: number;
  /** Whether what happens is recorded, from now on. */
  readonly recorded?: boolean;
  /** Whether a profile is taken, from now on; nothing is recorded meanwhile. */
  readonly profile?: boolean;
}

/** Texts to look for, by the invocation that they are of. */
const watched = new Map<string, readonly string[]>();

function answer({ needles = [], watch, gate: size, profile, recorded = !profile }: Question) {
  recording.on = recorded;
  if (profile) startProfile();
  if (profile !== undefined) return profile ? {} : { place: stopProfile() };
  if (size !== undefined) gate = size;
  if (watch !== undefined) watched.set(watch, needles);
  if (size !== undefined || watch !== undefined) return {};
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { ...look(needles, true), heapBytes: heapUsed + external };
}

let { gate } = settings;
const gathered: (() => void)[] = [];
const GATE_MILLISECONDS = 10;

/** Resolves when enough invocations have come, or shortly after: those that take a millisecond would hardly meet otherwise. */
function gather(): Promise<void> | undefined {
  if (gate <= 1) return undefined;
  return new Promise((begin) => {
    const open = () => {
      for (const one of gathered.splice(0)) one();
    };
    gathered.push(begin);
    if (gathered.length >= gate) open();
    else if (gathered.length === 1) after(open, GATE_MILLISECONDS);
  });
}

/** Workers are started without --expose-gc: the client takes it off. */
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const LOOKS = 8;
const LOOK_EVERY_MILLISECONDS = 2;

/** Looks at the state each time that the invocation has begun to wait; what stood there before it is not its own. */
function watchState(running: Running, needles: readonly string[]): () => void {
  const known = new Set(look(needles, false).held.map(({ path, needle }) => `${path} ${needle}`));
  let looks = 0;
  const lookAgain = () => {
    if (running.done) return;
    for (const held of look(needles, false).held) {
      const key = `${held.path} ${held.needle}`;
      if (known.has(key)) continue;
      known.add(key);
      current.run(running, () => record("state", { held }));
    }
    looks += 1;
    if (looks < LOOKS) after(lookAgain, LOOK_EVERY_MILLISECONDS);
  };
  return lookAgain;
}

/** A timer may be cleared a little after the answer that it guards. */
const CLEAR_MILLISECONDS = 25;

function ended(running: Running, cpuBefore: number, waited: boolean): void {
  running.done = true;
  ends(running);
  current.run(running, () => {
    after(() => recordTimersLeft(running), CLEAR_MILLISECONDS).unref();
    record("end", { cpuMs: threadCpu() - cpuBefore, waited });
  });
}

const given = process.env.LMI_READY_HANDLER ?? "";
process.env._HANDLER = given;
for (const name of Object.keys(process.env)) if (name.startsWith("LMI_READY_")) delete process.env[name];
const initCpu = threadCpu();
const initFrom = performance.now();
const user = await loadHandler(given);
record("init", {
  cpuMs: threadCpu() - initCpu - rewriting.cpuMs,
  ms: performance.now() - initFrom - rewriting.ms,
});

function run(...args: unknown[]): unknown {
  const [event] = args;
  if (typeof event === "object" && event !== null && QUESTION in event) return answer(event[QUESTION] as Question);
  endInitialising();
  const gathering = gather();
  return gathering ? gathering.then(() => invoke(args)) : invoke(args);
}

function invoke(args: unknown[]): unknown {
  const context = args.at(-1) as { awsRequestId: string };
  watchContext(context);
  const running: Running = { id: context.awsRequestId, done: false };
  const needles = watched.get(running.id);
  watched.delete(running.id);
  const lookAgain = needles && watchState(running, needles);
  begins(running);
  const cpuBefore = threadCpu();
  let waited = false;
  soon(() => {
    waited = true;
  });
  return current.run(running, () => {
    record("start");
    let result: unknown;
    try {
      result = user(...args);
    } catch (error) {
      ended(running, cpuBefore, false);
      throw error;
    }
    if (typeof (result as PromiseLike<unknown> | undefined)?.then !== "function") {
      ended(running, cpuBefore, false);
      return result;
    }
    lookAgain?.();
    return (result as Promise<unknown>).finally(() => ended(running, cpuBefore, waited));
  });
}

// The client asks a handler how many parameters it has, and whether it streams its answer.
Object.defineProperties(run, {
  ...Object.fromEntries(
    Object.getOwnPropertySymbols(user).map((key) => [key, { value: Reflect.get(user, key), configurable: true }]),
  ),
  length: { value: user.length },
});

export const handler = run;
