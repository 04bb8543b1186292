// In which Region each resource of a plan is: as it says itself, or else as its provider's configuration or the other resources
// of its provider say.
import { isObject, text, type Values } from "../terraform/block.ts";
import { createConfigured, type PlanConfiguration, regionOf } from "../terraform/planConfiguration.ts";
import type { Plan, ResourceState } from "./plan.ts";

/** Undefined where nothing in the plan says it. */
export type RegionOf = (resource: ResourceState) => string | undefined;

/** What names the Region in a value of a resource, by attribute. */
const SAYS: readonly (readonly [attribute: string, pattern: RegExp])[] = [
  ["region", /^([a-z]{2,}(?:-[a-z]+)+-\d+)$/],
  ["arn", /^arn:[\w-]+:[\w-]+:([a-z]{2,}(?:-[a-z]+)+-\d+):/],
  ["id", /^arn:[\w-]+:[\w-]+:([a-z]{2,}(?:-[a-z]+)+-\d+):/],
  // A queue's id and url.
  ["id", /^https:\/\/sqs\.([a-z]{2,}(?:-[a-z]+)+-\d+)\.amazonaws\./],
  // Also of a local zone, us-west-2-lax-1a.
  ["availability_zone", /^([a-z]{2,}(?:-[a-z]+)+-\d+)(?:-[a-z]+-\d+)?[a-z]$/],
];

const ownRegion = (values: Values): string | undefined => {
  for (const [attribute, pattern] of SAYS) {
    const found = pattern.exec(text(values[attribute]) ?? "")?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The data source has it as `region`, before version 6 of the provider as `name`. */
const dataRegion = ({ type, values }: ResourceState): string | undefined =>
  type === "aws_region" ? text(values.region ?? values.name ?? values.id) : undefined;

/** The one that all say; undefined where they differ. */
const agreed = (regions: Iterable<string>): string | undefined => {
  const [first, ...others] = new Set(regions);
  return others.length === 0 ? first : undefined;
};

const DEFAULT = "aws";

/** @param side what is there before the apply is where it is, whatever the provider is configured to now */
export function regionsIn(plan: Plan, side: "before" | "after"): RegionOf {
  const configuration: PlanConfiguration = isObject(plan.configuration) ? plan.configuration : {};
  const providers = configuration.provider_config ?? {};
  const [alone] = Object.keys(providers).length === 1 ? Object.keys(providers) : [];
  const configured = createConfigured(configuration);
  const keyOf = ({ address }: ResourceState): string => {
    const key = configured(address).resource?.provider_config_key ?? DEFAULT;
    return key in providers ? key : (alone ?? key);
  };
  const said = new Map<string, Set<string>>();
  for (const resource of [...plan.before, ...(side === "after" ? plan.after : [])]) {
    const region = resource.mode === "data" ? dataRegion(resource) : ownRegion(resource.values);
    if (region === undefined) continue;
    const key = keyOf(resource);
    said.set(key, (said.get(key) ?? new Set()).add(region));
  }
  return (resource) => {
    const own = ownRegion(resource.values);
    if (own !== undefined) return own;
    const key = keyOf(resource);
    const [byConfiguration, bySiblings] = [regionOf(configuration, key), agreed(said.get(key) ?? [])];
    return side === "before" ? (bySiblings ?? byConfiguration) : (byConfiguration ?? bySiblings);
  };
}
