// Of all that the providers of a plan's configuration are configured with: the Regions of `aws`, on which prices depend.
// https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
import { isObject, only, type Values } from "../../terraform/block.ts";

/** Of AWS and of its sovereign partitions. */
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;

/** `var.a`, `var.a["b"].c` */
const VARIABLE = /^var\.([\w-]+)(.*)$/;
const STEP = /\["([^"]*)"\]|\.([\w-]+)|\[(\d+)\]/g;

/** Modules may hand a value through many hands; a cycle ends here. */
const MAX_HOPS = 16;

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/** What an expression refers to, if to one thing; Terraform lists what that is part of too. */
function referenceOf(expression: Values): string | undefined {
  const all = textsIn(expression.references);
  const longest = all.filter((one) => !all.some((other) => other.startsWith(`${one}.`) || other.startsWith(`${one}[`)));
  return longest.length === 1 ? longest[0] : undefined;
}

const within = (value: unknown, path: string): unknown =>
  [...path.matchAll(STEP)].reduce<unknown>((found, [, key, name, index]) => {
    if (Array.isArray(found)) return found[Number(index)];
    return isObject(found) ? found[key ?? name ?? ""] : undefined;
  }, value);

interface Configured {
  readonly configuration: Values;
  /** The root's, with their values. */
  readonly variables: Values;
}

/** From the root down to a module, the calls on the way; undefined where there is none of a name. */
function callsTo({ configuration }: Configured, module: readonly string[]): readonly Values[] | undefined {
  const calls: Values[] = [];
  let at = only(configuration.root_module);
  for (const name of module) {
    const call = only(at.module_calls)[name];
    if (!isObject(call)) return undefined;
    calls.push(call);
    at = only(call.module);
  }
  return calls;
}

/** What an expression of a module comes to; undefined where the plan does not say, such as for a `local`. */
function comesTo(all: Configured, module: readonly string[], expression: Values, hops = MAX_HOPS): unknown {
  if ("constant_value" in expression) return expression.constant_value;
  const [, name, path = ""] = VARIABLE.exec(referenceOf(expression) ?? "") ?? [];
  if (name === undefined || hops === 0) return undefined;
  const calls = callsTo(all, module);
  const call = calls?.at(-1);
  if (calls === undefined) return undefined;
  if (call === undefined) {
    const declared = only(only(all.configuration.root_module).variables)[name];
    return within(only(all.variables[name]).value ?? only(declared).default, path);
  }
  const given = only(call.expressions)[name];
  if (isObject(given)) return within(comesTo(all, module.slice(0, -1), given, hops - 1), path);
  return within(only(only(only(call.module).variables)[name]).default, path);
}

/** Under whatever name a module knows the provider; a key may begin with a module and end with an alias. */
const isAws = (key: string, { name, full_name }: Values): boolean =>
  typeof full_name === "string"
    ? full_name.endsWith("/aws")
    : (name ?? /([\w-]+)(?:\.[\w-]+)?$/.exec(key)?.[1]) === "aws";

/** `module.a["b"].module.c` is `a`, `c`. */
const pathOf = (address: unknown): readonly string[] =>
  typeof address === "string" ? [...address.matchAll(/(?:^|\.)module\.([\w-]+)/g)].map(([, name = ""]) => name) : [];

/** By the key that resources name; a provider whose Region is not known is there without one. */
export function providerRegions(configuration: Values, variables: unknown): Values {
  const all = { configuration, variables: only(variables) };
  const providers = Object.entries(only(configuration.provider_config)).map(([key, one]) => [key, only(one)] as const);
  return Object.fromEntries(
    providers
      .filter(([key, one]) => isAws(key, one))
      .map(([key, one]) => {
        const value = comesTo(all, pathOf(one.module_address), only(only(one.expressions).region));
        const isKnown = typeof value === "string" && REGION.test(value);
        return [key, { expressions: isKnown ? { region: { constant_value: value } } : {} }];
      }),
  );
}
