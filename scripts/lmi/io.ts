// What an invocation has of the machine around it: scripts/lmi.ts gives the process's own, tests give theirs.

/** A stream that takes text; of a terminal it also says how wide that is. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Read where a command is given `-` for a file. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** The AWS SDK finds credentials and profiles in the process's own. */
  readonly env: NodeJS.ProcessEnv;
  /** Aborted with the signal's name, such as SIGINT, when the user ends the command. */
  readonly signal?: AbortSignal;
  /** Milliseconds on any clock, for what goes on for as long as it is told. @default the process's own */
  readonly now?: () => number;
}
