// Whose windows a command is about: those that are deployed, or those of a file.

import type { Command } from "commander";
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

/** With a file nothing of AWS is loaded. */
export async function scheduleOf(session: Session, options: ScheduleOptions): Promise<Schedule> {
  if (options.windows !== undefined) return readWindowFile(options.windows);
  const capacity = await session.capacity();
  const { declaration } = await capacity.demand(session.functionName(options.function));
  return declaration;
}
