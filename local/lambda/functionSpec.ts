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
  /** Invocations at once, of an ordinary function; 0 lets none run. @default what the account has left, with other functions */
  reservedConcurrency?: number;
  logGroup: string;
  /** Everything that the function's processes print is appended here. */
  logFile: string;
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
}
