// Fills in what a plan does not know yet from its configuration, as references: `${aws_lambda_capacity_provider.api.arn}`.
// https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
import { INSTANCE } from "./address.ts";
import { isObject, nested, only, referenceIn, text, type Values } from "./block.ts";
import { withoutIndexes } from "./links.ts";

interface ResourceConfiguration {
  readonly address: string;
  /** Of the provider that it is made with, as in `provider_config`. */
  readonly provider_config_key?: string | undefined;
  readonly expressions?: Values | undefined;
}

interface ModuleConfiguration {
  readonly resources?: readonly ResourceConfiguration[] | undefined;
  readonly outputs?: Readonly<Record<string, { readonly expression?: unknown }>> | undefined;
  readonly module_calls?: Readonly<Record<string, ModuleCall>> | undefined;
}

interface ModuleCall {
  readonly expressions?: Values | undefined;
  readonly module?: ModuleConfiguration | undefined;
}

/** A plan's `configuration`. */
export interface PlanConfiguration {
  readonly provider_config?: Values | undefined;
  readonly root_module?: ModuleConfiguration | undefined;
}

const isExpression = (value: unknown): value is Values =>
  isObject(value) && ("constant_value" in value || Array.isArray(value.references));

/** `aws_subnet.a`, `var.a`, `module.video["a"].arn` */
const REFERENCE = new RegExp(String.raw`^([\w-]+)(?:\.(${INSTANCE}))?(?:\.([\w-]+))?`);

/** Modules may hand a value through many hands; a cycle ends here. */
const MAX_HOPS = 16;

/** The calls from the root to a module, by the names in its path, which may have keys: `video["a"]`. */
function callsTo(root: ModuleConfiguration, path: readonly string[]): ModuleCall[] {
  const calls: ModuleCall[] = [];
  let module: ModuleConfiguration | undefined = root;
  for (const name of path) {
    const call: ModuleCall | undefined = module?.module_calls?.[withoutIndexes(name)];
    if (call === undefined) return calls;
    calls.push(call);
    module = call.module;
  }
  return calls;
}

const moduleAt = (root: ModuleConfiguration, path: readonly string[]): ModuleConfiguration | undefined =>
  path.length === 0 ? root : callsTo(root, path)[path.length - 1]?.module;

/** The references of an expression, each only in its longest form: Terraform lists what each is part of too. */
function longestReferences({ references }: Values): string[] {
  const all = Array.isArray(references) ? references.map(String) : [];
  return all.filter((one) => !all.some((other) => other.startsWith(`${one}.`) || other.startsWith(`${one}[`)));
}

/**
 * What a module hands out under a name, which is lost where the key is an expression: `module.a[each.key].arn` refers to
 * `module.a`. Then it may be any of its outputs that refers to something.
 */
function outputValues(root: ModuleConfiguration, path: readonly string[], name: string, hops: number): unknown[] {
  const outputs = moduleAt(root, path)?.outputs ?? {};
  const made = (one: string): unknown[] => {
    const expression = outputs[one]?.expression;
    return isExpression(expression) ? valuesOf(root, path, expression, hops) : [];
  };
  if (name !== "") return made(name);
  return Object.keys(outputs)
    .flatMap(made)
    .filter((value) => referenceIn(value) !== undefined);
}

/**
 * What an expression of a module stands for, as the root sees it.
 * @param attribute what is asked of it, such as `arn` where it is a module as a whole
 */
function valuesOf(
  root: ModuleConfiguration,
  path: readonly string[],
  expression: Values,
  hops: number,
  attribute = "",
): unknown[] {
  if ("constant_value" in expression) return [expression.constant_value].flat();
  return longestReferences(expression).flatMap((reference): unknown[] => {
    const [, kind = "", name = "", output = ""] = REFERENCE.exec(reference) ?? [];
    if (hops === 0) return [];
    if (kind === "var") {
      const given = callsTo(root, path)[path.length - 1]?.expressions?.[withoutIndexes(name)];
      return isExpression(given) ? valuesOf(root, path.slice(0, -1), given, hops - 1, output) : [];
    }
    if (kind === "module") {
      return outputValues(root, [...path, name], output || attribute, hops - 1);
    }
    if (["local", "each", "count", "path", "self", "terraform"].includes(kind)) return [];
    const prefix = path.map((step) => `module.${step}.`).join("");
    return [`\${${prefix}${reference}}`];
  });
}

