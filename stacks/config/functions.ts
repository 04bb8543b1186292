// The shape of `functions`: the two that every environment has, and those of a team's own, by id.
import { z } from "zod";
import { engineSchema } from "./engine.ts";
import { graceSeconds, managedFunction, scalingConfig, whole, windows } from "./functionSchema.ts";
import { LIMITS } from "./limits.ts";
import { ownFunction } from "./ownFunction.ts";

/** Far more videos than a launch can cost less than. */
export const MOST_UP_TO = 1_000_000;

const overflow = z.strictObject({
  memoryMib: whole(LIMITS.minOrdinaryMemoryMib.value, LIMITS.maxOrdinaryMemoryMib.value),
  /** Videos at once; reserved from the account's concurrency. */
  maxConcurrency: whole(1, LIMITS.maxOrdinaryConcurrency.value),
  /** So many videos at once never wake managed instances; `lmi cost size` suggests it. */
  upTo: whole(0, MOST_UP_TO),
});

export const apiFunction = z.strictObject({
  ...managedFunction,
  /** Terraform owns it, unless there are windows: then it is the baseline, and the reconciler's. */
  scalingConfig,
  windows,
});

export const processorFunction = z.strictObject({
  ...managedFunction,
  /** What it has when nobody asks. */
  baseline: scalingConfig,
  windows,
  /** What one run asks for: no more than max, and no less than min once it asks. */
  lease: scalingConfig,
  /** How long capacity stays after the last run, for the next one. */
  graceSeconds,
  /** The same code on ordinary Lambda, which takes videos while managed instances are not there. */
  overflow: overflow.optional(),
  engine: engineSchema,
});

type Kind = typeof apiFunction | typeof processorFunction | typeof ownFunction;

export type FunctionConfig = z.output<Kind>;
export type OwnFunctionConfig = z.output<typeof ownFunction>;

interface Written {
  [id: string]: z.input<Kind>;
  api: z.input<typeof apiFunction>;
  processor: z.input<typeof processorFunction>;
}

interface Read {
  [id: string]: FunctionConfig;
  api: z.output<typeof apiFunction>;
  processor: z.output<typeof processorFunction>;
}

/** Typed by hand: a type with a catchall would say that `api` is one of a team's own as well. */
export const functionsSchema = z
  .object({ api: apiFunction, processor: processorFunction })
  .catchall(ownFunction) as unknown as z.ZodType<Read, Written>;

/** Neither `api` nor `processor`. */
export const isOwn = (entry: FunctionConfig): entry is OwnFunctionConfig => "scaling" in entry;

/** Those of a team's own, by id. */
export const ownFunctionsOf = ({ functions }: { readonly functions: Read }): [id: string, OwnFunctionConfig][] =>
  Object.entries(functions).flatMap(([id, entry]) => (isOwn(entry) ? [[id, entry]] : []));
