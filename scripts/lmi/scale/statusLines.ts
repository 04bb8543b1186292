// One function's status for people.
import { RISE_MS } from "../../../app/capacity/rounds.ts";
import { covers, format, type ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import { columns } from "../../../report/columns.ts";
import { failedLine } from "../deploy/remedies.ts";
import { formatDuration } from "../duration.ts";
import { inZone } from "../instant.ts";
import type { Drift, Status } from "./statusOf.ts";

/** Lambda may name only one of the two fields while it is on its way. */
function partial(config: Partial<ScalingConfig> | null): string {
  if (!config) return "none";
  const { min, max } = config;
  const missing = [...(min === undefined ? ["min"] : []), ...(max === undefined ? ["max"] : [])];
  const why = missing.length > 0 ? ` (?: Lambda names no ${missing.join(" and no ")})` : "";
  return `${min ?? "?"}/${max ?? "?"}${why}`;
}

function driftText({ found, wanted, by, recorded }: Drift, state: string): string {
  const has = found ? `Lambda has ${format(found)}` : "Lambda names only one of min and max";
  if (by && found && state === "Pending" && covers(wanted, found))
    return `${has}, put by ${by}; more is put when the launch has ended, or after ${formatDuration(RISE_MS.until / 1000)}`;
  if (by) return `${has}, put by ${by}; the next reconcile changes it`;
  if (!recorded) return `${has}, put by someone who did not record it; the next reconcile changes it`;
  return `${has}, but the last recorded change put ${format(recorded)}: someone else wrote`;
}

function nextText(next: Status["next"], now: number): string {
  if (!next) return "none";
  const at = Date.parse(next.at);
  const local = next.timeZone ? `${inZone(at, next.timeZone)}, ` : "";
  const open = next.open.length > 0 ? `, open: ${next.open.join(", ")}` : "";
  return `${format(next.desired)} in ${formatDuration((at - now) / 1000)} (${local}${next.at})${open}`;
}

/** The name in the first line, everything else indented below it. @param now milliseconds since the epoch */
export function statusLines(status: Status, now: number): string[] {
  const { open, leases, hold, stateReason, settled } = status;
  const left = (until: string) => `${until} (in ${formatDuration((Date.parse(until) - now) / 1000)})`;
  const many = (label: string, entries: readonly string[]) =>
    (entries.length > 0 ? entries : ["none"]).map((entry, index) => [index === 0 ? label : "", entry]);
  const rows = [
    ["state", `${status.state}${stateReason ? ` (${stateReason})` : ""}, ${settled ? "settled" : "not settled"}`],
    ...(status.state === "Failed" ? [["failed", failedLine(stateReason)]] : []),
    ["desired", `${format(status.desired)}: ${status.reasons.join(", ")}`],
    ["requested", partial(status.requested)],
    ["applied", partial(status.applied)],
    ["baseline", `${format(status.baseline)}, at most ${status.limit} fit`],
    ...many(
      "windows",
      open.map(({ name, config, until }) => `${name} ${format(config)} until ${left(until)}`),
    ),
    ...many(
      "leases",
      leases.map(({ owner, config, since, until, reason, released }) => {
        const why = reason === null ? "" : `: ${reason}`;
        const grace = released ? ", released, in its grace period" : "";
        return `${format(config)} ${owner} since ${since} until ${left(until)}${grace}${why}`;
      }),
    ),
    [
      "hold",
      hold
        ? `${format(hold.config)}${hold.neverDown ? " or more" : ""} ${hold.owner} since ${hold.since} until ${left(hold.until)}: ${hold.reason}`
        : "none",
    ],
    ["next", nextText(status.next, now)],
    ...many(
      "conditions",
      status.conditions.map(({ type, status: isTrue, reason, since }) => {
        const when = since === null ? "" : ` since ${since} (${formatDuration((now - Date.parse(since)) / 1000)})`;
        return `${type.padEnd(10)}${isTrue ? "True " : "False"}  ${reason}${when}`;
      }),
    ),
    ["drift", status.drift ? driftText(status.drift, status.state) : "none"],
  ];
  return [status.functionName, ...columns(rows).map((line) => `  ${line}`)];
}
