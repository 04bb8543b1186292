// A configuration's text is text: Terraform reads a string of its JSON as a template, so what would begin one is escaped.

/** @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
const escaped = (text: string): string => text.replace(/[$%](?=\{)/g, "$&$&");

/**
 * The configuration as Terraform is to read it: every string, and every key, stands for itself. Stacks get no other, so that
 * a `${` in what they synthesise is always a reference of their own.
 */
export function literal<T>(value: T): T {
  if (typeof value === "string") return escaped(value) as T;
  if (Array.isArray(value)) return value.map((item) => literal(item)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [escaped(key), literal(inner)])) as T;
}
