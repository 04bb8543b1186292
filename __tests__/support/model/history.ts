// One history: things happen in an order that the choices decide, come to rest now and then, and end.
import { ROUND_SECONDS } from "../../../app/capacity/observationItems.ts";
import { READ_LAG_MS, RISE_MS } from "../../../app/capacity/rounds.ts";
import { covers } from "../../../app/capacity/scalingConfig.ts";
import { execution, foreignPut, operator, tick } from "./actors.ts";
import type { Choices } from "./choices.ts";
import type { Outcome } from "./process.ts";
import type { Looked, Violation } from "./watch.ts";
import { LATEST, QUIET } from "./windows.ts";
import { FUNCTION, REAL, type Variant, World } from "./world.ts";

export interface Played {
  readonly violation: Violation | undefined;
  readonly steps: number;
  readonly looked: Looked;
}

const EXECUTIONS = 5;
const LONGEST = 140;
/** More than any invocation needs that nothing disturbs; as many put right what many have disturbed. */
const ENOUGH_STEPS = 2_000;

/** After it the round of one that is lost has ended, whatever its clock said. */
const LOCK_MS = (ROUND_SECONDS + 6) * 1000;
const ALONE_SECONDS = 10;

const HAPPENINGS = [
  ["call", 60],
  ["lambda", 12],
  ["time", 8],
  ["execution", 6],
  ["tick", 4],
  ["operator", 3],
  ["foreign put", 2],
  ["late call", 3],
  ["impatience", 1],
  ["rest", 1],
] as const;
type Happening = (typeof HAPPENINGS)[number][0];
const HAPPENING_OF: readonly Happening[] = HAPPENINGS.flatMap(([what, share]) =>
  Array.from({ length: share }, () => what),
);

/** Plays one history. @param log takes every step in words */
export async function play(
  choices: Choices,
  { variant = REAL, log }: { variant?: Variant; log?: string[] | undefined } = {},
): Promise<Played> {
  const world = new World(choices, variant, log);
  const { simulation, watch } = world;
  let executions = 1 + choices.below(EXECUTIONS);
  const length = 20 + choices.below(LONGEST);
  for (let turn = 0; turn < length && !watch.violation; turn += 1) {
    const what = HAPPENING_OF[choices.below(HAPPENING_OF.length)] ?? "call";
    if (what === "execution" && executions > 0) {
      executions -= 1;
      execution(world);
      await simulation.started();
    } else await happen(world, what);
  }
  if (!watch.violation && choices.percent(30)) {
    simulation.note("end", "everybody dies at once");
    world.killAll();
  }
  if (!watch.violation) await rest(world);
  if (!watch.violation) await end(world);
  return { violation: watch.violation, steps: simulation.step, looked: watch.looked };
}

async function happen(world: World, what: Happening): Promise<void> {
  const { simulation, choices, lambda, watch } = world;
  switch (what) {
    case "lambda": {
      const wasPending = lambda.state === "Pending";
      if (!lambda.progress(choices)) return;
      simulation.note("lambda", `is at ${JSON.stringify(lambda)}`);
      if (wasPending && lambda.state !== "Pending") watch.instancesCame();
      return;
    }
    case "time":
      return passTime(world);
    case "tick":
      tick(world);
      return simulation.started();
    case "operator":
      operator(world);
      return simulation.started();
    case "foreign put":
      return foreignPut(world);
    case "late call":
      return simulation.nextLate();
    case "impatience":
      return simulation.impatience();
    case "rest":
      return rest(world);
    default:
      await simulation.next(true);
  }
}

function passTime({ simulation, choices, ledger, watch }: World): void {
  const edge = ledger.nextEdge(watch.seconds);
  const steps = [1, 20, 300, ...(edge === undefined ? [] : [edge - watch.seconds, edge - watch.seconds - 1])];
  const to = simulation.now + (steps[choices.below(steps.length)] ?? 1) * 1000;
  if (to > LATEST || to <= simulation.now) return;
  simulation.step += 1;
  simulation.note("time", `goes on to ${new Date(to).toISOString().slice(8, 19)}`);
  simulation.moveTo(to);
}

/** Invocations under way end well, late calls arrive or are lost; then a tick has to be enough, and a second one idle. */
async function rest(world: World): Promise<void> {
  const { simulation, lambda } = world;
  simulation.note("rest", "nothing goes wrong from here");
  await runOn(world);
  while (simulation.lateCount > 0) await simulation.nextLate();
  passLocks(world);
  await alone(world, "after one tick alone", 1);
  simulation.moveTo(simulation.now + lambda.lag);
  await alone(world, "after a second tick", 0);
  await settledCheck(world);
  simulation.note("rest", "is over");
}

