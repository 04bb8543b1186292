// Which functions may share a capacity provider: its containers are no security boundary, so that only those which trust each other do.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-security.html
import type { Dataset } from "./dataset.ts";

/** By a tag's value, or by what the first group of a pattern finds in the name. */
export type TrustRule = { readonly tag: string } | { readonly name: RegExp };

/** What stands before the first hyphen or underscore. */
export const NAME_BEGINS: TrustRule = { name: /^([^-_]+)/ };

/** A function that the rule says nothing of is alone. */
export function trustOf(name: string, rule: TrustRule, tags: Dataset["tags"]): string {
  if ("tag" in rule) {
    const value = tags[name]?.[rule.tag];
    return value === undefined ? name : `${rule.tag} ${value}`;
  }
  return rule.name.exec(name)?.[1] ?? name;
}
