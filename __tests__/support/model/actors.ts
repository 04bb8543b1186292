// Who uses the scaler in a history: executions, the tick, operators, and a foreign hand that does not know of it.
import type { CapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import type { Choices } from "./choices.ts";
import type { Process } from "./process.ts";
import { anyConfig, FUNCTION, type World } from "./world.ts";

const ATTEMPTS = 3;
const POLLS = 5;
const OPERATOR = "operator";

/** What is put has to be right after it. */
const RECONCILES = { reconciles: true } as const;

const LEASE_SECONDS = [600, 3_600, 4 * 3_600] as const;

/** As the workflow's Retry does it: again, whatever went wrong. */
async function persistently<T>(world: World, process: Process, call: () => Promise<T>): Promise<T | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await call();
    } catch {
      await world.simulation.pause(process, "tries again", 2_000);
    }
  }
  return undefined;
}

const release = (world: World, process: Process, owner: string) =>
  persistently(world, process, () =>
    world.operate(`release of ${owner}`, (requests) => requests.release({ functionName: FUNCTION, owner }), {
      parent: process,
      releases: owner,
    }),
  );

const acquire = (owner: string, choices: Choices) => {
  // Now and then more than the capacity provider carries, which must be refused.
  const config = anyConfig(choices, choices.percent(8) ? 12 : 8);
  const lease = { functionName: FUNCTION, owner, config, seconds: choices.oneOf(LEASE_SECONDS), settleSeconds: 900 };
  return (requests: CapacityRequests) => requests.acquire(lease);
};

/** A run of the workflow, or `lmi scale up --wait`: acquire, check until settled, work, release. It may die in any wait. */
export function execution(world: World): void {
  const { simulation, choices } = world;
  const run = async (self: Process) => {
    const owner = self.name.replace(" ", "-");
    const atLeast = choices.percent(50) ? 1 : undefined;
    const ask = acquire(owner, choices);
    const acquired = await persistently(world, self, () =>
      world.operate(`acquire of ${owner}`, ask, { parent: self, acquires: owner }),
    );
    for (let poll = 0; acquired && poll < POLLS; poll += 1) {
      await simulation.pause(self, "waits for capacity", acquired.retryAfterSeconds * 1000);
      const checked = await persistently(world, self, () =>
        world.operate(
          `check of ${owner}`,
          (requests) => requests.check({ functionName: FUNCTION, owner, atLeast, ...acquired }),
          { parent: self, checks: owner, atLeast },
        ),
      );
      if (!checked) break;
      if (!checked.settled) continue;
      await simulation.pause(self, "works", 60_000);
      break;
    }
    await simulation.pause(self, "is about to release");
    await release(world, self, owner);
  };
  // EventBridge tells of a death: once, twice, or not in time.
  const failureEvents = ({ name }: Process) => {
    const owner = name.replace(" ", "-");
    for (let copies = choices.below(3); copies > 0; copies -= 1) {
      world.act("failure event", async (self) => {
        await simulation.pause(self, `says that ${owner} has failed`);
        await release(world, self, owner);
      });
    }
  };
  world.act("execution", run, failureEvents);
}

/** EventBridge Scheduler's minute, or an operator's `lmi scale reconcile`. */
export function tick(world: World): void {
  if (world.choices.percent(25))
    void world.operate("operator reconcile", (requests) => requests.reconcile(FUNCTION), RECONCILES);
  else void world.operate("tick", (requests) => requests.reconcileAll(), RECONCILES);
}

/** What an operator does by hand. */
export function operator(world: World): void {
  const { choices, watch } = world;
  const actions = {
    up: () => {
      const owner = world.name(OPERATOR).replace(" ", "-");
      const ask = acquire(owner, choices);
      world.act("operator up", async (self) => {
        await persistently(world, self, () =>
          world.operate(`acquire of ${owner}`, ask, { parent: self, acquires: owner }),
        );
      });
    },
    down: () =>
      void world.operate(
        "operator down",
        async (requests, { table }) => {
          const { leases } = await table.demand(FUNCTION);
          for (const { owner } of leases) if (owner.startsWith(OPERATOR)) await table.release(FUNCTION, owner, 0);
          await requests.reconcile(FUNCTION);
        },
        RECONCILES,
      ),
    hold: () => {
      const config = choices.percent(25) ? { min: 0, max: 0 } : anyConfig(choices, 12);
      const lasts = choices.oneOf([300, 3_600, 6 * 3_600]);
      const liveUntil = watch.seconds + lasts;
      const floor = lasts === 3_600 ? { neverDown: true } : {}; // by what is drawn anyway: seeds find what they found
      void world.operate(
        "operator hold",
        async (requests, { table, clock }) => {
          const since = clock.now().toISOString();
          await table.hold(FUNCTION, { owner: OPERATOR, config, reason: "model", since, liveUntil, ...floor });
          await requests.reconcile(FUNCTION);
        },
        RECONCILES,
      );
    },
    resume: () =>
      void world.operate(
        "operator resume",
        async (requests, { table, clock }) => {
          await table.resume(FUNCTION, clock.now().toISOString());
          await requests.reconcile(FUNCTION);
        },
        RECONCILES,
      ),
  };
  actions[choices.oneOf(["up", "down", "hold", "resume"] as const)]();
}

/** Somebody puts a valid config past the scaler, sometimes only one of its fields. */
export function foreignPut(world: World): void {
  const { choices, simulation, lambda, watch } = world;
  const config = choices.percent(20) ? { min: 0, max: 0 } : anyConfig(choices, 12);
  const put = choices.percent(15) ? { min: config.min + 1 } : config;
  simulation.step += 1;
  simulation.note("foreign hand", `puts ${JSON.stringify(put)}`);
  watch.foreignPut(put);
  lambda.put(put, choices.percent(50), simulation.now);
}
