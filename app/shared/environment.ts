// The one place where a function reads its environment variables: parsed once at start, wrong ones refused by name.
import type { z } from "zod";
import { linesOf } from "./issues.ts";

/**
 * The variables that `schema` names, parsed.
 * @throws Error naming each variable that is missing or wrong
 */
export function readEnvironment<T extends z.ZodType>(schema: T, variables = process.env): z.output<T> {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new Error(`environment variables: ${linesOf(parsed.error, undefined).join("; ")}`);
}
