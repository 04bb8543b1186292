// A model of terraform plan: the JSON of a change from one world to another, whole or of a part.
import { isDeepStrictEqual } from "node:util";
import { afterTargets, type Case, reachedBy, type World } from "./cases.ts";
import { addressOf, type Json, type Key, templateOf } from "./templates.ts";

export interface ModelOptions {
  /** Plans the targets only. @default false */
  readonly isPartial?: boolean;
  /** The address in the configuration of before. @default that of the template */
  addressBefore?(key: Key): string;
  /** The address in the configuration of after. @default that of the template */
  addressAfter?(key: Key): string;
  /** Whether another address is that of a `moved` block. @default true */
  readonly isMoved?: boolean;
}

const WHOLE = /^\$\{(\w+)\.(\w+)\.(\w+)\}$/;

/** What AWS makes up, always the same for a name. */
function computed(key: Key): Json {
  const { type, config } = templateOf(key);
  const arn = `arn:aws:service:us-east-1:111122223333:${type}/${key}`;
  const id = type === "aws_s3_bucket" || type === "aws_iam_role" ? key : `${type}-${key}`;
  return { id: config.name === undefined ? id : (config.name as string), arn, tags: null };
}

type Look = (key: Key, attribute: string) => unknown;

/** With each reference replaced; undefined stands for what is not known. */
function resolved(value: unknown, look: Look): unknown {
  if (typeof value === "string") {
    const [, , key, attribute = ""] = WHOLE.exec(value) ?? [];
    return key === undefined ? value : look(key as Key, attribute);
  }
  if (Array.isArray(value)) return value.map((item) => resolved(item, look));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part, look)]));
}

/** `true` where something is not known. */
function unknownIn(value: unknown): unknown {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.map((item) => unknownIn(item) ?? false);
  if (typeof value !== "object" || value === null) return undefined;
  const parts = Object.entries(value).map(([name, part]) => [name, unknownIn(part)] as const);
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined));
}

/** As Terraform writes what is not known: not at all. */
const known = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const stateOf = (key: Key, config: Json): Json => {
  const look: Look = (other, attribute) => ({ ...computed(other), ...templateOf(other).config })[attribute];
  return { ...computed(key), ...(resolved(config, look) as Json) };
};

function plannedOf(key: Key, config: Json, isThere: (key: Key) => boolean): Json {
  const look: Look = (other, attribute) => {
    const { config: theirs } = templateOf(other);
    if (attribute in theirs) return theirs[attribute];
    return isThere(other) ? computed(other)[attribute] : undefined;
  };
  const own = isThere(key) ? computed(key) : { id: undefined, arn: undefined, tags: null };
  return { ...own, ...(resolved(config, look) as Json) };
}

/** Expressions as the plan's configuration has them; a reference names what it is to within its own module. */
function expressionsOf(config: Json, nameOf: (key: Key) => string): Json {
  const expression = (value: unknown): unknown => {
    if (typeof value === "string") {
      const [, , key, attribute] = WHOLE.exec(value) ?? [];
      if (key === undefined) return { constant_value: value };
      const name = nameOf(key as Key);
      return { references: [`${name}.${attribute}`, name] };
    }
    if (!Array.isArray(value) || !JSON.stringify(value).includes("${")) return { constant_value: value };
    if (value.every((item) => typeof item === "object")) return value.map((item) => expressionsOf(item, nameOf));
    return { references: value.flatMap((item) => (expression(item) as { references?: string[] }).references ?? []) };
  };
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, expression(value)]));
}

interface Change {
  readonly key: Key;
  readonly address: string;
  readonly previousAddress?: string;
  readonly before: Json | null;
  readonly after: Json | null;
}

function changesOf(before: World, after: World, { isMoved = true, ...names }: ModelOptions): Change[] {
  const addressBefore = names.addressBefore ?? addressOf;
  const addressAfter = names.addressAfter ?? addressOf;
  const isMade = (key: Key): boolean => !isMoved && addressBefore(key) !== addressAfter(key);
  const isThere = (key: Key): boolean => before.has(key) && !isMade(key);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): Change[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const old = was && stateOf(key, was);
    const young = is && plannedOf(key, is, isThere);
    const [from, to] = [addressBefore(key), addressAfter(key)];
    if (from === to || !old || !young) {
      return [{ key, address: young ? to : from, before: old ?? null, after: young ?? null }];
    }
    if (isMoved) return [{ key, address: to, previousAddress: from, before: old, after: young }];
    return [
      { key, address: from, before: old, after: null },
      { key, address: to, before: null, after: young },
    ];
  });
}

