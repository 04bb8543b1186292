// What the local run tells: one line per thing that happens. `isDetail` is what the terminal leaves out unless it is asked for.
import type { Served } from "./httpApi/gateway.ts";
import type { LambdaEvent, ScalingConfig } from "./lambda/service.ts";
import type { Execution } from "./stepFunctions/execution.ts";

export interface Narration {
  say(subject: string, what: string): void;
  lambda(event: LambdaEvent): void;
  execution(execution: Execution): void;
  request(served: Served): void;
}

export interface Line {
  readonly subject: string;
  readonly what: string;
  readonly isError: boolean;
  readonly isDetail: boolean;
}

const config = ({ min, max }: Partial<ScalingConfig>) => `${min ?? "?"}/${max ?? "?"}`;

/** Said of every environment or event, or said again by the line that follows from it. */
const DETAILS: ReadonlySet<LambdaEvent["kind"]> = new Set([
  "environment-launching",
  "environment-ready",
  "environment-stopped",
  "released-late",
  "event-retried",
]);

const FAILURES: ReadonlySet<LambdaEvent["kind"]> = new Set([
  "environment-failed",
  "environment-lost",
  "launch-blocked",
  "timed-out",
  "event-discarded",
]);

/** Subjects of lines that tell of something that went wrong. */
const ERRORS = new Set(["error", "disk"]);

/** Tells lines, and requests as they are. */
export function narrate(tell: (line: Line) => void, request: (served: Served) => void): Narration {
  return {
    say: (subject, what) => tell({ subject, what, isError: ERRORS.has(subject), isDetail: false }),
    lambda(event) {
      const what = describe(event);
      const isFailure = FAILURES.has(event.kind) || (event.kind === "state-changed" && event.to === "Failed");
      const isDetail = DETAILS.has(event.kind) || (event.kind === "state-changed" && !isFailure);
      tell({ subject: event.function, what, isError: isFailure, isDetail });
    },
    execution({ name, status, startDate, stopDate, error, cause }) {
      const seconds = stopDate === undefined ? "" : ` after ${((stopDate - startDate) / 1000).toFixed(1)} s`;
      const why = error ? `: ${error}${cause ? `, ${cause}` : ""}`.slice(0, 300) : "";
      const isError = status !== "RUNNING" && status !== "SUCCEEDED";
      tell({ subject: "workflow", what: `${name} ${status}${seconds}${why}`, isError, isDetail: status === "RUNNING" });
    },
    request,
  };
}

export const requestLine = ({ method, path, status, milliseconds }: Served): Line => ({
  subject: "http",
  what: `${method} ${path} ${status} ${milliseconds.toFixed(0)} ms`,
  isError: status >= 500,
  isDetail: status < 500,
});

const SUBJECT_WIDTH = 20;

/** A line as a terminal has it. */
export const printed = ({ subject, what }: Pick<Line, "subject" | "what">, at: Date): string =>
  `${at.toTimeString().slice(0, 8)}  ${subject.padEnd(SUBJECT_WIDTH)}  ${what}`;

/** Everything, each request in a line of its own. */
export function createNarration(print: (line: string) => void, now: () => Date = () => new Date()): Narration {
  const tell = (line: Line) => print(printed(line, now()));
  return narrate(tell, (served) => tell(requestLine(served)));
}

function describe(event: LambdaEvent): string {
  switch (event.kind) {
    case "environment-launching":
      return `environment ${event.environment} launching`;
    case "environment-ready":
      return `environment ${event.environment} ready, pid ${event.pid}`;
    case "environment-failed":
      return `environment ${event.environment} failed to start: ${event.reason}`;
    case "environment-lost":
      return `environment ${event.environment} lost (${event.reason}) with ${event.inFlight} invocations`;
    case "environment-stopped":
      return `environment ${event.environment} stopped`;
    case "launch-blocked":
      return `no launch: ${event.vCpus} more vCPUs would pass the ${event.maxVCpus} of ${event.capacityProvider}`;
    case "scaling-requested":
      return `scaling config ${config(event.from)} → ${config(event.to)} requested`;
    case "scaling-settled":
      return `scaling config ${config(event.config)} applied`;
    case "state-changed":
      return `${event.from} → ${event.to}${event.reason ? `: ${event.reason}` : ""}`;
    case "throttled":
      return `${event.count} throttled`;
    case "timed-out":
      return `${event.requestId} timed out after ${event.timeoutSeconds} s`;
    case "released-late":
      return `${event.requestId} gave its slot back ${event.seconds.toFixed(1)} s after its time-out`;
    case "event-retried":
      return `event ${event.requestId} is tried again: ${event.reason}`;
    case "event-discarded":
      return `event ${event.requestId} given up: ${event.reason}`;
  }
}
