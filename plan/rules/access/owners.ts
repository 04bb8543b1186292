// What a resource belongs to, such as the role of a policy or the group of an ingress rule, before and after the apply.
import { MANAGED } from "../../../terraform/address.ts";
import { referenceIn } from "../../../terraform/block.ts";
import type { Change } from "../../plan.ts";
import type { Reviewed } from "../reviewed.ts";
import { isRemoved } from "../world/changes.ts";
import type { Resource, World } from "../world/world.ts";

export interface Owner {
  /** The same for everything that belongs to it; undefined when it is not known before the apply. */
  readonly key: string | undefined;
  /** What stands for it in the attribute, when that is known. */
  readonly name: string | undefined;
  /** Undefined when no plan of the review has it. */
  readonly change: Change | undefined;
}

export interface Ownership {
  readonly attribute: string;
  readonly type: string;
  /** Which one of a list of owners. @default the attribute is one owner */
  readonly index?: number;
}

export interface Owners {
  before(change: Change, ownership: Ownership): Owner;
  after(change: Change, ownership: Ownership): Owner;
}

const NAMES = ["name", "id", "arn", "url", "bucket", "key_id"] as const;

function indexOf(world: World): ReadonlyMap<string, Resource> {
  const index = new Map<string, Resource>();
  for (const resource of world.resources) {
    for (const name of NAMES) {
      const value = resource.values[name];
      const key = `${resource.type}\n${value}`;
      if (typeof value === "string" && !index.has(key)) index.set(key, resource);
    }
  }
  return index;
}

/** `${aws_iam_role.api.name}`, which is what most references look like. */
const ADDRESS = new RegExp(String.raw`^\$\{(${MANAGED})\.\w+\}$`);

function referred(world: World, from: Resource, value: string, type: string): Resource | undefined {
  const address = ADDRESS.exec(value)?.[1];
  const found = address === undefined ? undefined : world.same({ stack: from.stack, address });
  return found?.type === type ? found : world.one(from, value, type);
}

function finderIn(world: World) {
  const index = indexOf(world);
  return (change: Change, { attribute, type, index: place }: Ownership): Owner => {
    const from = world.same(change);
    const given = from?.values[attribute];
    const value = place === undefined ? given : Array.isArray(given) ? given[place] : undefined;
    if (from === undefined || typeof value !== "string" || value === "") {
      return { key: undefined, name: undefined, change: undefined };
    }
    const isKnown = referenceIn(value) === undefined;
    const found = isKnown ? index.get(`${type}\n${value}`) : referred(world, from, value, type);
    const name = isKnown ? value : undefined;
    if (found) return { key: `${found.stack}\n${found.address}`, name, change: found.change };
    return { key: isKnown ? `${type}\n${value}` : undefined, name, change: undefined };
  };
}

export const keyOf = ({ stack, address }: Change): string => `${stack}\n${address}`;

const ownersIn = ({ worlds }: Reviewed): Owners => ({
  before: finderIn(worlds.before),
  after: finderIn(worlds.after),
});

export const ownersOf = (reviewed: Reviewed): Owners => reviewed.once(ownersIn);

/** Whether it comes into being with this apply, as far as is known. */
export const isNewOwner = ({ key, change }: Owner): boolean =>
  key === undefined || (change !== undefined && change.action === "create");

/** Whether it goes with this apply. */
export const isGoneOwner = ({ change }: Owner): boolean => change !== undefined && isRemoved(change);
