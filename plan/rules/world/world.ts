// All stacks of a review as they are before the apply, and as they are after it, with what points to what.
import { type Block, isObject, referenceIn, type StackBlocks } from "../../../terraform/block.ts";
import { createLinks, type Links } from "../../../terraform/links.ts";
import { isSame } from "../../../terraform/located.ts";
import { CAPACITY_PROVIDER, FUNCTION } from "../../../terraform/managedFunction.ts";
import { createUnknowns, outputsOf, type PlanConfiguration } from "../../../terraform/planConfiguration.ts";
import { type Change, isReplacement, type Plan, type ResourceState } from "../../plan.ts";
import { regionsIn } from "../../regions.ts";
import { type Once, onceOf } from "./once.ts";
import { plain } from "./plain.ts";

/** A managed resource on one side of the apply; what is not known yet is a reference, `${aws_subnet.a.id}`. */
export interface Resource extends Block {
  /** What the plan does with it; undefined where it says nothing, such as outside of `-target`. */
  readonly change: Change | undefined;
  /** Its Region, stack or address, where something else of its type has its name too: in another Region or account. */
  readonly apart: string | undefined;
}

export interface World {
  readonly resources: readonly Resource[];
  ofType(...types: readonly string[]): readonly Resource[];
  /** The resources of a type that a reference, ARN, id or name stands for. */
  all(from: Resource, value: unknown, type: string): readonly Resource[];
  one(from: Resource, value: unknown, type: string): Resource | undefined;
  /** What stands at the address of a resource of the other side, or of a change. */
  same(other: { readonly stack: string; readonly address: string }): Resource | undefined;
  readonly once: Once<World>;
}

export interface Worlds {
  readonly before: World;
  readonly after: World;
}

type Side = "before" | "after";

const keyOf = ({ stack, address }: { stack: string; address: string }) => `${stack}\n${address}`;

/** What is forgotten leaves the state, and stays in the account. */
const valuesOf = (change: Change, side: Side) =>
  side === "after" && change.action === "forget" ? change.before : change[side];

const configurationOf = ({ configuration }: Plan): PlanConfiguration | undefined =>
  isObject(configuration) ? configuration : undefined;

/** Their names are those of an account, or of all. */
const GLOBAL = /^aws_(?:cloudfront|iam|organizations|route53|s3)_/;

const nameIn = ({ function_name, name }: Block["values"]): string | undefined =>
  knownText(function_name) ?? knownText(name);

/** By type and name, what tells those apart that have both. */
type Shared = ReadonlyMap<string, (one: Resource) => string | undefined>;

const sharedKey = (type: string, name: string): string => `${type}\n${name}`;

/** Large plans have thousands of resources, and few are asked where they are. */
function once<T>(derive: () => T): () => T {
  let derived: { readonly value: T } | undefined;
  return () => {
    derived ??= { value: derive() };
    return derived.value;
  };
}

function resourcesOf(plan: Plan, side: Side, shared: Shared): Resource[] {
  const configuration = side === "after" ? configurationOf(plan) : undefined;
  const filled = configuration ? createUnknowns(configuration) : (values: Block["values"]) => values;
  const changes = plan.changes.filter(({ mode, deposed }) => mode === "managed" && deposed === undefined);
  const changed = new Set(changes.flatMap(({ address, previousAddress }) => [address, previousAddress]));
  const untouched = plan[side].filter(
    ({ address, mode }: ResourceState) => mode === "managed" && !changed.has(address),
  );
  const { stack } = plan;
  const regionOf = once(() => regionsIn(plan, side));
  const resource = ({ address, type }: Pick<Change, "address" | "type">, values: Block["values"], change?: Change) => {
    const regionHere = once(() =>
      GLOBAL.test(type) ? undefined : regionOf()({ address, type, name: "", mode: "managed", values }),
    );
    return {
      stack,
      address,
      type,
      values,
      change,
      get region() {
        return regionHere();
      },
      get apart(): string | undefined {
        const name = nameIn(values);
        return name === undefined ? undefined : shared.get(sharedKey(type, name))?.(this);
      },
    };
  };
  return [
    ...changes.flatMap((change): Resource[] => {
      const values = valuesOf(change, side);
      return values ? [resource(change, filled(plain(values), change.address), change)] : [];
    }),
    ...untouched.map((one) => resource(one, one.values)),
  ];
}

