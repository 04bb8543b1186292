// How much a run may claim, as a table: what is free, what is little, and what still fits.
import { describe, expect, it } from "@jest/globals";
import { CHUNK, type ClaimSettings, claimChunk } from "../../../app/dispatcher/claims.ts";
import type { ClaimRequest } from "../../../app/dispatcher/dispatcherEvent.ts";
import type { QueuedVideos } from "../../../app/videos/queue.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { testDispatcher } from "../../support/app/dispatcher.ts";
import { RUN } from "../../support/app/videos.ts";

const NONE = { isAskedFor: false, isThere: false };
const ASKED = { isAskedFor: true };

describe("the room of a run", () => {
  /** 4 environments of 4 at once are 16 slots, and 5 rounds of 10 minutes fit into a chunk. */
  const ALL = 5 * 16;
  const overflow = { maxConcurrency: 10, upTo: 5 };
  interface Case {
    readonly on?: "managed" | "overflow";
    readonly held?: number;
    readonly elsewhere?: number;
    readonly waiting?: number;
    readonly capacity?: Partial<typeof NONE>;
    readonly settings?: Partial<ClaimSettings>;
    readonly asked?: Partial<ClaimRequest["asked"]>;
    readonly left?: number;
  }
  const [managed, elsewhere] = ["managed", "overflow"] as const;

  it.each<[string, Case, number]>([
    ["managed: all slots free", {}, ALL],
    ["managed: more than a state's data allows", { settings: { lease: { min: 1, max: 40 } } }, CHUNK],
    ["managed: one slot free", { held: 15 }, ALL],
    ["managed: no slot free", { held: 16 }, 0],
    ["managed: it may claim less", { left: 3 }, 3],
    ["managed: fewer slots than a chunk in several rounds", { settings: { videoSeconds: 60 } }, 30 * 16],
    ["managed: its own config has more slots", { held: 16, asked: { config: { min: 1, max: 5 } } }, 5 * 20],
    ["managed: no more slots than are declared", { held: 400, asked: { config: { min: 1, max: 1_000 } } }, 0],
    ["managed, overflow: little work", { settings: { overflow }, waiting: 5 }, 0],
    ["managed, overflow: more work", { settings: { overflow }, waiting: 6 }, ALL],
    ["managed, overflow: little, with what is there", { settings: { overflow }, waiting: 3, elsewhere: 3 }, ALL],
    ["managed, overflow: little, asked for", { settings: { overflow }, waiting: 1, capacity: ASKED }, ALL],
    ["managed, overflow: little, but some is held", { settings: { overflow }, waiting: 1, held: 1 }, ALL],
    [
      "managed, overflow: a number of videos",
      { settings: { overflow }, waiting: 1, asked: { maxVideos: 1 }, left: 1 },
      1,
    ],
    ["overflow: not configured", { on: elsewhere }, 0],
    ["overflow: all free", { on: elsewhere, settings: { overflow }, waiting: 20 }, 10],
    ["overflow: some busy", { on: elsewhere, settings: { overflow }, elsewhere: 4 }, 6],
    ["overflow: more busy than there may be", { on: elsewhere, settings: { overflow }, elsewhere: 11 }, 0],
    ["overflow: instances are on their way", { on: elsewhere, settings: { overflow }, capacity: ASKED }, 10],
    [
      "overflow: instances are there",
      { on: elsewhere, settings: { overflow }, capacity: { ...ASKED, isThere: true } },
      0,
    ],
    ["overflow: a number of videos", { on: elsewhere, settings: { overflow }, asked: { maxVideos: 9 }, left: 9 }, 0],
    ["until a round fits no more", { asked: { endBy: 599 } }, 0],
    ["one round fits", { asked: { endBy: 1_199 } }, 16],
    ["two rounds fit", { asked: { endBy: 1_200 } }, 32],
    ["the whole chunk fits", { asked: { endBy: 100_000 }, settings: { videoSeconds: 540 } }, 6 * 16],
  ])("%s", async (_what, given, most) => {
    const { on = managed, held = 0, elsewhere: busy = 0, waiting = 1_000, capacity, settings, asked, left } = given;
    const clock = new ManualClock();
    const claims: number[] = [];
    const queue = {
      waiting: async (_queue: unknown, upTo: number) => Math.min(waiting, upTo),
      inFlight: async () => ({ managed: held, overflow: busy }),
      reclaim: async () => ({ taken: [], held: 0 }),
      claim: async (_queue: unknown, _mark: unknown, limit: number) => claims.push(limit) && [],
      takeOver: async () => [],
      claimsOf: async () => [],
    } as unknown as QueuedVideos;
    const parts = {
      ...testDispatcher({ clock, capacity: { ...NONE, ...capacity }, ...(settings && { settings }) }),
      queue,
    };
    const now = clock.nowSeconds();
    const endBy = asked?.endBy === undefined ? {} : { endBy: now + asked.endBy };

    await claimChunk(parts, {
      action: "claim",
      run: RUN,
      on,
      asked: { queue: "now", claimUntil: now + 1, ...asked, ...endBy },
      startAt: clock.now().toISOString(),
      left: left ?? 1_000_000,
      first: true,
    });

    expect(Math.max(0, ...claims)).toBe(most);
  });
});
