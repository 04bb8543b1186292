// What happens inside, as values: the program that embeds the local Lambda prints them, the tests assert on them.

import type { ScalingConfig } from "./scaling.ts";

/** States of a function, as the API spells them. `ActiveNonInvocable` is that of a managed function's `$LATEST`. */
export type FunctionState = "Pending" | "Active" | "Deactivating" | "Deactivated" | "Failed" | "ActiveNonInvocable";

/** `environment` numbers the execution environments of one function from 1 on. */
export type LambdaEvent =
  | { kind: "environment-launching"; function: string; environment: number }
  | { kind: "environment-ready"; function: string; environment: number; pid: number; initMilliseconds: number }
  | { kind: "environment-failed"; function: string; environment: number; reason: string }
  | { kind: "environment-lost"; function: string; environment: number; pid: number; inFlight: number; reason: string }
  | { kind: "environment-stopped"; function: string; environment: number; pid: number }
  | { kind: "launch-blocked"; function: string; capacityProvider: string; vCpus: number; maxVCpus: number }
  | { kind: "scaling-requested"; function: string; from: Partial<ScalingConfig>; to: ScalingConfig }
  | { kind: "scaling-settled"; function: string; config: ScalingConfig }
  | { kind: "state-changed"; function: string; from: FunctionState; to: FunctionState; reason?: string }
  /** At most one each second and function; `count` throttles since the one before. */
  | { kind: "throttled"; function: string; count: number }
  | { kind: "timed-out"; function: string; requestId: string; timeoutSeconds: number }
  /** Its slot was taken for so many seconds after the time-out. */
  | { kind: "released-late"; function: string; requestId: string; seconds: number }
  | { kind: "event-retried"; function: string; requestId: string; attempt: number; reason: string }
  | { kind: "event-discarded"; function: string; requestId: string; reason: string };

export type Report = (event: LambdaEvent) => void;
