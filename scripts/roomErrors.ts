// What the rooms beside the command throw, as the command fails with it.
import { CliError, FailedError, UnreviewableError, UsageError } from "./cliError.ts";

type CliErrorClass = new (message: string, options: ErrorOptions) => CliError;

/** By name, so that no room is loaded to compare. */
const OF_ROOMS: ReadonlyMap<string, CliErrorClass> = new Map<string, CliErrorClass>([
  ["NotAPlanError", UnreviewableError],
  ["PlanFilesError", UsageError],
  ["SarifError", UsageError],
  ["ManifestError", UsageError],
  // What the arithmetic refuses is the user's mistake.
  ["CostError", UsageError],
  ["ReadyError", UsageError],
  ["PriceListError", FailedError],
]);

/** Undefined for what no room throws on purpose. */
export function cliErrorOf(error: unknown): CliError | undefined {
  if (error instanceof CliError) return error;
  if (!(error instanceof Error)) return undefined;
  const Known = OF_ROOMS.get(error.name);
  return Known && new Known(error.message, { cause: error });
}
