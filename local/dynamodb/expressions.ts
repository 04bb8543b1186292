// A wall in front of dynalite's parser of conditions, whose time grows fivefold with each level of parentheses: ten levels are
// hours, in which the whole local run would stand still.
import { AwsError } from "../aws/call.ts";

/** Tens of milliseconds, at most. What people write has two or three. */
const MAX_PARENTHESES = 5;

const CONDITIONS = ["ConditionExpression", "FilterExpression", "KeyConditionExpression"] as const;

/** @throws AwsError ValidationException for a condition whose parentheses do not match, or are nested too deep to be parsed here */
export function checkConditions(input: Readonly<Record<string, unknown>>): void {
  for (const field of CONDITIONS) {
    const expression = input[field];
    if (typeof expression !== "string") continue;
    const problem = problemOf(expression);
    if (problem)
      throw new AwsError({ status: 400, code: "ValidationException", message: `Invalid ${field}: ${problem}` });
  }
}

function problemOf(expression: string): string | undefined {
  let depth = 0;
  for (const [parenthesis] of expression.matchAll(/[()]/g)) {
    depth += parenthesis === "(" ? 1 : -1;
    if (depth < 0) break;
    if (depth > MAX_PARENTHESES) return `parentheses nested deeper than ${MAX_PARENTHESES} levels are not run locally`;
  }
  return depth === 0 ? undefined : "Syntax error; parentheses do not match";
}
