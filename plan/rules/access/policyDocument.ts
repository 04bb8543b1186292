// What the data source aws_iam_policy_document makes of its blocks, while only the apply knows its text.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
import { type Attributes, at, isAttributes, isSensitive, isUnknown, type Value } from "../../value.ts";

export const DOCUMENT_TYPE = "aws_iam_policy_document";

const isSet = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);

/** Other documents that go into it: what comes out of them together is not told here. */
const OTHERS = ["source_json", "override_json", "source_policy_documents", "override_policy_documents"] as const;

const isWholly = (value: Value | undefined): boolean => {
  if (isUnknown(value) || isSensitive(value)) return false;
  if (Array.isArray(value)) return (value as readonly Value[]).every(isWholly);
  return !isAttributes(value) || Object.values(value).every(isWholly);
};

const blocks = (value: Value | undefined): readonly Attributes[] =>
  Array.isArray(value) ? (value as readonly Value[]).filter(isAttributes) : [];

/** `&{aws:username}` is the data source's way to write a variable of IAM. */
const written = (text: Value): Value => (typeof text === "string" ? text.replaceAll("&{", "${") : text);
const texts = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value.map(written) : []);

function principals(value: Value | undefined): unknown {
  const all = blocks(value);
  if (all.some(({ type }) => type === "*")) return "*";
  const byType = Map.groupBy(all, ({ type }) => String(type));
  return Object.fromEntries([...byType].map(([type, ones]) => [type, ones.flatMap((one) => texts(one.identifiers))]));
}

function conditions(value: Value | undefined): object {
  const byTest = Map.groupBy(blocks(value), ({ test }) => String(test));
  const keysOf = (ones: readonly Attributes[]) =>
    [...Map.groupBy(ones, ({ variable }) => String(variable))].map(
      ([variable, same]) => [variable, same.flatMap(({ values }) => texts(values))] as const,
    );
  return Object.fromEntries([...byTest].map(([test, ones]) => [test, Object.fromEntries(keysOf(ones))]));
}

function statement(block: Attributes): object {
  const list = (attribute: string, name: string) =>
    isSet(block[attribute]) ? { [name]: texts(block[attribute]) } : {};
  const who = (attribute: string, name: string) =>
    isSet(block[attribute]) ? { [name]: principals(block[attribute]) } : {};
  return {
    Effect: isSet(block.effect) ? block.effect : "Allow",
    ...list("actions", "Action"),
    ...list("not_actions", "NotAction"),
    ...list("resources", "Resource"),
    ...list("not_resources", "NotResource"),
    ...who("principals", "Principal"),
    ...who("not_principals", "NotPrincipal"),
    ...(isSet(block.condition) && { Condition: conditions(block.condition) }),
  };
}

/** The document as a text; undefined while a part of it is not known, or others go into it. */
export function writtenDocument(attributes: Attributes): string | undefined {
  const { statement: all } = attributes;
  if (OTHERS.some((name) => isSet(at(attributes, name))) || !Array.isArray(all) || !isWholly(all)) return undefined;
  return JSON.stringify({ Version: "2012-10-17", Statement: blocks(all).map(statement) });
}
