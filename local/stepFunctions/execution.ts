// One execution of a state machine, as it is stored and shown.

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface Execution {
  executionArn: string;
  stateMachineArn: string;
  /** Of an item of a Distributed Map. */
  mapRunArn?: string;
  name: string;
  status: ExecutionStatus;
  /** Milliseconds since the epoch. */
  startDate: number;
  stopDate?: number;
  /** JSON text. */
  input: string;
  /** The X-Amzn-Trace-Id header that it was started with. */
  traceHeader?: string;
  /** JSON text, of one that succeeded. */
  output?: string;
  error?: string;
  cause?: string;
  /** Of one that was redriven: the last time. */
  redrive?: Redrive;
}

export interface Redrive {
  /** How often it has been. */
  count: number;
  /** Milliseconds since the epoch. */
  date: number;
  /** Of the request, so that the same one again is no other redrive. */
  token?: string;
  /** The state where it went on, with that state's input as JSON text; absent for one that began anew. */
  from?: { state: string; input: string };
}

const STATUSES: readonly string[] = [
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
  "TIMED_OUT",
  "ABORTED",
] satisfies ExecutionStatus[];

/** Whether a value that was stored is an execution, whole. */
export function isExecution(value: unknown): value is Execution {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, redrive } = (value ??
    {}) as Partial<Execution>;
  return (
    [executionArn, stateMachineArn, name].every((text) => typeof text === "string" && text !== "") &&
    STATUSES.includes(String(status)) &&
    Number.isFinite(startDate) &&
    (status === "RUNNING" || Number.isFinite(stopDate)) &&
    typeof input === "string" &&
    isJson(input) &&
    (redrive === undefined || isRedrive(redrive))
  );
}

const isRedrive = ({ count, date, from }: Redrive): boolean =>
  Number.isInteger(count) && Number.isFinite(date) && (from === undefined || isJson(from.input));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** How an execution ended. */
export type Outcome =
  | { status: "SUCCEEDED"; output: string }
  | { status: "FAILED" | "TIMED_OUT" | "ABORTED"; error?: string; cause?: string };

/** `arn:…:stateMachine:NAME` and an execution's name give `arn:…:execution:NAME:<name>`. */
export const executionArn = (stateMachineArn: string, name: string) =>
  `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
