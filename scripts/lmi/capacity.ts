// The deployed capacity of an environment, as the commands see it: its table, Lambda, and what can be asked of both.
import { createCapacityRequests } from "../../app/capacity/capacityRequests.ts";
import { createCapacityTable } from "../../app/capacity/capacityTable.ts";
import type { Demand } from "../../app/capacity/desired.ts";
import { UndeclaredFunctionError } from "../../app/capacity/errors.ts";
import { createLambdaScaling } from "../../app/capacity/lambdaScaling.ts";
import { systemClock as clock } from "../../app/shared/clock.ts";
import type { Log } from "../../app/shared/logger.ts";
import { FailedError, UsageError } from "../cliError.ts";
import type { Clients } from "./clients.ts";
import { rehearse } from "./rehearsal.ts";
import type { Settings } from "./settings.ts";

export type Capacity = Awaited<ReturnType<typeof openCapacity>>;

/**
 * @param options.by who changes something, for the history
 * @param options.warn told what went wrong on the side, such as a change that could not be recorded
 */
export async function openCapacity(options: {
  settings: Settings;
  tableName: string;
  clients: Clients;
  warn: (line: string) => void;
  by?: string | undefined;
}) {
  const { settings, tableName, clients, warn, by = "lmi" } = options;
  const [documents, lambda] = await Promise.all([clients.documents(), clients.lambda()]);
  const real = {
    table: createCapacityTable(documents, { tableName, clock }),
    scaling: createLambdaScaling(lambda),
  };
  const { table, scaling } = settings.dryRun ? rehearse(real.table, real.scaling) : real;
  const log: Log = {
    info: () => {},
    warn: () => {},
    error: (input: unknown, ..._more: unknown[]) => warn(String(input)),
  };

  /** Every first call of a command goes to the table: without it there is no such environment. */
  async function deployed<T>(read: Promise<T>): Promise<T> {
    try {
      return await read;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ResourceNotFoundException" || "Type" in error) throw error;
      throw new FailedError(`table ${tableName}: not found; is environment "${settings.environment}" deployed there?`, {
        cause: error,
      });
    }
  }

  return {
    table,
    scaling,
    requests: createCapacityRequests({ table, scaling, clock, log, by }),
    clock,

    functions: () => deployed(table.functions()),

    /** @throws UsageError for a function that is not declared, naming those that are */
    async demand(functionName: string): Promise<Demand> {
      try {
        return await deployed(table.demand(functionName));
      } catch (error) {
        if (!(error instanceof UndeclaredFunctionError)) throw error;
        const declared = (await table.functions()).join(", ") || "none";
        throw new UsageError(`function ${functionName}: not declared in table ${tableName}; declared: ${declared}`, {
          cause: error,
        });
      }
    },
  };
}
