// What the arithmetic refuses, in one line: the path of the value, what is allowed, what it is.

export class CostError extends Error {
  override readonly name = "CostError";
}
