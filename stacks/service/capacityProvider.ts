// A capacity provider: where and on what Lambda runs managed instances, and how many vCPUs they may have together.
import { createHash } from "node:crypto";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { LambdaCapacityProvider } from "@cdktf/provider-aws/lib/lambda-capacity-provider/index.js";
import { Construct } from "constructs";
import type { CapacityProviderConfig } from "../config/managedFunctions.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import { subnetIdentity, zonesOf } from "../config/zones.ts";
import type { ServiceRole } from "../shared/serviceRole.ts";

const CPU_METRIC = "LambdaCapacityProviderAverageCPUUtilization";

export interface ManagedCapacityOptions {
  /** The name without the hash. */
  readonly name: string;
  readonly config: CapacityProviderConfig;
  readonly network: EnvironmentConfig["network"];
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/**
 * What AWS cannot change on an existing provider, as the configuration says it: zones and their blocks stand for the subnets; and
 * the revision, with which the configuration asks for another one.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateCapacityProvider.html
 */
function immutableHash({ name, config, network }: ManagedCapacityOptions): string {
  const { architecture, allowedInstanceTypes, excludedInstanceTypes, kmsKeyArn, revision } = config;
  const place =
    network.vpc === "new"
      ? [network.cidr, subnetIdentity(zonesOf(network))]
      : [network.vpcId, Object.entries(network.subnetIds).map(namedSubnets).toSorted()];
  const fields = [name, place, architecture, allowedInstanceTypes, excludedInstanceTypes, kmsKeyArn];
  // Only where there is one: without, names stay what they were.
  const named = revision === undefined ? fields : [...fields, `${revision}`];
  return createHash("sha256").update(JSON.stringify(named)).digest("hex").slice(0, 8);
}

/** A zone that has one subnet is named as it was when it could have no more. */
const namedSubnets = ([zone, ids]: [string, readonly string[]]) => [zone, ids.length > 1 ? ids.toSorted() : ids[0]];

/** The provider's name: carries a hash of its immutable fields, so that its successor can exist beside it. */
export const capacityProviderName = (options: ManagedCapacityOptions): string =>
  `${options.name}-${immutableHash(options)}`;

/** Where Lambda logs launches and losses of instances; the operator role must be allowed to write there. */
export const instanceLogGroupName = (providerName: string): string => `/aws/lambda/capacity-provider/${providerName}`;

export class ManagedCapacity extends Construct {
  readonly arn: string;
  readonly name: string;

  /** @param options.operator the role with which Lambda runs instances; its policy is there before the first one */
  constructor(
    scope: Construct,
    id: string,
    options: ManagedCapacityOptions & { operator: ServiceRole; logRetentionDays: number },
  ) {
    super(scope, id);
    const { config, subnetIds, securityGroupIds, operator, logRetentionDays } = options;
    this.name = capacityProviderName(options);
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: instanceLogGroupName(this.name),
      retentionInDays: logRetentionDays,
    });
    const provider = new LambdaCapacityProvider(this, "provider", {
      name: this.name,
      vpcConfig: [{ subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] }],
      permissionsConfig: [{ capacityProviderOperatorRoleArn: operator.arn }],
      ...(config.kmsKeyArn && { kmsKeyArn: config.kmsKeyArn }),
      // Functions move to the successor before the old one goes: AWS refuses to delete a provider in use.
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [logs, operator.policy],
    });
    // As overrides: in the schema these two are lists of objects whose every attribute must be there, null when unset.
    provider.addOverride("instance_requirements", [
      {
        architectures: [config.architecture],
        allowed_instance_types: config.allowedInstanceTypes ?? null,
        excluded_instance_types: config.excludedInstanceTypes ?? null,
      },
    ]);
    provider.addOverride("capacity_provider_scaling_config", [
      {
        max_vcpu_count: config.maxVCpus,
        scaling_mode: config.scaling.mode,
        scaling_policies:
          config.scaling.mode === "Manual"
            ? [{ predefined_metric_type: CPU_METRIC, target_value: config.scaling.targetCpuPercent }]
            : null,
      },
    ]);
    this.arn = provider.arn;
  }
}
