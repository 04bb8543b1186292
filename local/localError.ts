/** What whoever runs the system locally can mend: shown as one line, without a stack. */
export class LocalError extends Error {
  override name = "LocalError";
}
