// What a deployment may run into although the configuration is right: quotas that an account can have raised.
import { LIMITS } from "./limits.ts";
import type { EnvironmentConfig } from "./schema.ts";
import { zonesOf } from "./zones.ts";

function addressesOf({ network }: EnvironmentConfig): number {
  if (network.vpc === "existing" || network.egress.type === "endpoints") return 0;
  return network.egress.gateways === "one" ? 1 : zonesOf(network).length;
}

/** One line for each Region in which environments of one account may need more than the account has by default. */
export function quotaNotes(environments: readonly EnvironmentConfig[]): string[] {
  const places = Map.groupBy(environments, ({ region, allowedAccountIds }) =>
    JSON.stringify([region, allowedAccountIds?.toSorted()]),
  );
  return [...places.values()].flatMap((there) => {
    const holders = there.filter((environment) => addressesOf(environment) > 0);
    const addresses = holders.reduce((sum, environment) => sum + addressesOf(environment), 0);
    if (addresses <= LIMITS.elasticIps.value) return [];
    const [{ region } = { region: "" }] = holders;
    const names = holders.map(({ name }) => name).join(", ");
    return `note: NAT gateways of ${names} need ${addresses} Elastic IP addresses in ${region}, an account has ${LIMITS.elasticIps.value} unless its quota was raised; ${LIMITS.elasticIps.documentation}`;
  });
}
