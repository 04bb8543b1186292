// One execution of a state machine, as it is stored and shown.

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface Execution {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  /** Milliseconds since the epoch. */
  startDate: number;
  stopDate?: number;
  /** JSON text. */
  input: string;
  /** JSON text, of one that succeeded. */
  output?: string;
  error?: string;
  cause?: string;
}

/** How an execution ended. */
export type Outcome =
  | { status: "SUCCEEDED"; output: string }
  | { status: "FAILED" | "TIMED_OUT" | "ABORTED"; error?: string; cause?: string };

/** `arn:…:stateMachine:NAME` and an execution's name give `arn:…:execution:NAME:<name>`. */
export const executionArn = (stateMachineArn: string, name: string) =>
  `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
