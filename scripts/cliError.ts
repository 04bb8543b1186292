// What a command fails with: one line for the user, and the exit code that scripts see.

export abstract class CliError extends Error {
  abstract readonly exitCode: number;
}

/** The user's mistake: a wrong option, value or file. */
export class UsageError extends CliError {
  override readonly name = "UsageError";
  readonly exitCode = 2;
}

/** What was to be reviewed is no plan. */
export class UnreviewableError extends CliError {
  override readonly name = "UnreviewableError";
  readonly exitCode = 30;
}

/** A service said no, cannot be reached, or did not get there in time. */
export class FailedError extends CliError {
  override readonly name = "FailedError";
  readonly exitCode = 1;
}
