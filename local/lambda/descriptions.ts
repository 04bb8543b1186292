// How the Lambda API describes functions and capacity providers.

import type { FunctionState } from "./events.ts";
import type { CapacityProviderSpec, FunctionSpec } from "./functionSpec.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export function describeFunction(
  spec: FunctionSpec,
  version: string,
  status: { state: FunctionState; stateReason: { code: string; message: string } | undefined },
  capacityProvider: CapacityProviderSpec | undefined,
  lastModified: string,
): Record<string, unknown> {
  return {
    FunctionName: spec.name,
    FunctionArn: version === "$LATEST" ? spec.arn : `${spec.arn}:${version}`,
    Runtime: spec.runtime,
    Role: spec.role,
    Handler: spec.handler,
    CodeSize: 0,
    Description: "",
    Timeout: spec.timeoutSeconds,
    MemorySize: spec.memoryMib,
    LastModified: lastModified,
    Version: version,
    Environment: { Variables: spec.environment },
    PackageType: "Zip",
    State: status.state,
    ...(status.stateReason === undefined
      ? {}
      : { StateReasonCode: status.stateReason.code, StateReason: status.stateReason.message }),
    LastUpdateStatus: "Successful",
    LoggingConfig: { LogFormat: "JSON", LogGroup: spec.logGroup },
    ...(capacityProvider === undefined ? {} : { Architectures: [capacityProvider.architecture] }),
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

/** https://docs.aws.amazon.com/lambda/latest/api/API_CapacityProvider.html */
export function describeCapacityProvider(
  { spec, maxVCpus }: { readonly spec: CapacityProviderSpec; readonly maxVCpus: number },
  lastModified: string,
): Record<string, unknown> {
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
    LastModified: lastModified,
  };
}
