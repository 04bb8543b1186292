// The capacity providers of all managed functions, and the one role with which Lambda runs their instances.
import type { ManagedFunction } from "../config/managedFunctions.ts";
import type { NetworkStack } from "../network/networkStack.ts";
import type { EnvironmentStack } from "../shared/environmentStack.ts";
import { functionNameOf } from "../shared/names.ts";
import { ServiceRole } from "../shared/serviceRole.ts";
import {
  capacityProviderName,
  instanceLogGroupName,
  ManagedCapacity,
  type ManagedCapacityOptions,
} from "./capacityProvider.ts";
import { operatorStatements } from "./operatorRole.ts";
import { subnetArnsOf } from "./subnetArns.ts";

/** What a part of a function is called in addresses. A team's own ids come last, so that none of them is another's part. */
export const constructId = (id: string, part: string): string =>
  id === "api" || id === "processor" ? `${id}-${part}` : `${part}-${id}`;

/** By the id of the function that has it; functions that share one are not in here. */
export function addCapacities(
  stack: EnvironmentStack,
  managed: readonly ManagedFunction[],
  network: NetworkStack,
): ReadonlyMap<string, ManagedCapacity> {
  const { config, names, accountId } = stack;
  const securityGroupIds = [network.instanceSecurityGroupId];
  const hosts = managed.filter(({ id, host }) => id === host);
  const options = ({ id, capacityProvider }: ManagedFunction): ManagedCapacityOptions => ({
    name: functionNameOf(config, id),
    config: capacityProvider,
    network: config.network,
    subnetIds: network.subnetIds,
    securityGroupIds,
  });
  const operator = new ServiceRole(stack, "operator", {
    name: names.operator,
    service: "lambda.amazonaws.com",
    ...(config.operatorTrust === "thisAccount" && { accountId }),
    statements: operatorStatements({
      arn: (resource) => stack.arn("ec2", resource),
      imageArn: stack.arn("ec2", "image/*", { account: "" }),
      subnetArns: subnetArnsOf(stack, network.subnetIds),
      securityGroupIds,
      logGroupArns: hosts.map((host) => {
        const name = capacityProviderName(options(host));
        return stack.arn("logs", `log-group:${instanceLogGroupName(name)}`);
      }),
      volumeKeyArns: [...new Set(hosts.flatMap(({ capacityProvider }) => capacityProvider.kmsKeyArn ?? []))],
      region: config.region,
    }),
  });
  const logRetentionDays = config.logs.retentionDays;
  const capacityOf = (host: ManagedFunction) =>
    new ManagedCapacity(stack, constructId(host.id, "capacity"), { ...options(host), operator, logRetentionDays });
  return new Map(hosts.map((host) => [host.id, capacityOf(host)]));
}