/** Time for lost rounds to end and the last put to be readable, with no edge in the time that two ticks and a check take. */
function passLocks({ simulation, ledger, watch, lambda }: World): void {
  simulation.moveTo(simulation.now + (lambda.state === "Pending" ? RISE_MS.until : LOCK_MS));
  for (let edge = ledger.nextEdge(watch.seconds); edge !== undefined && edge <= watch.seconds + ALONE_SECONDS; ) {
    simulation.moveTo(edge * 1000);
    edge = ledger.nextEdge(watch.seconds);
  }
}

/** Everybody dies, everything expires: one tick brings the baseline, the next one puts nothing. */
async function end(world: World): Promise<void> {
  const { simulation, watch, ledger, lambda } = world;
  world.killAll();
  simulation.step += 1;
  simulation.note("end", "everybody is dead, everything expires");
  simulation.moveTo(QUIET);
  await alone(world, "at the end, after one tick", 1);
  const baseline = ledger.cut(ledger.standing.baseline);
  if (lambda.lastPut.min !== baseline.min || lambda.lastPut.max !== baseline.max) {
    watch.broken(6, `at the end ${JSON.stringify(lambda.lastPut)} is put, not the baseline`);
  }
  simulation.moveTo(simulation.now + lambda.lag);
  await alone(world, "at the end, after a second tick", 0);
}

async function runOn(world: World): Promise<void> {
  const { simulation, watch } = world;
  const before = simulation.step;
  while (watch.running > 0 && !watch.violation) {
    if (!(await simulation.next(false, "operation"))) throw new Error("an invocation waits for nothing");
    if (simulation.step - before > ENOUGH_STEPS)
      return watch.broken(3, `after ${ENOUGH_STEPS} steps without faults an invocation still runs`);
  }
}

/** A tick with nobody else at work and nothing going wrong. */
async function alone(world: World, when: string, mostPuts: number): Promise<void> {
  const { watch } = world;
  if (watch.violation) return;
  const outcome = await whole(world, () =>
    world.operate("tick", (requests) => requests.reconcileAll(), { reconciles: true }),
  );
  if (outcome === "killed" || "error" in outcome) {
    return watch.broken(3, `${when}: it failed with ${outcome === "killed" ? outcome : String(outcome.error)}`);
  }
  const puts = (outcome.value as { put?: unknown }[]).flatMap(({ put }) => (put ? [put] : []));
  if (puts.length > mostPuts) watch.broken(6, `${when}, it has put ${puts.length} times: ${JSON.stringify(puts)}`);
  watch.right(when);
}

/** Once Lambda is there, a check says so. */
async function settledCheck(world: World): Promise<void> {
  const { choices, simulation, ledger, lambda, watch } = world;
  const owners = ledger.owners(watch.seconds);
  const owner = owners[choices.below(Math.max(1, owners.length))];
  if (owner === undefined || watch.violation) return;
  while (lambda.progress(choices));
  simulation.moveTo(simulation.now + READ_LAG_MS + 1_000);
  const settleBy = watch.seconds + 60;
  const outcome = await whole(world, () =>
    world.operate(
      `check of ${owner}`,
      (requests) => requests.check({ functionName: FUNCTION, owner, since: 0, settleBy }),
      {
        checks: owner,
      },
    ),
  );
  if (watch.violation) return;
  const lease = ledger.leaseAt(owner, watch.seconds);
  const expected = lease !== undefined && covers(ledger.wanted(watch.seconds), lease);
  if (outcome === "killed" || "error" in outcome) {
    return watch.broken(5, `a check of ${owner} failed with ${outcome === "killed" ? outcome : String(outcome.error)}`);
  }
  const { settled } = outcome.value as { settled: boolean };
  if (settled !== expected)
    watch.broken(5, `all is reached, a check of ${owner} must say ${expected}, and says ${settled}`);
}

/** Runs an invocation from its start to its end, alone; how it ended. */
async function whole(world: World, start: () => Promise<unknown>): Promise<Outcome> {
  const { simulation } = world;
  const { onEnd } = simulation;
  let outcome: Outcome = "killed";
  simulation.onEnd = (process, how) => {
    outcome = how;
    onEnd(process, how);
  };
  void start();
  await simulation.started();
  await runOn(world);
  simulation.onEnd = onEnd;
  return outcome;
}
