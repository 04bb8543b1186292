// What the tests of the workflow have in common: the machines of the configured environments and of one with overflow, an
// input as a run is started with, and claims.
import type { ClaimedVideo } from "../../../app/dispatcher/claims.ts";
import type { RunInput } from "../../../app/videos/runs.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { ENVIRONMENTS, environmentNamed } from "../../../stacks/config/environments.ts";
import { synthesise } from "../stacks/template.ts";
import { EXECUTION } from "./interpret.ts";
import { type Cast, claimed, definitionIn, type Machine } from "./run.ts";

/** dev with overflow. */
const dev = environmentNamed("dev");
const overflow = defineEnvironment({
  ...dev,
  name: "over",
  functions: {
    ...dev.functions,
    processor: { ...dev.functions.processor, overflow: { memoryMib: 2_048, maxConcurrency: 4, upTo: 10 } },
  },
});

/** Their configurations; `over` has overflow. */
export const SETTINGS = [...ENVIRONMENTS, overflow];

/** The machine of each of SETTINGS by its name. Call it once per test file, and removeTemporaryFolders at its end. */
export function synthesiseMachines(): (environment: string) => Machine {
  const synthesised = synthesise(SETTINGS);
  return (environment) => definitionIn(synthesised.stack(`${environment}-service`));
}

export const INPUT: RunInput = {
  asked: { queue: "now", claimUntil: 1_800_000_000 },
  startAt: "2026-01-05T08:00:00.000Z",
  claimed: { videos: [], left: 100, first: true },
  nonce: "n",
};

/** @param run the mark under which it is claimed */
export const video = (videoId: string, run = EXECUTION): ClaimedVideo => ({ videoId, attempt: 1, run });

/** One chunk, then nothing. */
export const once = (...ids: string[]) =>
  ({
    Claim: (_payload, call) => claimed(call === 1 ? ids.map((id) => video(id)) : []),
  }) satisfies Partial<Cast>;
