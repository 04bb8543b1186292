// lmi window next: the coming changes of what baseline and windows ask for.

import type { Command } from "commander";
import { format } from "../../../app/capacity/scalingConfig.ts";
import { TZDATA } from "../../../app/capacity/timeOfDay.ts";
import type { Schedule, Transition } from "../../../app/capacity/transitions.ts";
import { transitions } from "../../../app/capacity/transitions.ts";
import { columns } from "../../../report/columns.ts";
import { first } from "../first.ts";
import { clocksChange, instant, inZone } from "../instant.ts";
import { wholeNumber, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";
import { edgeZones } from "./edges.ts";
import { RULES_LINE, type ScheduleOptions, scheduleOf, withSchedule } from "./schedule.ts";

interface Options extends ScheduleOptions {
  readonly from?: string;
  readonly count: number;
}

export function addNext(window: Command): void {
  const command = window
    .command("next")
    .description("the coming changes; days on which the clocks change are marked")
    .option("--from <instant>", "after when (default: now)")
    .option("--count <n>", "how many", wholeNumber("--count", [1, 10_000]), 10);
  withSchedule(command).action(inSession<Options>(next));
  withExample(command, "lmi window next --windows windows.json --from 2026-03-27T00:00:00Z --count 5");
}

function linesOf({ windows }: Schedule, coming: readonly Transition[]): string[] {
  const edges = edgeZones(windows, coming[0]?.at ?? 0, coming.at(-1)?.at ?? 0);
  const rows = coming.map(({ at, desired, open }) => {
    const zones = [...(edges.get(at) ?? [])];
    const changing = zones.filter((zone) => clocksChange(at, zone));
    return [
      utc(at),
      zones[0] ? inZone(at, zones[0]) : "",
      format(desired),
      open.join(", ") || "no window",
      changing.length > 0 ? `clocks change (${changing.join(", ")})` : "",
    ];
  });
  return rows.length > 0 ? columns(rows) : ["no change within ten years"];
}

const next: Run<Options> = async (session, options) => {
  const from = options.from === undefined ? Date.now() : instant("--from", options.from);
  const schedule = await scheduleOf(session, options);
  const coming = first(transitions(schedule, from), options.count);
  return {
    json: { transitions: coming.map(({ at, desired, open }) => ({ at: utc(at), desired, open })), tzdata: TZDATA },
    lines: session.settings.json ? [] : [...linesOf(schedule, coming), RULES_LINE],
  };
};
