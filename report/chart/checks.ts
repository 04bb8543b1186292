// What a chart refuses to draw, with the path of the value.

/** Beyond these, a scale runs out of what a double can hold. */
const [SMALLEST, LARGEST] = [1e-100, 1e100];

/** @throws RangeError unless the value is finite, of a size that can be drawn, and above 0 on a log axis */
export function checkNumber(path: string, value: number, scale: "linear" | "log" | "time" = "linear"): void {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) throw new RangeError(`${path}: must be a finite number, got ${value}`);
  if (size > LARGEST || (size < SMALLEST && size !== 0)) {
    throw new RangeError(`${path}: must be 0 or from ${SMALLEST} to ${LARGEST} in size, got ${value}`);
  }
  if (scale === "log" && value <= 0) throw new RangeError(`${path}: must be above 0 on a log axis, got ${value}`);
}

/** @throws RangeError unless every name is there and there once, and there are at most so many */
export function checkNames(path: string, names: readonly string[], most: number): void {
  if (names.length > most) throw new RangeError(`${path}: must be at most ${most}, got ${names.length}`);
  names.forEach((name, index) => {
    if (name.trim() === "") throw new RangeError(`${path}[${index}]: must have a name, got "${name}"`);
    if (names.indexOf(name) !== index) throw new RangeError(`${path}[${index}]: must have its own name, got "${name}"`);
  });
}
