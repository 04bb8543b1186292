// A value of a plan as the review holds it: what is marked sensitive is gone before anything looks at it, and what is known
// only after apply is said to be.

const MARKER: unique symbol = Symbol("marker");

/** Stands for a value under a sensitive mark; the value itself is nowhere. */
export interface Sensitive {
  readonly [MARKER]: "sensitive";
  /** Whether it differs from what the other side of the change has there. */
  readonly changes: boolean;
}

/** Stands for a value that is known after apply. */
export interface Unknown {
  readonly [MARKER]: "unknown";
}

export type Value =
  | null
  | boolean
  | number
  | string
  | Sensitive
  | Unknown
  | readonly Value[]
  | { readonly [key: string]: Value };

/** An object of attributes, such as a resource's. */
export type Attributes = { readonly [key: string]: Value };

export const UNKNOWN: Unknown = Object.freeze({ [MARKER]: "unknown" } as const);

const SAME: Sensitive = Object.freeze({ [MARKER]: "sensitive", changes: false } as const);
const CHANGED: Sensitive = Object.freeze({ [MARKER]: "sensitive", changes: true } as const);
export const sensitive = (changes: boolean): Sensitive => (changes ? CHANGED : SAME);

const isMarker = (value: unknown, marker: "sensitive" | "unknown"): boolean =>
  typeof value === "object" && value !== null && MARKER in value && value[MARKER] === marker;

export const isSensitive = (value: unknown): value is Sensitive => isMarker(value, "sensitive");
export const isUnknown = (value: unknown): value is Unknown => isMarker(value, "unknown");

/** A plain object, neither a list nor a marker. */
export const isAttributes = (value: unknown): value is Attributes =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(MARKER in value);

/** What stands at a path of attribute names and indexes; undefined where there is nothing. In what is unknown or sensitive all is. */
export const at = (value: Value | undefined, ...path: readonly (string | number)[]): Value | undefined =>
  path.reduce<Value | undefined>((found, step) => {
    if (isUnknown(found) || isSensitive(found)) return found;
    if (Array.isArray(found)) return typeof step === "number" ? (found as readonly Value[])[step] : undefined;
    return isAttributes(found) ? found[step] : undefined;
  }, value);
