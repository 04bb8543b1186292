// How many execution environments a function may ask for, by everything in the plans that says so.
import { combine, DEFAULT_MIN_EXECUTION_ENVIRONMENTS } from "../../../app/capacity/scalingConfig.ts";
import { configOf } from "../../../app/capacity/window.ts";
import { leasesOf } from "../../../cost/inventory/leases.ts";
import { number, only } from "../../../terraform/block.ts";
import type { Resource, World } from "../world/world.ts";
import { declarationOf } from "./declared.ts";
import { functionIdentity } from "./functionIdentity.ts";
import { nameOf, SCALING_CONFIG } from "./managed.ts";

export interface Demand {
  /** Undefined when nothing says it. */
  readonly max: number | undefined;
  /** What says it: the resource to change. */
  readonly source: Resource | undefined;
}

const scalingConfigsByFunction = (world: World) =>
  Map.groupBy(
    world.ofType(SCALING_CONFIG),
    (config) => functionIdentity(world, config, config.values.function_name)?.name,
  );

/** Terraform's scaling configs of a function. */
export const scalingConfigsOf = (world: World, functionName: string): readonly Resource[] =>
  world.once(scalingConfigsByFunction).get(functionName) ?? [];

/** Of a scaling config: undefined where it is left out or not known. */
export function environmentsOf({ values }: Resource): { min: number | undefined; max: number | undefined } {
  const config = only(values.function_scaling_config);
  return { min: number(config.min_execution_environments), max: number(config.max_execution_environments) };
}

const leaseMaxima = (world: World) =>
  leasesOf(world.ofType("aws_sfn_state_machine"), world).flatMap(({ stack, address, function: target, max }) => {
    const source = world.same({ stack, address });
    const fn = target && world.same(target);
    return source && fn && max !== undefined ? [{ fn, max, source }] : [];
  });

/** The most that a scaling config, baseline, window or lease asks for, whatever a declaration's limit makes of it. */
export function demandOf(world: World, fn: Resource): Demand {
  const name = nameOf(fn);
  const declared = declarationOf(world, name);
  const asked: { max: number; source: Resource }[] = [];
  for (const source of scalingConfigsOf(world, name)) {
    const { max } = environmentsOf(source);
    if (max !== undefined) asked.push({ max, source });
  }
  if (declared) {
    const { baseline, windows } = declared.declaration;
    asked.push({ max: combine([baseline, ...windows.map(configOf)]).max, source: declared.resource });
    asked.push(...world.once(leaseMaxima).filter((lease) => lease.fn === fn));
  }
  const [most] = asked.toSorted((a, b) => b.max - a.max);
  return { max: most?.max, source: most?.source };
}

/** Environments that run when nothing else was asked for. */
export const minimumOf = (world: World, fn: Resource): number => {
  const name = nameOf(fn);
  const [config] = scalingConfigsOf(world, name);
  const declared = declarationOf(world, name)?.declaration.baseline.min;
  return (config && environmentsOf(config).min) ?? declared ?? DEFAULT_MIN_EXECUTION_ENVIRONMENTS;
};
