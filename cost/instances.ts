// What managed instances carry and cost.
import type { Basis } from "./constants.ts";
import type { Instance } from "./prices/priceTable.ts";

/** One execution environment, as far as an instance notices it. */
export interface EnvironmentSize {
  readonly memoryMib: number;
  readonly memoryGibPerVCpu: number;
}

/** vCPUs of one execution environment: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html */
export const environmentVCpus = ({ memoryMib, memoryGibPerVCpu }: EnvironmentSize): number =>
  memoryMib / 1024 / memoryGibPerVCpu;

/** What an instance has for environments, after what it keeps for itself. */
export type Spare = Pick<Instance, "vCpus" | "memoryGib">;

export const spareOf = ({ vCpus, memoryGib }: Instance, basis: Basis): Spare => ({
  vCpus: vCpus - basis.value("instanceOverheadVCpus"),
  memoryGib: memoryGib - basis.value("instanceOverheadGib"),
});

/** Execution environments that fit in; 0 if it is too small. */
export const environmentsIn = ({ vCpus, memoryGib }: Spare, environment: EnvironmentSize): number =>
  Math.max(0, Math.floor(Math.min(vCpus / environmentVCpus(environment), memoryGib / (environment.memoryMib / 1024))));

/** Execution environments that fit on one instance. */
export const environmentsPerInstance = (instance: Instance, environment: EnvironmentSize, basis: Basis): number =>
  environmentsIn(spareOf(instance, basis), environment);

/**
 * Instances that run for so many environments: enough to hold them, and spread, so that up to three environments have one each.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html
 */
export const instancesFor = (environments: number, perInstance: number, basis: Basis): number =>
  spread(environments, perInstance, basis.value("minInstances"));

/** The same, for loops that ask for many numbers of environments. */
export const spread = (environments: number, perInstance: number, minInstances: number): number =>
  Math.max(Math.ceil(environments / perInstance), Math.min(environments, minInstances));

/** Of one managed instance, by the hour: EC2 and the management fee, which no discount touches. */
export interface HourlyPrice {
  readonly ec2UsdPerHour: number;
  readonly feeUsdPerHour: number;
}

/**
 * The fee is a share of the EC2 on-demand list price, whatever EC2 itself costs after a discount.
 * https://aws.amazon.com/lambda/pricing/
 * @param discount 0 to 1, off the EC2 part
 */
export const managedInstanceUsdPerHour = (listUsdPerHour: number, basis: Basis, discount = 0): HourlyPrice => ({
  ec2UsdPerHour: listUsdPerHour * (1 - discount),
  feeUsdPerHour: listUsdPerHour * basis.value("managementFee"),
});

/** So many instances running all month, with the fee. */
export function alwaysOnUsdPerMonth(count: number, listUsdPerHour: number, basis: Basis, discount = 0): number {
  const { ec2UsdPerHour, feeUsdPerHour } = managedInstanceUsdPerHour(listUsdPerHour, basis, discount);
  return count * (ec2UsdPerHour + feeUsdPerHour) * basis.value("hoursPerMonth");
}