/** What may be in several Regions or accounts under one name: functions and their capacity providers. */
const NAMED: ReadonlySet<string> = new Set([FUNCTION, CAPACITY_PROVIDER]);

/** What is different for each of them. */
const TELLING: readonly ((one: Resource) => string | undefined)[] = [
  ({ region }) => region,
  ({ stack }) => stack,
  ({ address }) => address,
];

/** What stands on one side of the plans under the same name, at several addresses. */
function sharedAmong(resources: readonly Resource[]): Shared {
  const byName = Map.groupBy(
    resources.filter(({ type, values }) => NAMED.has(type) && nameIn(values) !== undefined),
    ({ type, values }) => sharedKey(type, nameIn(values) ?? ""),
  );
  return new Map(
    [...byName].flatMap(([key, all]) => {
      if (all.length < 2) return [];
      const telling = TELLING.find(
        (tell) => new Set(all.map(tell).filter((told) => told !== undefined)).size === all.length,
      );
      return [[key, telling ?? keyOf] as const];
    }),
  );
}

/** @param earlier the world before, which knows ids that are still to be used */
function createWorld(stacks: readonly StackBlocks[], resources: readonly Resource[], earlier?: World): World {
  const links: Links = createLinks(stacks);
  const byType = Map.groupBy(resources, ({ type }) => type);
  const byKey = new Map(resources.map((resource) => [keyOf(resource), resource]));
  const found = new Map<string, readonly Resource[]>();

  const same: World["same"] = (other) => byKey.get(keyOf(other));

  function lookUp(from: Resource, value: unknown, type: string): readonly Resource[] {
    if (!byType.has(type)) return [];
    const here = links.all(from, value, type).flatMap((block) => same(block) ?? []);
    if (here.length > 0 || earlier === undefined) return here;
    // An id that is known may be that of a resource whose next id is not.
    return earlier.all(from, value, type).flatMap((resource) => {
      const now = same(resource);
      return now && now.type === type && !isReplaced(now) ? [now] : [];
    });
  }

  const all: World["all"] = (from, value, type) => {
    if (Array.isArray(value)) return value.flatMap((item) => all(from, item, type));
    if (typeof value !== "string" || value === "") return [];
    const key = `${from.stack}\n${from.region ?? ""}\n${type}\n${value}`;
    const known = found.get(key) ?? lookUp(from, value, type);
    found.set(key, known);
    return known;
  };

  const world: World = {
    resources,
    ofType: (...types) => types.flatMap((type) => byType.get(type) ?? []),
    all,
    one(from, value, type) {
      const candidates = all(from, value, type);
      if (candidates.length < 2) return candidates[0];
      const chosen = links.one(from, value, type);
      return candidates.find((candidate) => isSame(candidate, chosen)) ?? candidates[0];
    },
    same,
    once: onceOf(() => world),
  };
  return world;
}

const isReplaced = ({ change }: Resource): boolean => change !== undefined && isReplacement(change.action);

const stackOf = (plan: Plan, blocks: readonly Resource[], side: Side): StackBlocks => {
  const configuration = side === "after" ? configurationOf(plan) : undefined;
  return { name: plan.stack, blocks, outputs: configuration ? outputsOf(configuration) : new Map() };
};

export function worldsOf(plans: readonly Plan[]): Worlds {
  const shared = new Map<string, (one: Resource) => string | undefined>();
  const blocksOn = (side: Side) => plans.map((plan) => resourcesOf(plan, side, shared));
  const [was, is] = [blocksOn("before"), blocksOn("after")];
  for (const blocks of [was, is]) for (const [key, tell] of sharedAmong(blocks.flat())) shared.set(key, tell);
  const worldOf = (side: Side, blocks: readonly Resource[][], earlier?: World) => {
    const stacks = plans.map((plan, index) => stackOf(plan, blocks[index] ?? [], side));
    return createWorld(stacks, blocks.flat(), earlier);
  };
  const before = worldOf("before", was);
  return { before, after: worldOf("after", is, before) };
}

/** A text that is known, and no reference. */
export const knownText = (value: unknown): string | undefined =>
  typeof value === "string" && referenceIn(value) === undefined ? value : undefined;
