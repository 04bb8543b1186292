// What a function's process sees of its surroundings: AWS's variables, the function's own, and nothing of the machine's user.

import { tmpdir } from "node:os";
import type { Credentials } from "../iam/sessions.ts";
import type { FunctionSpec, ManagedSpec } from "./functionSpec.ts";

export interface Surroundings {
  region: string;
  /** Of the execution role. */
  credentials: Credentials;
  /** `host:port` of the Runtime API. */
  runtimeApi: string;
  logStream: string;
  /** Directory of the runtime client. */
  runtimeFolder: string;
  /** Where programs are found that a handler spawns, for example ffmpeg. */
  searchPath: string;
  /** Worker threads of a managed function's environment; a value among the function's own variables has precedence. */
  workers: number;
  /** Milliseconds by which the process sees another time; read by ricShim.cjs. */
  clockSkew: number;
  /** Added for this machine, for example AWS_ENDPOINT_URL; has precedence over the function's own. */
  extra: Readonly<Record<string, string>>;
}

/** What of a function its process needs to know. */
export type ProcessSpec = Pick<
  FunctionSpec,
  "name" | "handler" | "codeFolder" | "runtime" | "environment" | "memoryMib" | "logGroup"
> & { managed?: Pick<ManagedSpec, "maxConcurrency">; logLevels?: Pick<FunctionSpec["logLevels"], "application"> };

/** The version that runs the code: a managed function runs what was published. */
export function executedVersion(spec: Pick<ProcessSpec, "managed">): "$LATEST" | "$LATEST.PUBLISHED" {
  return spec.managed === undefined ? "$LATEST" : "$LATEST.PUBLISHED";
}

/**
 * Builds the whole environment of a process; the reserved names win over everything else.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(spec: ProcessSpec, around: Surroundings): Record<string, string> {
  return {
    PATH: around.searchPath,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    // Not the user's: the SDK would find that user's profiles and credentials there.
    HOME: tmpdir(),
    TMPDIR: tmpdir(),
    ...(spec.managed === undefined ? {} : { AWS_LAMBDA_NODEJS_WORKER_COUNT: String(around.workers) }),
    ...spec.environment,
    ...around.extra,
    ...(around.clockSkew !== 0 && { LMI_LOCAL_CLOCK_SKEW_MS: String(around.clockSkew) }),
    _HANDLER: spec.handler,
    LAMBDA_TASK_ROOT: spec.codeFolder,
    LAMBDA_RUNTIME_DIR: around.runtimeFolder,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_RUNTIME_API: around.runtimeApi,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: executedVersion(spec),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMib),
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    ...(spec.logLevels && { AWS_LAMBDA_LOG_LEVEL: spec.logLevels.application }),
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: around.logStream,
    AWS_REGION: around.region,
    AWS_DEFAULT_REGION: around.region,
    AWS_ACCESS_KEY_ID: around.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: around.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: around.credentials.sessionToken,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_LAMBDA_INITIALIZATION_TYPE: spec.managed === undefined ? "on-demand" : "lambda-managed-instances",
    // Its presence is what switches the runtime client to worker threads and interleaved invocations.
    ...(spec.managed === undefined ? {} : { AWS_LAMBDA_MAX_CONCURRENCY: String(spec.managed.maxConcurrency) }),
  };
}
