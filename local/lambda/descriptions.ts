// How the Lambda API describes functions and capacity providers.

import type { FunctionState } from "./events.ts";
import type { CapacityProviderSpec, FunctionPermission, FunctionSpec } from "./functionSpec.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export function describeFunction(
  spec: FunctionSpec,
  version: string,
  status: { state: FunctionState; stateReason: { code: string; message: string } | undefined },
  capacityProvider: CapacityProviderSpec | undefined,
): Record<string, unknown> {
  const { description, architecture, code, ephemeralStorageMib, layers, modifiedAt, revisionId } = spec.details;
  return {
    FunctionName: spec.name,
    FunctionArn: version === "$LATEST" ? spec.arn : `${spec.arn}:${version}`,
    Runtime: spec.runtime,
    Role: spec.role,
    Handler: spec.handler,
    CodeSize: code.bytes,
    CodeSha256: code.sha256,
    Description: description,
    Timeout: spec.timeoutSeconds,
    MemorySize: spec.memoryMib,
    LastModified: dateOf(modifiedAt),
    RevisionId: revisionId,
    Version: version,
    Environment: { Variables: spec.environment },
    PackageType: "Zip",
    State: status.state,
    ...(status.stateReason === undefined
      ? {}
      : { StateReasonCode: status.stateReason.code, StateReason: status.stateReason.message }),
    LastUpdateStatus: "Successful",
    LoggingConfig: {
      LogFormat: "JSON",
      ApplicationLogLevel: spec.logLevels.application,
      SystemLogLevel: spec.logLevels.system,
      LogGroup: spec.logGroup,
    },
    Architectures: [architecture],
    TracingConfig: { Mode: spec.isTraced ? "Active" : "PassThrough" },
    ...(layers.length > 0 && { Layers: layers.map((arn) => ({ Arn: arn })) }),
    EphemeralStorage: { Size: ephemeralStorageMib },
    ...(spec.managed === undefined
      ? {}
      : {
          CapacityProviderConfig: {
            LambdaManagedInstancesCapacityProviderConfig: {
              CapacityProviderArn: capacityProvider?.arn,
              PerExecutionEnvironmentMaxConcurrency: spec.managed.maxConcurrency,
              ExecutionEnvironmentMemoryGiBPerVCpu: spec.managed.memoryGibPerVCpu,
            },
          },
        }),
  };
}

/** As the Lambda API writes dates. */
const dateOf = (milliseconds: number) => new Date(milliseconds).toISOString().replace("Z", "+0000");

/** A function's resource-based policy, as JSON text. */
export const describePolicy = (permissions: readonly FunctionPermission[]): string =>
  JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: permissions.map(({ statement }) => statement) });

/** https://docs.aws.amazon.com/lambda/latest/api/API_CapacityProvider.html */
export function describeCapacityProvider({
  spec,
  maxVCpus,
}: {
  readonly spec: CapacityProviderSpec;
  readonly maxVCpus: number;
}): Record<string, unknown> {
  return {
    CapacityProviderArn: spec.arn,
    State: "Active",
    VpcConfig: { SubnetIds: spec.subnetIds, SecurityGroupIds: spec.securityGroupIds },
    PermissionsConfig: { CapacityProviderOperatorRoleArn: spec.operatorRoleArn },
    InstanceRequirements: { Architectures: [spec.architecture] },
    CapacityProviderScalingConfig: {
      MaxVCpuCount: maxVCpus,
      ScalingMode: spec.scalingMode,
      ...(spec.targetCpuPercent === undefined
        ? {}
        : {
            ScalingPolicies: [
              {
                PredefinedMetricType: "LambdaCapacityProviderAverageCPUUtilization",
                TargetValue: spec.targetCpuPercent,
              },
            ],
          }),
    },
    LastModified: dateOf(spec.modifiedAt),
  };
}