const moduleOf = (address: string): string => /^((?:module\.\w+\.)*)/.exec(address)?.[1]?.replace(/\.$/, "") ?? "";

const withoutModule = (address: string): string => address.replace(/^(?:module\.\w+\.)*/, "");

const identityOf = ({ key, address }: Pick<Change, "key" | "address">) => ({
  address,
  mode: "managed",
  type: templateOf(key).type,
  name: key,
  provider_name: "registry.terraform.io/hashicorp/aws",
});

const changeJson = (change: Change): Json => {
  const { before, after, previousAddress } = change;
  const actions =
    before === null
      ? ["create"]
      : after === null
        ? ["delete"]
        : isDeepStrictEqual(before, after)
          ? ["no-op"]
          : ["update"];
  return {
    ...identityOf(change),
    ...(previousAddress !== undefined && { previous_address: previousAddress }),
    change: {
      actions,
      before,
      after: known(after),
      after_unknown: after === null ? {} : unknownIn(after),
      before_sensitive: before === null ? false : {},
      after_sensitive: after === null ? false : {},
    },
  };
};

function valuesJson(
  resources: readonly { readonly address: string; readonly key: Key; readonly values: Json }[],
): Json {
  const inModule = Map.groupBy(resources, ({ address }) => moduleOf(address));
  const listOf = (module: string) =>
    (inModule.get(module) ?? []).map(({ values, ...one }) => ({
      ...identityOf(one),
      values: known(values),
      sensitive_values: {},
    }));
  const modules = [...inModule.keys()].filter((module) => module !== "");
  return {
    root_module: {
      resources: listOf(""),
      child_modules: modules.map((address) => ({ address, resources: listOf(address) })),
    },
  };
}

function configurationOf(after: World, addressAfter: (key: Key) => string): Json {
  const inModule = Map.groupBy(after.keys(), (key) => moduleOf(addressAfter(key)));
  const resourcesOf = (module: string) =>
    (inModule.get(module) ?? []).map((key) => ({
      ...identityOf({ key, address: withoutModule(addressAfter(key)) }),
      provider_config_key: "aws",
      expressions: expressionsOf(after.get(key) ?? {}, (other) => withoutModule(addressAfter(other))),
    }));
  const modules = [...inModule.keys()].filter((module) => module !== "");
  return {
    provider_config: { aws: { name: "aws", expressions: { region: { constant_value: "us-east-1" } } } },
    root_module: {
      resources: resourcesOf(""),
      module_calls: Object.fromEntries(
        modules.map((module) => [module.replace("module.", ""), { module: { resources: resourcesOf(module) } }]),
      ),
    },
  };
}

/** What `terraform show -json` prints for the plan of a case. */
export function modelPlan(given: Case, options: ModelOptions = {}): Json {
  const { isPartial = false } = options;
  const addressAfter = options.addressAfter ?? addressOf;
  const after = isPartial ? afterTargets(given) : given.after;
  const all = changesOf(given.before, after, options);
  // What is not reached is not in the plan at all, but for the state.
  const reached = isPartial ? reachedBy(given) : undefined;
  const changes = reached ? all.filter(({ key }) => reached.has(key)) : all;
  const isGone = ({ after: values }: Change) => values === null;
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: valuesJson(
      changes.flatMap((change) => (isGone(change) ? [] : [{ ...change, values: change.after ?? {} }])),
    ),
    resource_changes: changes.map(changeJson),
    prior_state: {
      format_version: "1.0",
      values: valuesJson(all.flatMap((change) => (change.before ? [{ ...change, values: change.before }] : []))),
    },
    configuration: configurationOf(given.after, addressAfter),
    applyable: true,
    complete: !isPartial,
    errored: false,
  };
}
