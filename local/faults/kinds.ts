// Every fault that can be asked for, with its options: the command line, the admin door and docs/local-faults.md are made of this.

import type { ServiceName } from "../aws/call.ts";
import { apiName, type FaultOption, name, numberWithin, oneOf, optional, rate, required } from "./options.ts";
import { PUBLISH_FAILURES, type PublishFailure } from "./publishFailures.ts";

interface OnCalls {
  readonly service: ServiceName;
  /** Every operation of the service, if left out. */
  readonly operation?: string;
}

interface AtRate {
  readonly rate: number;
  readonly seed: number;
}

interface OnEnvironments {
  readonly function: string;
  readonly count: number;
  /** By its number; instead of a count. */
  readonly environment?: number;
}

/** What each kind is told. */
export interface FaultValues {
  readonly silent: OnCalls;
  readonly error: OnCalls & AtRate & { readonly code: string; readonly status: number };
  readonly throttle: OnCalls & AtRate;
  readonly "kill-environment": OnEnvironments;
  readonly "stop-environment": OnEnvironments;
  readonly "publish-failed": { readonly function: string; readonly code: PublishFailure };
  readonly "vcpu-cap": { readonly capacityProvider: string; readonly maxVcpus: number };
  readonly "disk-full": Readonly<Record<never, never>>;
  readonly "clock-skew": { readonly function: string; readonly seconds: number };
  readonly unavailable: AtRate & { readonly function: string };
}

export type FaultKind = keyof FaultValues;

/** A fault that is asked for: its kind, and what that is told. */
export type Fault = { readonly [K in FaultKind]: { readonly kind: K; readonly values: FaultValues[K] } }[FaultKind];

export interface KindDescription<Values> {
  readonly about: string;
  readonly options: { readonly [O in keyof Required<Values>]: FaultOption<Required<Values>[O]> };
  /** The option whose value may have one such fault at a time; "" if there may be one altogether. */
  readonly onePer?: keyof Values | "";
  /** Nothing of it stays that could be cleared. */
  readonly isOverAtOnce?: true;
}

const SERVICES: readonly ServiceName[] = ["dynamodb", "lambda", "states", "sts", "logs", "sqs", "s3", "cloudwatch"];
const DAY_SECONDS = 86_400;

const onCalls = {
  service: required("<name>", `whose calls: ${SERVICES.join(", ")}`, oneOf(SERVICES)),
  operation: optional("<name>", "only this operation", apiName),
};
const atRate = {
  rate: optional("<part>", "of them, from 0 to 1", rate, 1),
  seed: optional("<n>", "another seed hits other ones", numberWithin(0, 999_999_999), 1),
};
const ofFunction = { function: required("<name>", "of which function", name) };
const onEnvironments = {
  ...ofFunction,
  count: optional("<n>", "so many, those with the most to do first", numberWithin(1, 1_000), 1),
  environment: optional("<number>", "instead this one, by its number in the narration", numberWithin(1, 999_999_999)),
};

export const KINDS: { readonly [K in FaultKind]: KindDescription<FaultValues[K]> } = {
  silent: {
    about: "the service accepts calls and never answers; the connection is cut when it ends",
    options: onCalls,
  },
  error: {
    about: "the service refuses calls with an error",
    options: {
      ...onCalls,
      code: required("<name>", "the error, such as InternalServerError", apiName),
      status: optional("<n>", "its HTTP status", numberWithin(400, 599), 500),
      ...atRate,
    },
  },
  throttle: { about: "the service throttles calls, in its own words", options: { ...onCalls, ...atRate } },
  "kill-environment": {
    about: "execution environments are killed, once",
    options: onEnvironments,
    isOverAtOnce: true,
  },
  "stop-environment": {
    about: "execution environments stop without ending (SIGSTOP); they go on when it ends, unless replaced before",
    options: onEnvironments,
  },
  "publish-failed": {
    about: "the published version of a managed function is Failed; it is published anew when it ends",
    options: {
      ...ofFunction,
      code: optional(
        "<code>",
        `StateReasonCode: ${PUBLISH_FAILURES.join(", ")}`,
        oneOf(PUBLISH_FAILURES),
        "CapacityProviderScalingLimitExceeded",
      ),
    },
    onePer: "function",
  },
  "vcpu-cap": {
    about: "a capacity provider has another vCPU cap; what runs above it stays",
    options: {
      capacityProvider: required("<name>", "its name, or that of a function on it", name),
      maxVcpus: required("<n>", "its cap", numberWithin(0, 15_000)),
    },
    onePer: "capacityProvider",
  },
  "disk-full": { about: "nothing can be written to the data folder", options: {}, onePer: "" },
  "clock-skew": {
    about: "a function's processes see another time, those that run and those that come",
    options: {
      ...ofFunction,
      seconds: required("<n>", "ahead, or behind if negative", numberWithin(-365 * DAY_SECONDS, 365 * DAY_SECONDS)),
    },
    onePer: "function",
  },
  unavailable: {
    about: "invocations end in the function error Runtime.Unavailable, as of an environment without a free slot",
    options: { ...ofFunction, ...atRate },
    onePer: "function",
  },
};
