// What rules derive from a whole world is derived once, however many of them ask.
import type { World } from "./world.ts";

export function oncePerWorld<T>(derive: (world: World) => T): (world: World) => T {
  const derived = new WeakMap<World, { readonly value: T }>();
  return (world) => {
    const known = derived.get(world) ?? { value: derive(world) };
    derived.set(world, known);
    return known.value;
  };
}
