// What the processor is called with, and what it keeps back of its time.
import { z } from "zod";

export const processorEvent = z.object({
  videoId: z.string().min(1),
  attempt: z.number().int().min(1),
  /** The mark of the run that claimed it. */
  run: z.string().min(1),
  /** Seconds since the epoch; it does not begin if it could end later. */
  endBy: z.number().int().optional(),
});

export type ProcessorEvent = z.output<typeof processorEvent>;

/** Seconds of an invocation that are kept back to record the end of an attempt. */
export const END_SECONDS = 10;
