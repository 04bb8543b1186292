// What one element of a statement is about: a pattern, or all but some patterns (NotAction, NotResource, NotPrincipal).
import * as pattern from "./pattern.ts";

export type Scope = string | { readonly except: readonly string[] };

/** How patterns of one element compare. */
export interface Comparison {
  covers(wide: string, narrow: string): boolean;
  overlap(a: string, b: string): boolean;
}

/** Whether everything in `narrow` is in `wide`. */
export function covers(comparison: Comparison, wide: Scope, narrow: Scope): boolean {
  if (typeof wide === "string") {
    return typeof narrow === "string" ? comparison.covers(wide, narrow) : wide === "*";
  }
  if (typeof narrow === "string") return wide.except.every((one) => !comparison.overlap(one, narrow));
  return wide.except.every((one) => narrow.except.some((other) => comparison.covers(other, one)));
}

/** What is in `wide` and not in `all but some`: the exceptions, as far as `wide` has them. */
export const exceptionsIn = (
  comparison: Comparison,
  wide: Scope,
  { except }: Exclude<Scope, string>,
): readonly Scope[] =>
  except.flatMap((one): readonly Scope[] => {
    if (covers(comparison, wide, one)) return [one];
    if (typeof wide !== "string") return wide.except.some((other) => comparison.covers(other, one)) ? [] : [one];
    if (comparison.covers(one, wide)) return [wide];
    return comparison.overlap(one, wide) ? [wide] : [];
  });

const lower = (compare: (a: string, b: string) => boolean) => (a: string, b: string) =>
  a === b || compare(a.toLowerCase(), b.toLowerCase());

export const ACTIONS: Comparison = { covers: lower(pattern.covers), overlap: lower(pattern.overlap) };

export const RESOURCES: Comparison = pattern;

const ACCOUNT = /^AWS:(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)/;

/** The account of an AWS principal, `AWS:arn:aws:iam::111122223333:role/api`. */
export const accountOf = (principal: string): string | undefined => ACCOUNT.exec(principal)?.[1];

/** Stands for an account and all that it lets in: that is wider than any role in it. */
export const isAccountRoot = (principal: string): boolean =>
  /^AWS:(?:\d{12}|arn:[^:]*:iam::\d{12}:root)$/.test(principal);

function principalCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  // The empty one is the identity that a policy is attached to.
  if (wide === "*") return narrow !== "";
  return isAccountRoot(wide) && accountOf(wide) === accountOf(narrow);
}

/** There are no patterns in principals, but for `*`. */
export const PRINCIPALS: Comparison = {
  covers: principalCovers,
  overlap: (a, b) => principalCovers(a, b) || principalCovers(b, a),
};
