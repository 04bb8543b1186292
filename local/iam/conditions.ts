// The Condition element: which operators decide here, and what they make of the request's context.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { arnPattern, wildcard } from "./patterns.ts";

/** What a request brings along, by condition key in lower case; a key that it does not have is absent. */
export type Context = Readonly<Record<string, readonly string[]>>;
export type Condition = (context: Context) => boolean;

/** The keys that the local calls bring; a condition on another one could never be decided here. */
export const CONDITION_KEYS = [
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:RequestedRegion",
  "aws:SecureTransport",
  "aws:SourceAccount",
  "aws:SourceArn",
  "dynamodb:LeadingKeys",
  "s3:delimiter",
  "s3:prefix",
] as const;

type Compare = (expected: string) => (value: string) => boolean;

const equals: Compare = (expected) => (value) => value === expected;
const ignoringCase: Compare = (expected) => (value) => value.toLowerCase() === expected.toLowerCase();
const like: Compare = (expected) => wildcard(expected);
const arnLike: Compare = (expected) => arnPattern(expected);

/** Each with what it compares; `Not…` is true when none of the expected values matches. */
const OPERATORS: Readonly<Record<string, { compare: Compare; negated?: true }>> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: ignoringCase },
  StringNotEqualsIgnoreCase: { compare: ignoringCase, negated: true },
  StringLike: { compare: like },
  StringNotLike: { compare: like, negated: true },
  ArnEquals: { compare: arnLike },
  ArnLike: { compare: arnLike },
  ArnNotEquals: { compare: arnLike, negated: true },
  ArnNotLike: { compare: arnLike, negated: true },
  Bool: { compare: ignoringCase },
};

/** Reads one line of a Condition element. @returns what is not decided here, or how it is decided */
export function compileCondition(operator: string, key: string, expected: readonly string[]): Condition | string {
  const name = key.toLowerCase();
  if (!CONDITION_KEYS.some((known) => known.toLowerCase() === name))
    return `condition key ${key} is not known locally; known are ${CONDITION_KEYS.join(", ")}`;
  if (operator === "Null") return (context) => expected.includes(String((context[name] ?? []).length === 0));

  const [, quantifier, base = "", ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const comparison = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (!comparison)
    return `condition operator ${operator} is not evaluated locally; evaluated are ${Object.keys(OPERATORS).join(", ")} and Null, with ForAllValues:, ForAnyValue: and IfExists`;
  const comparisons = expected.map(comparison.compare);
  const negated = comparison.negated === true;
  const holds = (value: string) => comparisons.some((matches) => matches(value)) !== negated;
  return (context) => {
    const values = context[name] ?? [];
    if (values.length === 0) return ifExists !== undefined || quantifier === "ForAllValues" || (negated && !quantifier);
    if (quantifier === "ForAllValues" || (negated && !quantifier)) return values.every(holds);
    return values.some(holds);
  };
}
