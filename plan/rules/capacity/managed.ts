// Functions on managed instances and their capacity providers, as one side of the apply has them.

import { CONSTANTS } from "../../../cost/constants.ts";
import { nested, number, only, texts } from "../../../terraform/block.ts";
import { CAPACITY_PROVIDER, FUNCTION, MANAGED_PATH, managedConfigIn } from "../../../terraform/managedFunction.ts";
import { type Attributes, at, isSensitive, isUnknown } from "../../value.ts";
import { knownText, type Resource, type World } from "../world/world.ts";

export { FUNCTION, MANAGED_PATH };
export const PROVIDER = CAPACITY_PROVIDER;
export const SCALING_CONFIG = "aws_lambda_function_scaling_config";

/** A function's place on a capacity provider; undefined when it runs on ordinary Lambda. */
export const managedConfigOf = ({ values }: Resource) => managedConfigIn(values);

export const isManaged = (resource: Resource): boolean => managedConfigOf(resource) !== undefined;

/** Whether attributes of a function put it on managed instances; undefined when only the apply knows. */
export function isManagedIn(attributes: Attributes | undefined): boolean | undefined {
  const onTheWay = MANAGED_PATH.map((_, index) => at(attributes, ...MANAGED_PATH.slice(0, index + 1)));
  if (onTheWay.some((value) => isUnknown(value) || isSensitive(value))) return undefined;
  return managedConfigIn(attributes ?? {}) !== undefined;
}

export const providerOf = (world: World, fn: Resource): Resource | undefined =>
  world.one(fn, managedConfigOf(fn)?.capacity_provider_arn, PROVIDER);

/** vCPUs of one execution environment; undefined when its memory or ratio is not known. */
export function environmentVCpusOf(fn: Resource): number | undefined {
  const memoryMib = number(fn.values.memory_size);
  const given = managedConfigOf(fn)?.execution_environment_memory_gib_per_vcpu;
  const memoryGibPerVCpu = given === undefined ? CONSTANTS.defaultMemoryGibPerVCpu.value : number(given);
  if (memoryMib === undefined || memoryGibPerVCpu === undefined || memoryGibPerVCpu <= 0) return undefined;
  return memoryMib / 1024 / memoryGibPerVCpu;
}

/** For remedies: measured in public, from 64 to 128 to 400 vCPUs; a fresh provider with 400 worked. */
export const STUCK_AT_CAP =
  "A provider that has already met its cap stays stuck when that is raised in place: put a new one with the larger cap beside it.";

/** The vCPU cap of a capacity provider, or Lambda's default when it names none; undefined when it is not known. */
export function capOf({ values }: Resource): number | undefined {
  const [config] = nested(values.capacity_provider_scaling_config);
  if (config === undefined || config.max_vcpu_count === null) return CONSTANTS.defaultMaxVCpus.value;
  return number(config.max_vcpu_count);
}

/** The one architecture of a capacity provider or function; undefined when it is not known or not set. */
export const architectureOf = ({ type, values }: Resource): string | undefined =>
  texts(type === PROVIDER ? only(values.instance_requirements).architectures : values.architectures)?.[0];

const functionsByProvider = (world: World) =>
  Map.groupBy(world.ofType(FUNCTION).filter(isManaged), (fn) => providerOf(world, fn));

export const functionsOn = (world: World, provider: Resource): readonly Resource[] =>
  world.once(functionsByProvider).get(provider) ?? [];

/** What AWS calls it, with its Region or stack where that tells it from another one, or else its address. */
export const nameOf = ({ values, address, apart }: Resource): string => {
  const name = knownText(values.function_name) ?? knownText(values.name) ?? address;
  return apart === undefined ? name : `${name} in ${apart}`;
};
