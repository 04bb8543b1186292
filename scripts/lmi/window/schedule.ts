// Whose windows a command is about: those that are deployed, or those of a file.

import type { Command } from "commander";
import { TZDATA } from "../../../app/capacity/timeOfDay.ts";
import type { Schedule } from "../../../app/capacity/transitions.ts";
import { withFunction } from "../options.ts";
import type { Session } from "../session.ts";
import { readWindowFile } from "./windowFile.ts";

export interface ScheduleOptions {
  readonly windows?: string;
  readonly function: string;
}

export const withSchedule = (command: Command): Command =>
  withFunction(command).option("--windows <file>", "a JSON file instead of what is deployed; calls nothing");

/** The last line of what is computed from windows: by which rules. */
export const RULES_LINE = `time zone data ${TZDATA}`;

/** With a file nothing of AWS is loaded. */
export async function scheduleOf(session: Session, options: ScheduleOptions): Promise<Schedule> {
  if (options.windows !== undefined) return readWindowFile(options.windows);
  const capacity = await session.capacity();
  const functionName = session.functionName(options.function);
  const { declaration } = await capacity.demand(functionName);
  const { tzdata = TZDATA } = await capacity.table.observation(functionName);
  if (tzdata !== TZDATA) {
    session.warn(
      `time zone data: this machine has ${TZDATA}, the last reconcile of ${functionName} had ${tzdata}; where a zone's rules changed between them, windows open there at other times than shown here`,
    );
  }
  return declaration;
}
