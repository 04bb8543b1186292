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

/** By name, ARN (plain, or inside an invocation ARN of API Gateway), or reference; undefined when nothing says it. */
export function functionIdentity(world: World, from: Resource, value: unknown): FunctionIdentity | undefined {
  const resource = world.one(from, value, FUNCTION);
  if (resource) return { resource, name: nameOf(resource) };
  const text = knownText(value);
  if (text === undefined || text === "") return undefined;
  const [, region = from.region, inArn] = NAME_IN_ARN.exec(text) ?? [];
  const name = inArn ?? (/^[\w-]+$/.test(text) ? text : undefined);
  return name === undefined ? undefined : { resource: undefined, name: world.named(FUNCTION, name, region) };
}
