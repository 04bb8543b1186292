// The dispatcher's parts for tests, over what a test says of capacity.
import type { CapacityView } from "../../../app/capacity/capacityView.ts";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import type { ClaimSettings } from "../../../app/dispatcher/claims.ts";
import type { Dispatcher } from "../../../app/dispatcher/dispatcher.ts";
import { createRuns } from "../../../app/videos/runs.ts";
import type { ManualClock } from "./clock.ts";
import { FakeMedia } from "./fakeMedia.ts";
import { type RecordingLog, recordingLog } from "./log.ts";
import { FakeStepFunctions, STATE_MACHINE_ARN } from "./stepFunctions.ts";

export const SETTINGS: ClaimSettings = {
  processorName: "processor",
  lease: { min: 1, max: 4 },
  videoSeconds: 600,
  perEnvironment: 4,
  settleSeconds: 900,
};

export interface DispatcherOptions {
  readonly clock: ManualClock;
  readonly stepFunctions?: FakeStepFunctions;
  readonly log?: RecordingLog;
  readonly settings?: Partial<ClaimSettings>;
  readonly windows?: readonly BatchWindow[];
  /** Of managed instances; may be changed later. */
  readonly capacity?: { isAskedFor: boolean; isThere: boolean };
}

/** Everything but the queue; with no video that is uploaded or deleted, unless a test says so. */
export function testDispatcher(options: DispatcherOptions): Omit<Dispatcher, "queue"> {
  const { clock, stepFunctions = new FakeStepFunctions(), log = recordingLog(), settings, windows = [] } = options;
  const capacity = options.capacity ?? { isAskedFor: false, isThere: false };
  const view = async (functionName: string): Promise<CapacityView> => ({
    declaration: { functionName, baseline: { min: 0, max: 0 }, windows, limit: 100, graceSeconds: 60 },
    ...capacity,
  });
  return {
    objects: new FakeMedia(clock).forDispatcher,
    awaited: { arrived: async () => "unknown", missing: async () => "untouched", due: async () => [] },
    leftovers: { due: async () => [], ended: async () => undefined, gone: async () => {} },
    unlisted: { list: async () => 0 },
    deleted: { due: async () => [], emptied: async () => {}, outlived: async () => [], outlive: async () => false },
    runs: createRuns(stepFunctions.client, { stateMachineArn: STATE_MACHINE_ARN, clock }),
    capacity: { view },
    clock,
    settings: { ...SETTINGS, ...settings },
    log,
  };
}
