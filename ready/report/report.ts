// The result of a run as a report, for a terminal and a page.
import { type Block, list, paragraph } from "../../report/block.ts";
import type { Report } from "../../report/report.ts";
import { table } from "../../report/table.ts";
import { COUNT } from "../../report/units.ts";
import type { Figures } from "../figures.ts";
import type { Level } from "../judge/finding.ts";
import type { Result } from "../result.ts";
import { findingsBlock } from "./findings.ts";
import { lanesBlock } from "./lanes.ts";

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The verdict, in a sentence. */
export function leadOf({ handler, name, verdict, findings, events, met, seed }: Result): string {
  const count = (level: Level) => findings.filter((one) => one.level === level).length;
  const subject = `${handler} of ${name}`;
  const warnings = count("warning") > 0 ? `, with ${plural(count("warning"), "warning")}` : "";
  if (verdict === "not-ready")
    return `Not ready: ${subject} must not move yet, ${plural(count("error"), "error")}${warnings} (seed ${seed}).`;
  if (verdict === "not-shown")
    return `Not shown: nothing wrong was seen of ${subject}${warnings}, but ${plural(count("not-shown"), "thing")} could not be shown (seed ${seed}).`;
  return `Ready: ${subject} may move to managed instances${warnings}; ${plural(events, "event")}, ${met.count} of ${met.of} invocations beside others (seed ${seed}).`;
}

const PHASES: Readonly<Record<string, string>> = {
  reference: "one at a time, three times, once in reverse",
  held: "beside one that waits",
  interleaved: "together on one worker",
  workers: "together in a fresh process",
  soak: "soak",
};

function figureRows(figures: Figures): [string, number, string][] {
  const { durationMs, cpuMs, invocationMemoryMb, workerMb, baseMb, memoryMib, maxConcurrency } = figures;
  return [
    ["duration alone", durationMs, "ms"],
    ["CPU time", cpuMs, "ms"],
    ["memory of one in flight", invocationMemoryMb, "MB"],
    ["memory of a worker", workerMb, "MB"],
    ["memory of the process with one worker", baseMb, "MB"],
    [`maxConcurrency that ${memoryMib} MB allow`, maxConcurrency.memory, "at once"],
    ["maxConcurrency that its CPU allows", maxConcurrency.cpu, "at once"],
    ["maxConcurrency that Lambda allows", maxConcurrency.platform, "at once"],
  ];
}

const figuresTable = (figures: Figures): Block =>
  table({
    caption: "Measured on this machine, with the probe in the process",
    columns: [{ head: "figure" }, { head: "value", unit: COUNT }, { head: "unit" }],
    rows: figureRows(figures),
  });

/** @param replay the command line that plays the same again */
export function reportOf(result: Result, replay: string): Report {
  const { findings, ran, figures, meetings, limits } = result;
  return {
    title: `${result.handler}: ready for managed instances?`,
    lead: leadOf(result),
    sections: [
      ...(findings.length > 0 ? [{ heading: "Findings", blocks: [findingsBlock(findings)] }] : []),
      ...(meetings.length > 0 ? [{ heading: "How they met", blocks: meetings.map(lanesBlock) }] : []),
      {
        heading: "What ran",
        blocks: [
          table({
            caption: "Invocations by phase",
            columns: [{ head: "phase" }, { head: "invocations", unit: COUNT }],
            rows: ran.map(({ phase, invocations }): [string, number] => [PHASES[phase] ?? phase, invocations]),
          }),
          paragraph(`The same again: ${replay}`),
        ],
      },
      ...(figures ? [{ heading: "For lmi cost", blocks: [figuresTable(figures)] }] : []),
      { heading: "Not looked at", blocks: [list(limits)] },
    ],
  };
}
