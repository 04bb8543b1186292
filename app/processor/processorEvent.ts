// What the processor is called with, and what it keeps back of its time.
import { z } from "zod";

export const processorEvent = z.object({ videoId: z.string().min(1), attempt: z.number().int().min(1) });

/** Seconds of an invocation that are kept back to record the end of an attempt. */
export const END_SECONDS = 10;