function readValue(root: ModuleConfiguration, path: readonly string[], expression: Values): unknown {
  if ("constant_value" in expression) return expression.constant_value;
  const values = [...new Set(valuesOf(root, path, expression, MAX_HOPS))];
  return values.length > 1 ? values : values[0];
}

type Read = (expression: Values) => unknown;

/** A value that is known stays; nested blocks are looked into. */
function completed(known: unknown, expression: unknown, read: Read): unknown {
  if (isExpression(expression)) return known === undefined ? read(expression) : known;
  const blocks = nested(expression).filter((block) => Object.keys(block).length > 0);
  const [first] = blocks;
  if (first === undefined) return known;
  if (known === undefined) return blocks.map((block) => filled({}, block, read));
  if (isObject(known)) return filled(known, first, read);
  if (!Array.isArray(known)) return known;
  // A dynamic block stands for many.
  return known.map((one, index) => (isObject(one) ? filled(one, blocks[index] ?? first, read) : one));
}

function filled(values: Values, expressions: Values, read: Read): Values {
  const more = Object.entries(expressions).map(([key, one]) => [key, completed(values[key], one, read)] as const);
  return { ...values, ...Object.fromEntries(more) };
}

const STEP = new RegExp(String.raw`^module\.(${INSTANCE})\.`);

/** `module.video["a"].aws_lambda_function.api[0]` is `aws_lambda_function.api` of the module `video["a"]`. */
function placeOf(address: string): { path: string[]; local: string } {
  const path: string[] = [];
  let local = address;
  for (let found = STEP.exec(local); found; found = STEP.exec(local)) {
    path.push(found[1] ?? "");
    local = local.slice(found[0].length);
  }
  return { path, local: withoutIndexes(local) };
}

/** What the configuration says of resources, by their address. */
export function createConfigured({ root_module: root = {} }: PlanConfiguration): (address: string) => {
  readonly path: readonly string[];
  readonly resource?: ResourceConfiguration;
} {
  const byModule = new Map<string, ReadonlyMap<string, ResourceConfiguration>>();
  const resourcesIn = (path: readonly string[]) => {
    const key = path.join(".");
    const known = byModule.get(key);
    if (known) return known;
    const made = new Map(moduleAt(root, path)?.resources?.map((one) => [one.address, one]));
    byModule.set(key, made);
    return made;
  };
  return (address) => {
    const { path, local } = placeOf(address);
    const resource = resourcesIn(path).get(local);
    return { path, ...(resource && { resource }) };
  };
}

/** Gives back values of a resource, and for each that is absent what its configuration says. */
export function createUnknowns({
  root_module: root = {},
}: PlanConfiguration): (values: Values, address: string) => Values {
  const configured = createConfigured({ root_module: root });
  return (values, address) => {
    const { path, resource } = configured(address);
    const { expressions } = resource ?? {};
    return expressions ? filled(values, expressions, (expression) => readValue(root, path, expression)) : values;
  };
}

export const outputsOf = ({ root_module: root = {} }: PlanConfiguration): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(root.outputs ?? {}).map(([name, { expression }]) => [
      name,
      isExpression(expression) ? readValue(root, [], expression) : undefined,
    ]),
  );

/** The Region of a provider, when it is known; of the default `aws` provider, when none is named. */
export const regionOf = ({ provider_config }: PlanConfiguration, key = "aws"): string | undefined =>
  text(only(only(only(provider_config?.[key]).expressions).region).constant_value);
