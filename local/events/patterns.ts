// EventBridge's event patterns, as far as rules commonly use them. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html

import { LocalError } from "../localError.ts";

/** A pattern uses what is not evaluated here; the message names the field. */
export class UnsupportedPatternError extends LocalError {
  override name = "UnsupportedPatternError";
}

type Matches = (value: unknown) => boolean;

const SUPPORTED = "supported are exact values, prefix, anything-but (values or a prefix) and exists";

/** Reads a pattern. @throws UnsupportedPatternError for anything that it would not match as EventBridge does */
export function compilePattern(pattern: unknown, path = "pattern"): Matches {
  if (!isObject(pattern))
    throw new UnsupportedPatternError(`${path}: must be an object, got ${JSON.stringify(pattern)}`);
  const fields = Object.entries(pattern).map(([name, expected]): [string, Matches] => {
    const inner = `${path}.${name}`;
    if (name.startsWith("$")) throw new UnsupportedPatternError(`${inner}: not supported; ${SUPPORTED}`);
    return [name, Array.isArray(expected) ? anyOf(expected, inner) : compilePattern(expected, inner)];
  });
  const matchesObject: Matches = (event) =>
    fields.every(([name, matches]) => matches(isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined));
  // Objects inside an array match if one of them does.
  return (event) => (Array.isArray(event) ? event.some(matchesObject) : matchesObject(event));
}

function anyOf(alternatives: unknown[], path: string): Matches {
  if (alternatives.length === 0) throw new UnsupportedPatternError(`${path}: must name at least one value, got []`);
  const matchers = alternatives.map((alternative) => compileAlternative(alternative, path));
  return (value) => matchers.some((matches) => matches(value));
}

function compileAlternative(alternative: unknown, path: string): Matches {
  if (!isObject(alternative)) return anyElement((value) => value === exact(alternative, path));
  const [[operator, operand] = ["", undefined], ...others] = Object.entries(alternative);
  if (others.length === 0) {
    if (operator === "exists" && typeof operand === "boolean") return (value) => isLeaf(value) === operand;
    if (operator === "prefix" && typeof operand === "string") return anyElement(startsWith(operand));
    if (operator === "anything-but") return anyElement(anythingBut(operand, path));
  }
  throw new UnsupportedPatternError(`${path}: ${JSON.stringify(alternative)} is not supported; ${SUPPORTED}`);
}

function anythingBut(operand: unknown, path: string): Matches {
  if (isObject(operand)) {
    const { prefix, ...others } = operand;
    if (typeof prefix === "string" && Object.keys(others).length === 0) {
      const excluded = startsWith(prefix);
      return (value) => value !== undefined && !excluded(value);
    }
    throw new UnsupportedPatternError(
      `${path}: anything-but ${JSON.stringify(operand)} is not supported; ${SUPPORTED}`,
    );
  }
  const excluded = (Array.isArray(operand) ? operand : [operand]).map((value) => exact(value, path));
  return (value) => value !== undefined && !excluded.includes(value as never);
}

function exact(value: unknown, path: string): string | number | boolean | null {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value as string;
  throw new UnsupportedPatternError(`${path}: ${JSON.stringify(value)} is not supported; ${SUPPORTED}`);
}

const startsWith =
  (prefix: string): Matches =>
  (value) =>
    typeof value === "string" && value.startsWith(prefix);

/** An array in an event matches if one of its elements does. */
const anyElement =
  (matches: Matches): Matches =>
  (value) =>
    Array.isArray(value) ? value.some(matches) : matches(value);

const isLeaf = (value: unknown) => value !== undefined && !isObject(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
