// lmi window state: what baseline and windows ask for at an instant; leases and holds do not count here.

import type { Command } from "commander";
import { format } from "../../../app/capacity/scalingConfig.ts";
import { TZDATA } from "../../../app/capacity/timeOfDay.ts";
import { scheduled } from "../../../app/capacity/transitions.ts";
import { openAt } from "../../../app/capacity/window.ts";
import { instant } from "../instant.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";
import { RULES_LINE, type ScheduleOptions, scheduleOf, withSchedule } from "./schedule.ts";

interface Options extends ScheduleOptions {
  readonly at?: string;
}

export function addState(window: Command): void {
  const command = window
    .command("state")
    .description("what baseline and windows ask for at an instant")
    .option("--at <instant>", "when (default: now)");
  withSchedule(command).action(inSession<Options>(state));
  withExample(command, "lmi window state --windows windows.json --at 2026-03-29T00:30:00Z --json");
}

const state: Run<Options> = async (session, options) => {
  const at = options.at === undefined ? Date.now() : instant("--at", options.at);
  const schedule = await scheduleOf(session, options);
  const openings = openAt(schedule.windows, at);
  const desired = scheduled(schedule, openings);
  const open = [...new Set(openings.map(({ window }) => window.name))];
  return {
    json: { at: utc(at), desired, open, tzdata: TZDATA },
    lines: [
      `${utc(at)}  ${format(desired)}  ${open.length > 0 ? `open: ${open.join(", ")}` : "no window open"}`,
      RULES_LINE,
    ],
  };
};
