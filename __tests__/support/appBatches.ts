// The dispatcher's parts for tests that are not about batches: no window is declared, and no video waits.
import type { Dispatcher } from "../../app/dispatcher/dispatcher.ts";
import type { Clock } from "../../app/shared/clock.ts";

const unexpected = () => Promise.reject(new Error("no batch is expected here"));

export const noBatches = (
  clock: Clock,
): Pick<Dispatcher, "waiting" | "batches" | "demands" | "clock" | "settings"> => ({
  waiting: { isAny: async () => false, claim: unexpected, putBack: unexpected },
  batches: { start: unexpected, status: unexpected, arnOf: (name) => name },
  demands: {
    demand: async (functionName) => ({
      declaration: { functionName, baseline: { min: 0, max: 0 }, windows: [], limit: 10 },
      leases: [],
    }),
  },
  clock,
  settings: { processorName: "processor", videoSeconds: 60, perEnvironment: 4 },
});
