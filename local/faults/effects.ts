// What each fault does, and what ends it.

import { throttle } from "../aws/throttles.ts";
import type { Disk } from "../disk.ts";
import type { Interventions } from "../lambda/interventions.ts";
import { type CallFaults, Silence } from "./callFaults.ts";
import type { Fault, FaultValues } from "./kinds.ts";
import { FaultError } from "./options.ts";
import { publishFailure } from "./publishFailures.ts";
import { seeded } from "./seeded.ts";

export interface Effect {
  /** Undoes it; absent for what is over at once. */
  readonly end?: () => void;
  /** What came of it, where the fault itself does not say. */
  readonly result?: string;
}

export interface Reach {
  readonly calls: CallFaults;
  readonly interventions: Interventions;
  readonly disk: Disk;
}

/** Lets a fault begin. @throws FaultError, LambdaServiceError for what is not there */
export function begin(fault: Fault, { calls, interventions, disk }: Reach): Effect {
  const { kind, values } = fault;
  switch (kind) {
    case "silent": {
      const silence = new Silence();
      const remove = calls.add({ ...values, meet: (call) => silence.hold(call) });
      const end = () => {
        remove();
        silence.end();
      };
      return { end };
    }
    case "error": {
      const { code, status } = values;
      const refusal = { status, code, message: `${code}: a fault on demand` };
      const hits = atRate(values);
      return { end: calls.add({ ...values, meet: () => (hits() ? refusal : undefined) }) };
    }
    case "throttle": {
      const hits = atRate(values);
      return { end: calls.add({ ...values, meet: () => (hits() ? throttle(values.service) : undefined) }) };
    }
    case "kill-environment":
      return { result: `killed ${signal(interventions, values, "SIGKILL").said}` };
    case "stop-environment": {
      const { environments, said } = signal(interventions, values, "SIGSTOP");
      const end = () => void interventions.signal(values.function, { environments }, "SIGCONT");
      return { end, result: `stopped ${said}` };
    }
    case "publish-failed":
      interventions.failPublish(values.function, publishFailure(values.code));
      return { end: () => interventions.publish(values.function) };
    case "vcpu-cap":
      interventions.capVCpus(values.capacityProvider, values.maxVcpus);
      return { end: () => interventions.capVCpus(values.capacityProvider, undefined) };
    case "disk-full":
      disk.full = true;
      return {
        end: () => {
          disk.full = false;
        },
      };
    case "clock-skew":
      interventions.skewClock(values.function, values.seconds * 1_000);
      return { end: () => interventions.skewClock(values.function, 0) };
    case "unavailable": {
      const hits = atRate(values);
      interventions.answerInstead(values.function, (requestId) => (hits() ? unavailable(requestId) : undefined));
      return { end: () => interventions.answerInstead(values.function, undefined) };
    }
  }
}

function atRate({ rate, seed }: { readonly rate: number; readonly seed: number }): () => boolean {
  const next = seeded(seed);
  return () => next() < rate;
}

function signal(
  interventions: Interventions,
  { function: name, count, environment }: FaultValues["kill-environment"],
  what: "SIGKILL" | "SIGSTOP",
): { environments: number[]; said: string } {
  const choice = environment === undefined ? { count } : { environments: [environment] };
  const environments = interventions.signal(name, choice, what);
  if (environments.length === 0) {
    const wanted = environment === undefined ? "an execution environment" : `execution environment ${environment}`;
    throw new FaultError(`function ${name}: ${wanted} must run, got none that does`);
  }
  return { environments, said: `environment ${environments.join(", ")}` };
}

/** As Lambda answers for an execution environment that has no free slot after all. */
const unavailable = (requestId: string) => ({
  functionError: "Unhandled" as const,
  payload: JSON.stringify({
    errorType: "Runtime.Unavailable",
    errorMessage: `RequestId: ${requestId} Error: the execution environment has no free slot`,
  }),
});
