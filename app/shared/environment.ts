// The one place where a function reads its environment variables: parsed once at start, wrong ones refused by name.
import type { z } from "zod";
import { linesOf } from "./issues.ts";

/**
 * The variables that `schema` names, parsed.
 * @throws Error naming each variable that is missing or wrong
 */
export function readEnvironment<T extends z.ZodType>(schema: T, variables = process.env): z.output<T> {
  // Parsed once: to compile a parser, as zod else does, would take longer.
  const parsed = schema.safeParse(variables, { jitless: true });
  if (parsed.success) return parsed.data;
  throw new Error(`environment variables: ${linesOf(parsed.error, undefined).join("; ")}`);
}
