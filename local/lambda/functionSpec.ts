// What the local Lambda is told about the account: its functions and the capacity providers that some of them run on.

import type { ScalingConfig } from "./scaling.ts";

/** How a function uses a capacity provider. */
export interface ManagedSpec {
  capacityProviderName: string;
  /** vCPUs of one execution environment. */
  vCpus: number;
  /** Invocations that one execution environment takes at once (PerExecutionEnvironmentMaxConcurrency). */
  maxConcurrency: number;
  memoryGibPerVCpu: number;
  /** What the function is published with; 0/0 starts it deactivated. @default AWS's default: min 3, max up to the vCPU cap */
  initialScalingConfig?: ScalingConfig;
}

/** A statement of a function's resource-based policy. */
export interface FunctionPermission {
  functionName: string;
  /** The version or alias whose policy it is in; undefined for the function's own. */
  qualifier: string | undefined;
  /** As GetPolicy shows it. */
  statement: object;
}

/** What descriptions show and nothing here depends on. */
export interface FunctionDetails {
  description: string;
  architecture: string;
  ephemeralStorageMib: number;
  /** ARNs of layers' versions; none is here. */
  layers: readonly string[];
  tags: Record<string, string>;
  /** Of the deployment package: its size, and its SHA-256 in base64. */
  code: { bytes: number; sha256: string };
  /** Milliseconds since the epoch: when code or configuration last changed. */
  modifiedAt: number;
  /** Another one after each change. */
  revisionId: string;
  permissions: readonly FunctionPermission[];
}

export interface FunctionSpec {
  name: string;
  /** Without qualifier. */
  arn: string;
  handler: string;
  /** Absolute path of the folder that the deployment package holds. */
  codeFolder: string;
  runtime: string;
  role: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMib: number;
  /** Whether X-Ray would sample requests that bring no decision. */
  isTraced: boolean;
  /** Invocations at once, of an ordinary function; 0 lets none run. @default what the account has left, with other functions */
  reservedConcurrency?: number;
  logGroup: string;
  /** Of what the function prints, which is dropped below it, and of what the platform does, which does not come here. */
  logLevels: { application: string; system: string };
  /** Everything that the function's processes print is appended here, in the form of logs/logFile.ts. */
  logFile: string;
  details: FunctionDetails;
  /** Present for a function of Lambda Managed Instances. */
  managed?: ManagedSpec;
}

export interface CapacityProviderSpec {
  name: string;
  arn: string;
  maxVCpus: number;
  scalingMode: "Auto" | "Manual";
  /** The target of the scaling policy; with `Manual` only. */
  targetCpuPercent?: number;
  architecture: string;
  subnetIds: string[];
  securityGroupIds: string[];
  operatorRoleArn: string;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
}
