// An IAM policy document, read into statements that are written alike.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import { isAttributes, isSensitive, isUnknown, type Value } from "../../../value.ts";
import { merged } from "../cidr.ts";
import type { Condition } from "./condition.ts";
import { isAccountRoot, type Scope } from "./scope.ts";

export interface Statement {
  readonly effect: "allow" | "deny";
  /** `*`, `AWS:arn:…`, `Service:lambda.amazonaws.com`; empty for the identity that a policy is attached to. */
  readonly principals: readonly Scope[];
  readonly actions: readonly Scope[];
  /** Empty for what a trust policy belongs to. */
  readonly resources: readonly Scope[];
  readonly conditions: readonly Condition[];
}

export type Document =
  | { readonly kind: "known"; readonly statements: readonly Statement[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" }
  | { readonly kind: "sensitive"; readonly changes: boolean }
  | { readonly kind: "unreadable" };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const texts = (value: unknown): string[] =>
  [value].flat().flatMap((one) => (["string", "number", "boolean"].includes(typeof one) ? [String(one)] : []));

/** `111122223333` and the root of that account are one principal, and `*` and every AWS principal are. */
function principal(kind: string, name: string): string {
  if (name === "*") return "*";
  const written = `${kind}:${name}`;
  return isAccountRoot(written) && /^\d+$/.test(name) ? `AWS:arn:aws:iam::${name}:root` : written;
}

const principalsOf = (value: unknown): string[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([kind, names]) => texts(names).map((name) => principal(kind, name)))
    : texts(value);

/** One of `Action` and `NotAction`, or what stands for neither. */
function scopes(
  positive: unknown,
  negative: unknown,
  neither: readonly Scope[],
  read: (value: unknown) => string[] = texts,
): readonly Scope[] {
  if (positive !== undefined) return read(positive);
  return negative === undefined ? neither : [{ except: read(negative) }];
}

const ADDRESSES = /^(?:\w+:)?(?:not)?ipaddress(?:ifexists)?$/i;

const MOST_RANGES = 64;

const readCondition = (operator: string, key: string, values: readonly string[]): Condition => ({
  operator,
  key,
  values: ADDRESSES.test(operator) && values.length <= MOST_RANGES ? merged(values) : values,
});

const conditionsOf = (value: unknown): Condition[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([operator, keys]) =>
        isObject(keys) ? Object.entries(keys).map(([key, values]) => readCondition(operator, key, texts(values))) : [],
      )
    : [];

const allActions = (scope: Scope): Scope => (scope === "*:*" ? "*" : scope);

function statementOf(value: unknown): Statement | undefined {
  if (!isObject(value) || (value.Effect !== "Allow" && value.Effect !== "Deny")) return undefined;
  return {
    effect: value.Effect === "Allow" ? "allow" : "deny",
    principals: scopes(value.Principal, value.NotPrincipal, [""], principalsOf),
    actions: scopes(value.Action, value.NotAction, []).map(allActions),
    resources: scopes(value.Resource, value.NotResource, [""]),
    conditions: conditionsOf(value.Condition),
  };
}

/** The statements of a document; undefined when it is none. */
export function statementsOf(document: unknown): readonly Statement[] | undefined {
  if (!isObject(document)) return undefined;
  const written = document.Statement === undefined ? [] : [document.Statement].flat();
  const statements = written.map(statementOf);
  return statements.every((statement) => statement !== undefined) ? statements : undefined;
}

/** What stands in an attribute that holds a policy as JSON. */
export function documentOf(value: Value | undefined): Document {
  if (isUnknown(value)) return { kind: "unknown" };
  if (isSensitive(value)) return { kind: "sensitive", changes: value.changes };
  if (value === undefined || value === null || value === "") return { kind: "absent" };
  const statements = statementsOf(typeof value === "string" ? parsed(value) : isAttributes(value) ? value : undefined);
  return statements ? { kind: "known", statements } : { kind: "unreadable" };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
