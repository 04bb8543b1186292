// What the local run tells: one line per thing that happens.
import type { Served } from "./httpApi/gateway.ts";
import type { LambdaEvent, ScalingConfig } from "./lambda/service.ts";
import type { Execution } from "./stepFunctions/execution.ts";

export interface Narration {
  say(subject: string, what: string): void;
  lambda(event: LambdaEvent): void;
  execution(execution: Execution): void;
  request(served: Served): void;
}

const config = ({ min, max }: Partial<ScalingConfig>) => `${min ?? "?"}/${max ?? "?"}`;

const SUBJECT_WIDTH = 20;

export function createNarration(print: (line: string) => void, now: () => Date = () => new Date()): Narration {
  const say = (subject: string, what: string) =>
    print(`${now().toTimeString().slice(0, 8)}  ${subject.padEnd(SUBJECT_WIDTH)}  ${what}`);
  return {
    say,
    lambda(event) {
      const what = describe(event);
      if (what) say(event.function, what);
    },
    execution({ name, status, startDate, stopDate, error, cause }) {
      const seconds = stopDate === undefined ? "" : ` after ${((stopDate - startDate) / 1000).toFixed(1)} s`;
      const why = error ? `: ${error}${cause ? `, ${cause}` : ""}`.slice(0, 300) : "";
      say("workflow", `${name} ${status}${seconds}${why}`);
    },
    request: ({ method, path, status, milliseconds }) =>
      say("http", `${method} ${path} ${status} ${milliseconds.toFixed(0)} ms`),
  };
}

function describe(event: LambdaEvent): string | undefined {
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
