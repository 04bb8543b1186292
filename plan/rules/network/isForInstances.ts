// Whether a part of the network is of the kind that capacity providers use, when no plan shows one.
import type { Resource, Worlds } from "../world/world.ts";
import { GROUP, SUBNET } from "./usersOf.ts";

/** Subnets with a NAT gateway or public addresses, and groups of endpoints, are for other things. */
export function isForInstances({ before }: Worlds, resource: Resource): boolean {
  const isNamedBy = (type: string, attribute: string): boolean =>
    before.ofType(type).some((other) => before.all(other, other.values[attribute], resource.type).includes(resource));
  if (resource.type === SUBNET) {
    return resource.values.map_public_ip_on_launch !== true && !isNamedBy("aws_nat_gateway", "subnet_id");
  }
  return resource.type !== GROUP || !isNamedBy("aws_vpc_endpoint", "security_group_ids");
}
