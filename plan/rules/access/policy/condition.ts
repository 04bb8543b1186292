// Conditions of statements: which of two lets more through.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { contains, isPrivate, parseCidr } from "../cidr.ts";
import { hasWildcard, literal, covers as patternCovers } from "./pattern.ts";

export interface Condition {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** As written: `aws:SourceAccount`. */
  readonly key: string;
  readonly values: readonly string[];
}

interface Operator {
  /** `forallvalues`, `foranyvalue`, or empty. */
  readonly quantifier: string;
  /** Without quantifier, negation and `IfExists`, in lower case: `stringlike`. */
  readonly base: string;
  readonly isNegative: boolean;
  /** A request without the key passes. */
  readonly ifExists: boolean;
}

function operatorOf({ operator }: Condition): Operator {
  const [, quantifier = "", name = ""] = /^(?:(\w+):)?(.*)$/.exec(operator.toLowerCase()) ?? [];
  const plain = name.replace(/ifexists$/, "");
  return {
    quantifier,
    base: plain.replace("not", ""),
    isNegative: plain.includes("not"),
    ifExists: plain !== name,
  };
}

const PATTERNS = new Set(["stringlike", "arnlike", "arnequals"]);
const LITERALS = new Set(["stringequals", "stringequalsignorecase"]);

/** Whether whatever matches `narrow` matches `wide`. */
function valueCovers(wideBase: string, wide: string, narrowBase: string, narrow: string): boolean {
  if (PATTERNS.has(wideBase)) {
    if (PATTERNS.has(narrowBase)) return patternCovers(wide, narrow);
    return narrowBase === "stringequals" && patternCovers(wide, literal(narrow));
  }
  if (wideBase === "stringequalsignorecase") {
    const isLiteral = LITERALS.has(narrowBase) || (PATTERNS.has(narrowBase) && !hasWildcard(narrow));
    return isLiteral && wide.toLowerCase() === narrow.toLowerCase();
  }
  if (wideBase === "stringequals") {
    return wide === narrow && (narrowBase === wideBase || (PATTERNS.has(narrowBase) && !hasWildcard(narrow)));
  }
  if (wideBase !== narrowBase) return false;
  if (wideBase === "ipaddress") {
    const [outer, inner] = [parseCidr(wide), parseCidr(narrow)];
    return outer && inner ? contains(outer, inner) : wide === narrow;
  }
  return wide.toLowerCase() === narrow.toLowerCase();
}

const ORDER = /^(numeric|date)(lessthan|greaterthan)(equals)?$/;

/** A number, or an instant as epoch milliseconds. */
const magnitude = (kind: string, value: string): number =>
  kind === "numeric" || /^\d+$/.test(value) ? Number(value) : Date.parse(value);

/** Bounds: the loosest of each side counts. */
function boundImplies(narrow: Condition, narrowBase: string, wide: Condition, wideBase: string): boolean | undefined {
  const [outer, inner] = [ORDER.exec(wideBase), ORDER.exec(narrowBase)];
  if (!outer || !inner) return undefined;
  const [, kind = "", direction, allowsEqual] = outer;
  if (inner[1] !== kind || inner[2] !== direction) return false;
  const loosest = (values: readonly string[]): number => {
    const all = values.map((value) => magnitude(kind, value));
    return direction === "lessthan" ? Math.max(...all) : Math.min(...all);
  };
  const [limit, given] = [loosest(wide.values), loosest(narrow.values)];
  const isInside = direction === "lessthan" ? given < limit : given > limit;
  return isInside || (given === limit && (allowsEqual !== undefined || inner[3] === undefined));
}

/** Whether every request that passes `narrow` passes `wide`. */
function implies(narrow: Condition, wide: Condition): boolean {
  if (narrow.key.toLowerCase() !== wide.key.toLowerCase()) return false;
  const [inner, outer] = [operatorOf(narrow), operatorOf(wide)];
  if (inner.quantifier !== outer.quantifier || inner.isNegative !== outer.isNegative) return false;
  if (outer.isNegative) {
    return wide.values.every((value) =>
      narrow.values.some((other) => valueCovers(inner.base, other, outer.base, value)),
    );
  }
  if (inner.ifExists && !outer.ifExists) return false;
  const bound = boundImplies(narrow, inner.base, wide, outer.base);
  if (bound !== undefined) return bound;
  return narrow.values.every((value) => wide.values.some((other) => valueCovers(outer.base, other, inner.base, value)));
}

