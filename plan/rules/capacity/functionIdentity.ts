// Which function a resource speaks of, be it in the plans or not.

import { knownText, type Resource, type World } from "../world/world.ts";
import { FUNCTION, nameOf } from "./managed.ts";

export interface FunctionIdentity {
  /** Undefined when no plan has the function. */
  readonly resource: Resource | undefined;
  /** What AWS calls it, or the address of the resource. */
  readonly name: string;
}

const NAME_IN_ARN = /(?:([a-z\d-]+):\d*)?:function:([\w-]+)/;

/** The name of a function that is written literally, such as in a declaration. */
export const identifiedAs = (world: World, from: Resource, name: string): string =>
  functionIdentity(world, from, name)?.name ?? name;

/** By name, ARN (plain, or inside an invocation ARN of API Gateway), or reference; undefined when nothing says it. */
export function functionIdentity(world: World, from: Resource, value: unknown): FunctionIdentity | undefined {
  const resource = world.one(from, value, FUNCTION);
  if (resource) return { resource, name: nameOf(resource) };
  const text = knownText(value);
  if (text === undefined || text === "") return undefined;
  const [, region = from.region, inArn] = NAME_IN_ARN.exec(text) ?? [];
  const name = inArn ?? (/^[\w-]+$/.test(text) ? text : undefined);
  if (name === undefined) return undefined;
  // One of that name in the plans is in another Region.
  const isElsewhere = world.ofType(FUNCTION).some(({ values }) => values.function_name === name);
  return { resource: undefined, name: isElsewhere && region !== undefined ? `${name} in ${region}` : name };
}
