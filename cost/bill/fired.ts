// How often the inventory's schedules fire.
import type { Basis } from "../constants.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Schedule } from "../inventory/surroundings.ts";
import { timesPerMonth } from "./scheduleRate.ts";

export interface Fired {
  readonly schedule: Schedule;
  /** In a month; undefined when its expression is not known. */
  readonly times: number | undefined;
}

export const firedIn = ({ schedules }: Pick<Inventory, "schedules">, basis: Basis): Fired[] =>
  schedules.map((schedule) => {
    const { expression } = schedule;
    const times = expression === undefined ? undefined : timesPerMonth(expression, basis.value("hoursPerMonth"));
    return { schedule, times };
  });
