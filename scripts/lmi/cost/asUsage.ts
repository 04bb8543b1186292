// What the arithmetic refuses is the user's mistake.

import { CostError } from "../../../cost/costError.ts";
import { UsageError } from "../../cliError.ts";

/** @throws UsageError for a CostError; anything else as it is */
export async function asUsage<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CostError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