/** Keys that every request has: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const ALWAYS_THERE = new Set(["aws:currenttime", "aws:epochtime", "aws:securetransport"]);

const ANYTHING = /^\*+$/;

/** Whether every request passes, whatever it has. */
export function isMetByAll(condition: Condition): boolean {
  const { quantifier, base, isNegative, ifExists } = operatorOf(condition);
  const { values } = condition;
  const isThere = ALWAYS_THERE.has(condition.key.toLowerCase());
  if (base === "null") return isThere && values.length === 1 && values[0]?.toLowerCase() === "false";
  // "None of nothing" holds of every request.
  if (isNegative) return values.length === 0 && quantifier !== "foranyvalue";
  // Without the key, "all of its values" are in every list.
  const passesWithout = (ifExists && quantifier !== "foranyvalue") || quantifier === "forallvalues" || isThere;
  if (!passesWithout) return false;
  if (PATTERNS.has(base)) return values.some((value) => ANYTHING.test(value));
  if (base === "ipaddress") return ["0.0.0.0/0", "::/0"].every((all) => values.includes(all));
  const given = new Set(values.map((value) => value.toLowerCase()));
  return base === "bool" && given.has("true") && given.has("false");
}

/** What of `wide` does not follow from `narrow`. */
export const notImplied = (wide: readonly Condition[], narrow: readonly Condition[]): readonly Condition[] =>
  wide.filter((condition) => !isMetByAll(condition) && !narrow.some((other) => implies(other, condition)));

/** Whether every request that passes all of `narrow` passes all of `wide`. */
export const conditionsCover = (wide: readonly Condition[], narrow: readonly Condition[]): boolean =>
  notImplied(wide, narrow).length === 0;

const MOST_ALTERNATIVES = 64;

/** The values of a condition that are alternatives, each on its own; of others the condition as it is. */
function split(condition: Condition): readonly Condition[] {
  const { quantifier, base, isNegative } = operatorOf(condition);
  if (isNegative || quantifier === "forallvalues" || ORDER.test(base) || condition.values.length < 2)
    return [condition];
  return condition.values.map((value) => ({ ...condition, values: [value] }));
}

/** Conditions of one value each, any of which lets a request through: several values of a key are as good as several statements. */
export function alternatives(conditions: readonly Condition[]): readonly (readonly Condition[])[] {
  const each = conditions.map(split);
  if (each.reduce((product, { length }) => product * length, 1) > MOST_ALTERNATIVES) return [conditions];
  return each.reduce<readonly (readonly Condition[])[]>(
    (all, choices) => all.flatMap((chosen) => choices.map((choice) => [...chosen, choice])),
    [[]],
  );
}

/** `*`, `repo:*`, `arn:aws:s3:::*`: names no one. */
const NAMES_NOBODY = /^(?:(?:[a-z][\w-]*)?:)*[*?:/]*$/;
/** `o-*`, `vpce-*`, and identities of every account. */
const NAMES_EVERY = /^(?:(?:o|vpc|vpce)-[*?]+|arn:[^:]*:(?:iam|sts):[^:]*:[*?]*:(?:root|[\w-]*\/?[*?/]*))$/;

/** Ranges that are this large are whole parts of the internet, and keep out no one in particular. */
const LARGEST = { ipv4: 8, ipv6: 16 } as const;

function namesSome(base: string, value: string): boolean {
  const cidr = base === "ipaddress" ? parseCidr(value) : undefined;
  if (cidr) return cidr.prefix >= LARGEST[cidr.family] || isPrivate(cidr);
  return !NAMES_NOBODY.test(value) && !NAMES_EVERY.test(value);
}

/** Whether a condition on such a key lets only named values through. */
export const isBound = (conditions: readonly Condition[], isKey: (key: string) => boolean): boolean =>
  conditions.some((condition) => {
    const { isNegative, ifExists, quantifier, base } = operatorOf(condition);
    if (isNegative || ifExists || quantifier === "forallvalues" || base === "null" || base === "bool") return false;
    return isKey(condition.key.toLowerCase()) && condition.values.every((value) => namesSome(base, value));
  });
