// Zones that an environment does without, and whose subnets its capacity providers still use.

import type { Template } from "../../terraform/manifest.ts";
import { blockOf, deployed, deployedNetwork, wantedNetwork } from "./networks.ts";
import type { State } from "./state.ts";

interface VpcConfig {
  readonly subnet_ids?: readonly string[];
}

const subnetsOf = (provider: Readonly<Record<string, unknown>>): readonly string[] =>
  ((provider.vpc_config ?? []) as readonly VpcConfig[]).flatMap(({ subnet_ids: ids = [] }) => ids);

/** By zone, the block of its subnets: empty when the network may change at once. */
export function leavingZones(
  network: { readonly template: Template; readonly state: State | undefined },
  service: State | undefined,
): Readonly<Record<string, number>> {
  const wanted = wantedNetwork(network.template)?.subnets ?? [];
  const used = new Set(deployed(service, "aws_lambda_capacity_provider").flatMap(subnetsOf));
  const leaving = (deployedNetwork(network.state)?.subnets ?? []).filter(
    ({ zone, id }) => id !== undefined && used.has(id) && !wanted.some((subnet) => subnet.zone === zone),
  );
  return Object.fromEntries(leaving.map((subnet) => [subnet.zone, blockOf(subnet)]));
}
