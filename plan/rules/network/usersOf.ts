// Which capacity providers use a part of the network: a subnet, a security group, or a VPC.
import { only } from "../../../terraform/block.ts";
import type { Change } from "../../plan.ts";
import { PROVIDER } from "../capacity/managed.ts";
import { knownText, type Resource, type World, type Worlds } from "../world/world.ts";

export const SUBNET = "aws_subnet";
export const GROUP = "aws_security_group";
export const VPC = "aws_vpc";

const configOf = ({ values }: Resource) => only(values.vpc_config);

/** The parts of the network that a provider names, with the VPCs around them. */
function partsOf(world: World, provider: Resource): readonly Resource[] {
  const { subnet_ids: subnets, security_group_ids: groups } = configOf(provider);
  const named = [...world.all(provider, subnets, SUBNET), ...world.all(provider, groups, GROUP)];
  return [...named, ...named.flatMap((part) => world.all(part, part.values.vpc_id, VPC))];
}

const isAt = ({ stack, address }: Resource, change: Change): boolean =>
  stack === change.stack && address === change.address;

/** Providers that use it now. */
export const usersOf = ({ before }: Worlds, change: Change): readonly Resource[] =>
  before.ofType(PROVIDER).filter((provider) => partsOf(before, provider).some((part) => isAt(part, change)));

/** Whether a provider names it by its id even after the apply; of a VPC, whether it names a part that the plans show in it. */
export function namesAfterwards({ before, after }: Worlds, provider: Resource, change: Change): boolean {
  const next = after.same(provider);
  if (next === undefined) return false;
  const config = configOf(next);
  const ids = new Set([config.subnet_ids, config.security_group_ids].flat().flatMap((id) => knownText(id) ?? []));
  return partsOf(before, provider).some((part) => {
    const inIt = isAt(part, change) || before.all(part, part.values.vpc_id, VPC).some((vpc) => isAt(vpc, change));
    const id = knownText(part.values.id);
    return inIt && id !== undefined && ids.has(id);
  });
}
