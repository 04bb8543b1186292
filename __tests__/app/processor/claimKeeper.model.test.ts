// Whatever the clocks, the network and the dispatcher do, no two engines work on one video at once: the real code of
// beginning and of keeping a claim, by several machines, in one virtual time.
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { underClaim } from "../../../app/processor/claimKeeper.ts";
import { RetryableError } from "../../../app/processor/engines/engine.ts";
import type { Clock } from "../../../app/shared/clock.ts";
import { createAttempts } from "../../../app/videos/attempts.ts";
import { createQueuedVideos } from "../../../app/videos/queue.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { ManualTimers } from "../../support/app/timers.ts";
import { beginning, RESULT, RUN, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const HOUR = 60 * 60 * 1000;
const SECONDS_PLAYED = 100;
/** When a call is given up by its caller; what was sent may arrive all the same. */
const CALL_MILLISECONDS = 6_000;

const milliseconds = (max: number) => fc.integer({ min: 0, max });
const skew = fc.integer({ min: -HOUR, max: HOUR });
/** Mostly quick; at times nearly given up, or past it. */
const delay = fc.oneof(
  { weight: 6, arbitrary: milliseconds(100) },
  { weight: 1, arbitrary: fc.integer({ min: 4_500, max: 5_800 }) },
  { weight: 1, arbitrary: milliseconds(9_000) },
);
const machine = fc.record({
  startsAt: fc.oneof(milliseconds(6_000), milliseconds(60_000)),
  skew,
  /** How long the engine takes. */
  works: fc.integer({ min: 1_000, max: 90_000 }),
  /** It fails before that, so that the claim is given back. */
  failsAfter: fc.option(fc.integer({ min: 1, max: 30_000 }), { freq: 2 }),
  /** Of its calls of DynamoDB, in turn: there and back. */
  delays: fc.array(fc.tuple(delay, delay), { minLength: 1, maxLength: 6 }),
  /** After so many calls nothing that it sends arrives any more. */
  cutOffAfter: fc.option(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 60 })), { freq: 2 }),
  crashesAt: fc.option(milliseconds(90_000), { freq: 2 }),
});
const dispatcher = fc.record({ skew, sweepsAt: fc.array(milliseconds(SECONDS_PLAYED * 1000), { maxLength: 6 }) });

type Machine = typeof machine extends fc.Arbitrary<infer M> ? M : never;
type Dispatcher = typeof dispatcher extends fc.Arbitrary<infer D> ? D : never;

const like = (more: Partial<Machine>): Machine => ({
  startsAt: 0,
  skew: 0,
  works: 90_000,
  failsAfter: null,
  delays: [[10, 10]],
  cutOffAfter: null,
  crashesAt: null,
  ...more,
});
const PROMPT: [number, number] = [10, 10];
const LATE: [number, number] = [10, 5_500];
/** A holder that is cut off while the answer is on its way; to another machine, which looked just after the write, it seems old. */
const NEARLY: Machine[][] = [
  [like({ delays: [LATE], cutOffAfter: 1 }), like({ startsAt: 20, skew: HOUR })],
  [like({ delays: [PROMPT, LATE], cutOffAfter: 2 }), like({ startsAt: 5_050, skew: HOUR })],
  [
    like({ crashesAt: 100 }),
    like({ startsAt: 200, skew: HOUR, delays: [PROMPT, PROMPT, LATE], cutOffAfter: 3 }),
    like({ startsAt: 20_300, skew: 2 * HOUR }),
  ],
];
const examples = NEARLY.map((machines): [Machine[], Dispatcher] => [machines, { skew: 0, sweepsAt: [] }]);

it("no two engines work on one video at once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(machine, { minLength: 2, maxLength: 4 }), dispatcher, async (machines, sweeper) => {
      const { video, tableName } = await testVideos(dynamo);
      await video("v", "claimed");
      const time = new ManualTimers();
      const working = new Set<number>();
      const atOnce: number[][] = [];
      const from = new ManualClock().now().getTime();
      const clockOf = (by: number): Clock => ({
        now: () => new Date(from + time.now() + by),
        nowSeconds: () => Math.floor((from + time.now() + by) / 1000),
        sleep: (ms) => time.sleep(ms),
      });

      machines.forEach(({ startsAt, skew: by, works, failsAfter, delays, cutOffAfter, crashesAt }, which) => {
        let isUp = true;
        /** A machine that is down does nothing any more; what it sent is on its way. */
        const timers = {
          now: () => time.now(),
          after: (ms: number, callback: () => void) => time.after(ms, () => isUp && callback()),
        };
        let calls = 0;
        const send = (command: object) =>
          new Promise((resolve, reject) => {
            const [there = 0, back = 0] = delays[calls % delays.length] ?? [];
            calls += 1;
            timers.after(CALL_MILLISECONDS, () => reject(new Error("TimeoutError")));
            if (calls > (cutOffAfter ?? Number.POSITIVE_INFINITY)) return;
            const arrive = async () => {
              const sent = dynamo.client.send(command as Parameters<DynamoDBDocumentClient["send"]>[0]);
              const answer = await time.standStillFor(Promise.allSettled([sent]));
              timers.after(back, () => {
                for (const settled of answer) {
                  settled.status === "fulfilled" ? resolve(settled.value) : reject(settled.reason);
                }
              });
            };
            time.after(there, () => void arrive());
          });
        const sleep = (ms: number) => new Promise<void>((resolve) => void timers.after(ms, resolve));
        const attempts = createAttempts({ send } as unknown as DynamoDBDocumentClient, {
          tableName,
          clock: { ...clockOf(by), sleep },
          monotonic: timers.now,
        });
        const engine = async ({ signal }: { signal: AbortSignal }) => {
          signal.throwIfAborted();
          working.add(which);
          if (working.size > 1) atOnce.push([time.now(), ...working]);
          const stopped = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
          const fails =
            failsAfter === null ? [] : [sleep(failsAfter).then(() => Promise.reject(new RetryableError("killed")))];
          await Promise.race([sleep(works), stopped, ...fails]).finally(() => working.delete(which));
        };
        /** As the workflow does it: a failed invocation is followed by another one. */
        const invoke = async () => {
          for (let tries = 1; ; tries += 1) {
            const claimedBy = `${which}-${tries}`;
            try {
              const begun = await attempts.begin(beginning("v", { claimedBy }));
              if (!begun.claimed) return;
              const claim = { videoId: "v", attempt: 1, claimedBy };
              await underClaim(attempts, claim, begun.since, engine, timers).catch(async (error) => {
                if (error instanceof RetryableError) await attempts.release(claim);
                throw error;
              });
              if (await attempts.complete(claim, RESULT)) return;
            } catch {
              await sleep(1_000);
            }
          }
        };
        time.after(startsAt, () => void invoke());
        if (crashesAt !== null) {
          time.after(crashesAt, () => {
            isUp = false;
            working.delete(which);
          });
        }
      });

      const queue = createQueuedVideos(dynamo.client, { tableName, clock: clockOf(sweeper.skew) });
      const sweep = async () => {
        for (const claimed of await queue.claimsOf(RUN)) await queue.putBack(claimed);
        await queue.claim("now", RUN, 1);
      };
      for (const at of sweeper.sweepsAt) time.after(at, () => void time.standStillFor(sweep()));

      await time.advance(SECONDS_PLAYED * 1000);

      expect(atOnce).toEqual([]);
    }),
    { numRuns: 40, examples },
  );
});
