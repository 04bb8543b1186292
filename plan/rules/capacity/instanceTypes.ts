// The instance types that a capacity provider may choose from, as sets of patterns: an allowed list, or all but an excluded one.
export interface InstanceTypes {
  /** Empty: every type. */
  readonly allowed: readonly string[];
  readonly excluded: readonly string[];
}

export type Comparison = "restricted" | "widened" | "changed";

/** Whether every type of `pattern` is one of `wide`; a `*` of the pattern is met only by a `*`. */
function covers(wide: string, pattern: string): boolean {
  if (wide === "") return pattern === "";
  if (wide.startsWith("*")) return covers(wide.slice(1), pattern) || (pattern !== "" && covers(wide, pattern.slice(1)));
  return pattern !== "" && wide[0] === pattern[0] && covers(wide.slice(1), pattern.slice(1));
}

/** Whether one type fits both patterns. */
function overlap(a: string, b: string): boolean {
  if (a === "" && b === "") return true;
  if (a.startsWith("*")) return overlap(a.slice(1), b) || (b !== "" && overlap(a, b.slice(1)));
  if (b.startsWith("*")) return overlap(b, a);
  return a !== "" && b !== "" && a[0] === b[0] && overlap(a.slice(1), b.slice(1));
}

const allowedOf = ({ allowed }: InstanceTypes): readonly string[] => (allowed.length > 0 ? allowed : ["*"]);

/** Whether every type of `small` is one of `large`. */
function isWithin(small: InstanceTypes, large: InstanceTypes): boolean {
  const from = allowedOf(small);
  const isAllowed = from.every((pattern) => allowedOf(large).some((wide) => covers(wide, pattern)));
  const isExcluded = (pattern: string) =>
    from.some((allowed) => overlap(allowed, pattern)) && !small.excluded.some((wide) => covers(wide, pattern));
  return isAllowed && !large.excluded.some(isExcluded);
}

/** How the choice changes; undefined when it is the same. */
export function compareInstanceTypes(before: InstanceTypes, after: InstanceTypes): Comparison | undefined {
  const [less, more] = [isWithin(after, before), isWithin(before, after)];
  if (less && more) return undefined;
  if (less) return "restricted";
  if (more) return "widened";
  // Neither holds the other: a list of what is allowed is the smaller choice.
  const [had, has] = [before.allowed.length > 0, after.allowed.length > 0];
  if (had === has) return "changed";
  return had ? "widened" : "restricted";
}
