/** What cannot be run: one line for the user, naming the value and what is allowed. */
export class ReadyError extends Error {
  override readonly name = "ReadyError";
}
