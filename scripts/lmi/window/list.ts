// lmi window list: what is declared, in the form of a file that --windows accepts.
import type { Command } from "commander";
import { format } from "../../../app/capacity/scalingConfig.ts";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import { columns } from "../../../report/columns.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { RULES_LINE, type ScheduleOptions, scheduleOf, withSchedule } from "./schedule.ts";

export function addList(window: Command): void {
  const command = window
    .command("list")
    .description("the baseline and the windows; --json prints them as a window file");
  withSchedule(command).action(inSession<ScheduleOptions>(list));
  withExample(command, "lmi window list --json > windows.json");
}

const cells = (window: BatchWindow): string[] => {
  const { name, min, max, warmUpMinutes } = window;
  const when =
    "start" in window
      ? [`${window.start} to ${window.end}`, ""]
      : [`${window.days.join(",")} ${window.from}–${window.to}`, window.timeZone];
  const except = "except" in window && window.except.length > 0 ? `except ${window.except.join(", ")}` : "";
  const warmUp = warmUpMinutes > 0 ? `${warmUpMinutes} min warm-up` : "";
  return [name, format({ min, max }), ...when, [warmUp, except].filter((part) => part !== "").join(", ")];
};

const list: Run<ScheduleOptions> = async (session, options) => {
  const { baseline, windows } = await scheduleOf(session, options);
  return {
    json: { baseline, windows },
    lines: [...columns([["baseline", format(baseline)], ...windows.map(cells)]), RULES_LINE],
  };
};
