// What a reader of a scan should know of how its functions were measured.
import { type Candidate, LEAST_DURATION_MS } from "./candidate.ts";
import { HOUR, type Span, WEEK_HOURS } from "./metrics.ts";

/** In whole sentences. */
export function notesOf(candidates: readonly Candidate[], span: Span): string[] {
  const notes: string[] = [];
  const { hours, isAsked, stepHours = 1 } = span;
  if (hours > 0 && hours < WEEK_HOURS) {
    notes.push(`measured: ${hours} ${hours === 1 ? "hour" : "hours"}; a week or two show what a weekend does`);
  }
  if (hours > 0 && !isAsked) {
    notes.push(
      "a month is reckoned from the hours between the first point and the last: hours before and after in which nothing was invoked have no points",
    );
  }
  if (!isAsked && stepHours > 1) {
    notes.push(
      `no two points are less than ${stepHours} hours apart, and each counts for one hour: if they are of a longer period, export them by the hour (--period 3600)`,
    );
  }
  const longer = candidates.filter(({ measures: { load } }) =>
    load.busyMs.some(
      (busy, hour) => load.atOnce !== undefined && busy / HOUR > 2 * Math.max(1, load.atOnce[hour] ?? 0),
    ),
  );
  const [first] = longer;
  if (first) {
    notes.push(
      `${first.name}${longer.length > 1 ? ` and ${longer.length - 1} more` : ""}: more runs on average in an hour than ConcurrentExecutions says at most; are periods longer than an hour?`,
    );
  }
  const untimed = candidates.filter(
    ({ isManaged, requestsPerMonth, durationMs }) =>
      !isManaged && requestsPerMonth > 0 && durationMs < LEAST_DURATION_MS,
  );
  if (untimed[0]) {
    notes.push(
      `${untimed[0].name}${untimed.length > 1 ? ` and ${untimed.length - 1} more` : ""}: how long invocations take is not known, so that ordinary Lambda costs more than what is said: only their requests are in it`,
    );
  }
  const open = candidates.filter(({ refused }) => refused === undefined);
  const guessed = open.filter(({ cpuShare }) => !cpuShare.isMeasured).length;
  if (guessed > 0) {
    notes.push(
      `CPU time of ${guessed} of ${open.length} functions was not measured: Lambda Insights does, by a layer (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights.html)`,
    );
  }
  const noPeak = open.filter(
    ({ arrival, measures }) => arrival === "requests" && measures.load.atOnce === undefined,
  ).length;
  if (noPeak > 0)
    notes.push(
      `ConcurrentExecutions of ${noPeak} functions was not measured: their peaks inside an hour are taken as twice its mean`,
    );
  return notes;
}
