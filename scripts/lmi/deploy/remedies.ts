// What to do about each reason that Lambda gives for a version that failed, or for an update that did: one table.

export interface Remedy {
  /** What to do, in one line. */
  readonly remedy: string;
  /** Where it is documented, or was measured. */
  readonly source: string;
}

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/";
const MANAGED = `${GUIDE}lambda-managed-instances`;
const EC2_QUOTAS = "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html";
const ENCRYPTION = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html";
const REASONS = "https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html";
const STUCK = "https://github.com/aws-powertools/powertools-lambda-typescript/issues/5735";

const from = (source: string, remedies: Readonly<Record<string, string>>): [string, Remedy][] =>
  Object.entries(remedies).map(([code, remedy]) => [code, { remedy, source }]);

const publish = "publish anew with another revision of the function";

/** By reason code, of a state and of an update alike. */
export const REMEDIES: ReadonlyMap<string, Remedy> = new Map([
  ...from(STUCK, {
    CapacityProviderScalingLimitExceeded:
      "allow smaller instance types or set a larger maxVCpus, with another capacityProvider.revision: a provider that met its limit stays stuck when it is raised in place",
  }),
  ...from(EC2_QUOTAS, {
    VcpuLimitExceeded: `ask for a higher EC2 quota of On-Demand vCPUs for the instance family, then ${publish}`,
  }),
  ...from(`${MANAGED}-quotas.html`, {
    ServiceQuotaExceededException: `raise the quota that the reason names, then ${publish}`,
    EC2RequestLimitExceeded: `wait until EC2 is asked less often from this account, then ${publish}`,
  }),
  ...from(`${MANAGED}-capacity-providers.html`, {
    InsufficientCapacity:
      "EC2 has none of these instance types there now: allow more types or add an Availability Zone, which makes a new capacity provider",
    SubnetOutOfIPAddresses: `free addresses or give the provider larger subnets, then ${publish}`,
    InvalidSubnet: "name private subnets that exist in the capacity provider's VPC",
    InvalidSecurityGroup: "name security groups that exist in the capacity provider's VPC",
    EniLimitExceeded: `ask for a higher quota of network interfaces in the Region, then ${publish}`,
  }),
  ...from(ENCRYPTION, {
    DisallowedByVpcEncryptionControl:
      "the VPC enforces encryption in transit: allow only instance types that encrypt it, or exclude the resource there",
  }),
  ...from(`${MANAGED}-operator-role.html`, {
    InsufficientRolePermissions: `compare the operator role's policy, and service control policies, with what the capacity provider needs, then ${publish}`,
  }),
  ...from(`${GUIDE}troubleshooting-deployment.html`, {
    DependencyError: `a service that Lambda depends on failed: ${publish}`,
    InternalError: `Lambda failed by itself: ${publish}; if it fails again, ask AWS Support`,
    InvalidConfiguration: "correct what the reason names; the configuration does not fit together",
    InvalidRuntime: "choose a runtime that managed instances have",
    InvalidZipFileException: "build and deploy again: the archive cannot be read",
  }),
  ...from(`${GUIDE}lambda-runtime-environment.html`, {
    FunctionError: "read the function's log: its environment failed while it started",
    "FunctionError.InitTimeout":
      "make the code outside the handler shorter: it did not finish in time; the function's log says how far it got",
    "FunctionError.RuntimeInitError":
      "read the function's log: the code outside the handler threw, or the module does not load",
    "FunctionError.InitResourceExhausted": "give the function more memoryMib: starting took more than it has",
    "FunctionError.InvalidEntryPoint": "correct the handler, or the image's entry point: there is nothing to start",
    "FunctionError.InvalidWorkingDirectory": "correct the image's working directory: it does not exist",
    "FunctionError.PermissionDenied":
      "make the entry point readable and executable for everyone in the archive or image",
  }),
  ...from(`${GUIDE}runtimes-extensions-api.html`, {
    "FunctionError.ExtensionInitError":
      "read the function's log: an extension failed to start; update or remove its layer",
    "FunctionError.TooManyExtensions": "remove extensions: there are more than an environment may have",
  }),
  ...from(`${GUIDE}configuration-envvars-encryption.html`, {
    KMSKeyAccessDenied: "allow the execution role, and Lambda, to use the KMS key",
    KMSKeyNotFound: "name a KMS key that exists in the Region",
    InvalidStateKMSKey: "cancel the deletion of the KMS key, or name another",
    DisabledKMSKey: "enable the KMS key, or name another",
  }),
  ...from(`${GUIDE}images-create.html`, {
    ImageAccessDenied: "allow Lambda to pull the image in the policy of its repository",
    ImageDeleted: "push the image again, or deploy another one",
    InvalidImage: "build the image for the function's architecture and Lambda's manifest formats",
  }),
  ...from(`${GUIDE}configuration-filesystem-efs.html`, {
    EFSIOError: "look at the file system: reading from it or writing to it failed",
    EFSMountConnectivityError: "open port 2049 between the instances' security group and the file system's",
    EFSMountFailure: "correct the access point and the execution role's rights on the file system",
    EFSMountTimeout: "check that the file system has a mount target in each of the provider's zones",
  }),
  ...from(REASONS, {
    Creating: "wait: Lambda is making the version",
    Restoring: "wait: Lambda is bringing the version back",
    Idle: "invoke it once: Lambda has taken its resources away because it was not used",
    DrainingDurableExecutions: "wait until its durable executions have ended, or stop them",
  }),
]);

const PAGE = "docs/runbook.md#a-version-failed";

/** What to do about a version in state Failed, and where it is written down, in one line. @param code StateReasonCode, if Lambda gave one */
export function failedLine(code: string | null | undefined): string {
  const found = code ? REMEDIES.get(code) : undefined;
  return found ? `${found.remedy}; see ${PAGE}` : `see ${PAGE}`;
}
