// A network as it is deployed, and as it was synthesised: which VPC, and where each zone's private subnet is.
import type { Template } from "../../terraform/manifest.ts";
import { managedIn, type State } from "./state.ts";

export interface ZoneSubnet {
  readonly zone: string;
  readonly cidr: string;
  /** Of what is deployed. */
  readonly id?: string;
}

/** Of a new VPC its addresses, of an existing one its id. */
export interface Network {
  readonly vpc: { readonly cidr: string } | { readonly id: string };
  readonly subnets: readonly ZoneSubnet[];
}

type Attributes = Readonly<Record<string, unknown>>;
interface Found {
  readonly type: string;
  readonly name: string;
  readonly attributes: Attributes;
}

/** Private subnets and the instances' security group have these names in the network stack. */
const SUBNET = /^private-(?!route)/;
const GROUP = "instances";

const inState = (state: State | undefined): Found[] =>
  managedIn(state).flatMap(({ type, name, instances }) =>
    instances.map(({ attributes = {} }) => ({ type, name, attributes })),
  );

/** Every resource of a synthesised stack. */
export const inTemplate = ({ resource = {} }: Template): Found[] =>
  Object.entries(resource as Record<string, Record<string, Attributes>>).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, attributes]) => ({ type, name, attributes })),
  );

function networkOf(found: readonly Found[]): Network | undefined {
  const first = (wanted: string, attribute: string) =>
    found.find(({ type, name }) => type === wanted && (wanted !== "aws_security_group" || name === GROUP))?.attributes[
      attribute
    ];
  const cidr = first("aws_vpc", "cidr_block");
  const id = first("aws_security_group", "vpc_id");
  const subnets = found
    .filter(({ type, name }) => type === "aws_subnet" && SUBNET.test(name))
    .map(({ name, attributes }) => ({
      zone: name.replace(SUBNET, ""), // as it is configured: by letter or by id
      cidr: `${attributes.cidr_block}`,
      ...(typeof attributes.id === "string" && { id: attributes.id }),
    }));
  if (typeof cidr === "string") return { vpc: { cidr }, subnets };
  return typeof id === "string" ? { vpc: { id }, subnets } : undefined;
}

export const deployedNetwork = (state: State | undefined): Network | undefined => networkOf(inState(state));

export const wantedNetwork = (template: Template): Network | undefined => networkOf(inTemplate(template));

/** What is deployed of a type, with its attributes. */
export const deployed = (state: State | undefined, type: string): Attributes[] =>
  inState(state).flatMap((found) => (found.type === type ? [found.attributes] : []));

/** Which /20 of the VPC's private half it is. */
export const blockOf = ({ cidr }: ZoneSubnet): number => Number(cidr.split(".")[2]) / 16;
