// A plan's configuration, reduced to what refers to what: it has no marks, so its values are not kept.
// https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
import { isObject, only, type Values } from "../../terraform/block.ts";
import type { PlanConfiguration } from "../../terraform/planConfiguration.ts";
import { providerRegions } from "./providerRegions.ts";

type Module = NonNullable<PlanConfiguration["root_module"]>;

/** What of the text of an attribute may be kept; undefined when nothing. */
type Keep = (attribute: { readonly type: string; readonly attribute: string }, text: string) => string | undefined;

const isExpression = (value: Values): boolean => "constant_value" in value || Array.isArray(value.references);

/** An expression keeps its references; a block stays where it is, so that blocks are still counted. */
function reduced(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reduced);
  if (!isObject(value)) return {};
  if (!isExpression(value)) return expressionsOf(value);
  const references = Array.isArray(value.references) ? value.references : [];
  return { references: references.filter((one) => typeof one === "string") };
}

const expressionsOf = (expressions: unknown): Values =>
  Object.fromEntries(Object.entries(only(expressions)).map(([key, one]) => [key, reduced(one)]));

/**
 * The one text that is kept, as it is written: the inventory reads in a state machine's definition how much capacity a run
 * may ask for, also while the ids in it are not known.
 */
const KEPT = { type: "aws_sfn_state_machine", attribute: "definition" } as const;

function withDefinition(type: unknown, expressions: Values, keep: Keep): Values {
  const { constant_value: text, references } = only(expressions[KEPT.attribute]);
  const reduced = expressionsOf(expressions);
  if (type !== KEPT.type || typeof text !== "string" || !Array.isArray(references)) return reduced;
  const constant_value = keep(KEPT, text);
  if (constant_value === undefined) return reduced;
  return { ...reduced, [KEPT.attribute]: { ...only(reduced[KEPT.attribute]), constant_value } };
}

const mapped = <T>(objects: unknown, read: (object: Values) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(only(objects)).map(([key, one]) => [key, read(only(one))]));

const moduleOf = ({ resources, outputs, module_calls }: Values, keep: Keep): Module => ({
  resources: (Array.isArray(resources) ? resources : [])
    .filter(isObject)
    .map(({ address, type, provider_config_key: key, expressions }) => ({
      address: String(address),
      ...(typeof key === "string" && { provider_config_key: key }),
      expressions: withDefinition(type, only(expressions), keep),
    })),
  outputs: mapped(outputs, ({ expression }) => ({ expression: reduced(expression) })),
  module_calls: mapped(module_calls, ({ expressions, module }) => ({
    expressions: expressionsOf(expressions),
    module: moduleOf(only(module), keep),
  })),
});

/**
 * @param variables the plan's own, with their values
 * @param keep what to keep of a text, undefined for nothing
 */
export function referencesIn(configuration: unknown, variables: unknown, keep: Keep): PlanConfiguration {
  const { root_module } = only(configuration);
  const provider_config = providerRegions(only(configuration), variables);
  return { provider_config, root_module: moduleOf(only(root_module), keep) };
}
