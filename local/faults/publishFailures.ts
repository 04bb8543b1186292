// Why a publish on managed instances can fail: StateReasonCode as documented, and what StateReason says here.
// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html

const REASONS = {
  CapacityProviderScalingLimitExceeded:
    "The capacity provider's vCPU limit leaves no room for the function's environments",
  InsufficientCapacity: "EC2 has no capacity for the allowed instance types in these Availability Zones",
  VcpuLimitExceeded: "The account's vCPU quota for EC2 instances is reached",
  EC2RequestLimitExceeded: "EC2 throttled the requests for instances",
  ServiceQuotaExceededException: "A service quota is reached",
  SubnetOutOfIPAddresses: "The capacity provider's subnets have no free IP addresses",
  InsufficientRolePermissions: "The capacity provider's operator role may not do what is needed",
  DisallowedByVpcEncryptionControl: "The VPC's encryption control does not allow the instances",
  DependencyError: "A service that Lambda depends on failed",
} as const;

export type PublishFailure = keyof typeof REASONS;

export const PUBLISH_FAILURES = Object.keys(REASONS) as readonly PublishFailure[];

/** As GetFunction shows it. */
export const publishFailure = (code: PublishFailure) => ({ code, message: REASONS[code] });
