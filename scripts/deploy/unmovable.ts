// What no apply can change under a running environment, each with the way that there is.

import type { Template } from "../../terraform/manifest.ts";
import { environmentOf } from "../../terraform/manifest.ts";
import {
  blockOf,
  deployed,
  deployedNetwork,
  inTemplate,
  type Network,
  wantedNetwork,
  type ZoneSubnet,
} from "./networks.ts";
import type { State } from "./state.ts";

/** One environment's stack: what was synthesised, and what there is. */
export interface Sides {
  readonly stack: string;
  readonly template: Template;
  readonly state: State | undefined;
}

const vpcText = ({ vpc }: Network): string => ("cidr" in vpc ? `a VPC of its own at ${vpc.cidr}` : vpc.id);

/** To another VPC or architecture there is a way that keeps all data: docs/changes.md. */
const anew = (stack: string, without: readonly string[]) => {
  const environment = environmentOf(stack);
  const gone = without.map((layer) => `${environment}-${layer}`).join(" ");
  return `with the configuration as it was, npm run cdktf -- destroy ${gone}; then, with the new one, deploy '${environment}-*': tables stay, the API is away meanwhile (docs/changes.md)`;
};

/** Another VPC: AWS deletes none under what runs in it. */
function vpcLines({ stack }: Sides, from: Network, to: Network): string[] {
  if (vpcText(from) === vpcText(to)) return [];
  return [
    `${stack}: is in ${vpcText(from)}, and nothing moves it to ${vpcText(to)} while it runs: ${anew(stack, ["operations", "service", "network"])}`,
  ];
}

/** A zone's addresses under running instances. */
function addressLines({ stack }: Sides, from: Network, to: Network): string[] {
  const at = (network: Network, zone: string) => network.subnets.find((subnet) => subnet.zone === zone);
  const moved = to.subnets.filter(({ zone, cidr }) => (at(from, zone)?.cidr ?? cidr) !== cidr);
  const taken = to.subnets.filter(({ zone, cidr }) =>
    from.subnets.some((old) => old.cidr === cidr && old.zone !== zone),
  );
  const [first] = [...moved, ...taken];
  if (!first) return [];
  const { cidr, zone } = at(from, first.zone) ?? from.subnets.find((old) => old.cidr === first.cidr) ?? first;
  return [
    `${stack}: ${zone} is at ${cidr}, where instances run: write network.availabilityZones: ${recorded(from, to)}`,
  ];
}

/** What to write down: the blocks that there are, and for each new zone its letter's or the first that is free. */
function recorded(from: Network, to: Network): string {
  const used = new Map(from.subnets.map((subnet) => [subnet.zone, blockOf(subnet)]));
  const entries = to.subnets.map((subnet: ZoneSubnet) => {
    const free = [blockOf(subnet), 0, 1, 2, 3, 4, 5, 6, 7].find((block) => ![...used.values()].includes(block));
    const block = used.get(subnet.zone) ?? free ?? blockOf(subnet);
    used.set(subnet.zone, block);
    return `${JSON.stringify(subnet.zone)}: ${block}`;
  });
  return `{ ${entries.join(", ")} }`;
}

export function networkLines(sides: Sides): string[] {
  const [from, to] = [deployedNetwork(sides.state), wantedNetwork(sides.template)];
  if (!from || !to) return [];
  const lines = vpcLines(sides, from, to);
  return lines.length > 0 ? lines : addressLines(sides, from, to);
}

/** A provider changes a function's configuration first and its code after: between the two it would be on instances that cannot run it. */
export function architectureLines({ stack, template, state }: Sides): string[] {
  const wanted = new Map(
    inTemplate(template).flatMap(({ type, attributes }) =>
      type === "aws_lambda_function" ? [[attributes.function_name, attributes.architectures] as const] : [],
    ),
  );
  return deployed(state, "aws_lambda_function").flatMap((attributes) => {
    const [from] = attributes.architectures as string[];
    const to = (wanted.get(attributes.function_name) as string[] | undefined)?.[0];
    const isManaged = ((attributes.capacity_provider_config as unknown[] | undefined) ?? []).length > 0;
    if (!isManaged || to === undefined || from === to) return [];
    return [
      `${stack}: ${attributes.function_name} is ${from}, and AWS moves no function on managed instances to ${to}: ${anew(stack, ["operations", "service"])}`,
    ];
  });
}

/** Another Region would be another system, and Terraform would replace the tables. */
export function regionLines({ stack, template, state }: Sides): string[] {
  const providers = (template.provider ?? {}) as { readonly aws?: readonly { readonly region?: string }[] };
  const to = providers.aws?.[0]?.region;
  const arns = (state?.resources ?? []).flatMap(({ mode, instances }) =>
    mode === "managed" ? instances.map(({ attributes = {} }) => `${attributes.arn ?? ""}`.split(":")[3] ?? "") : [],
  );
  const from = arns.find((region) => region !== "");
  if (to === undefined || from === undefined || from === to) return [];
  // The same for each of its stacks.
  const environment = environmentOf(stack);
  return [
    `${environment}: is in ${from}, and a deployment does not move to ${to}: give the environment there another name`,
  ];
}
