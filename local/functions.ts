// The synthesised functions and capacity providers, as the local Lambda wants them; code is unpacked from the very
// archive that Terraform would upload.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { unzipSync } from "fflate";
import { checkLogFile, DamagedError } from "./dataFolder.ts";
import type { Deployed } from "./deployed.ts";
import { readFunctionPermissions } from "./iam/resourcePolicies.ts";
import { runsHere } from "./lambda/executionEnvironment.ts";
import type { NewCode } from "./lambda/newCode.ts";
import type { CapacityProviderSpec, FunctionSpec, ManagedSpec, ScalingConfig } from "./lambda/service.ts";
import { logFileOf } from "./logs/groups.ts";
import { type Block, block, number, text } from "./terraform/blocks.ts";
import type { Resolver } from "./terraform/resolve.ts";
import type { Resource, Synthesized } from "./terraform/synthesized.ts";

export interface FunctionSources {
  /** Where the stacks were synthesised. */
  readonly outFolder: string;
  readonly codeFolder: string;
  readonly logFolder: string;
  readonly deployed: Deployed;
}

/** Every `aws_lambda_capacity_provider`. */
export function readCapacityProviders(
  synthesized: Synthesized,
  resolver: Resolver,
  deployed: Deployed,
): CapacityProviderSpec[] {
  return synthesized.resources("aws_lambda_capacity_provider").map((resource) => {
    const read = (attribute: string) => resolver.attribute(resource, attribute);
    const network = block(read("vpc_config"));
    const scaling = block(read("capacity_provider_scaling_config"));
    const target = number(block(scaling.scaling_policies).target_value);
    return {
      name: String(read("name")),
      arn: String(read("arn")),
      maxVCpus: number(scaling.max_vcpu_count) ?? 400,
      scalingMode: scaling.scaling_mode === "Manual" ? "Manual" : "Auto",
      ...(target !== undefined && { targetCpuPercent: target }),
      architecture: String((block(read("instance_requirements")).architectures as string[])[0]),
      subnetIds: network.subnet_ids as string[],
      securityGroupIds: network.security_group_ids as string[],
      operatorRoleArn: String(block(read("permissions_config")).capacity_provider_operator_role_arn),
      modifiedAt: deployed.resource(String(read("arn")), resolver.configuration(resource)).modifiedAt,
    };
  });
}

/** The scaling configs that Terraform owns, by function name. */
function readScalingConfigs(synthesized: Synthesized, resolver: Resolver): Map<string, ScalingConfig> {
  return new Map(
    synthesized.resources("aws_lambda_function_scaling_config").map((resource) => {
      const config = block(resolver.attribute(resource, "function_scaling_config"));
      const name = String(resolver.attribute(resource, "function_name"));
      return [name, { min: Number(config.min_execution_environments), max: Number(config.max_execution_environments) }];
    }),
  );
}

/** What Terraform calls having reserved nothing; 0 lets no invocation run. */
const UNRESERVED = -1;

/**
 * Every `aws_lambda_function`.
 * @param carriedOver scaling configs put at run time before the last stop, by function name: a publish keeps them
 * @throws DamagedError if unpacked code or a log is not as it was left
 */
export function readFunctions(
  synthesized: Synthesized,
  resolver: Resolver,
  sources: FunctionSources,
  carriedOver: ReadonlyMap<string, ScalingConfig>,
): FunctionSpec[] {
  const owned = readScalingConfigs(synthesized, resolver);
  const providers = new Map(
    readCapacityProviders(synthesized, resolver, sources.deployed).map(({ arn, name }) => [arn, name]),
  );
  const permissions = readFunctionPermissions(synthesized, resolver);
  return synthesized.resources("aws_lambda_function").map((resource) => {
    const read = (attribute: string) => resolver.attribute(resource, attribute);
    const name = String(read("function_name"));
    const managed = readManaged(block(read("capacity_provider_config")), Number(read("memory_size")), providers);
    const initial = owned.get(name) ?? carriedOver.get(name);
    const reserved = number(read("reserved_concurrent_executions")) ?? UNRESERVED;
    const logging = block(read("logging_config"));
    const logGroup = text(logging.log_group) ?? `/aws/lambda/${name}`;
    const logFile = logFileOf(sources.logFolder, logGroup);
    checkLogFile(logFile);
    const archive = readFileSync(join(sources.outFolder, "stacks", resource.stack, String(read("filename"))));
    return {
      name,
      arn: String(read("arn")),
      handler: String(read("handler")),
      codeFolder: unpack(archive, sources.codeFolder),
      runtime: String(read("runtime")),
      role: String(read("role")),
      environment: (block(read("environment")).variables ?? {}) as Record<string, string>,
      timeoutSeconds: Number(read("timeout") ?? 3),
      memoryMib: Number(read("memory_size") ?? 128),
      logGroup,
      logFile,
      logLevels: {
        application: text(logging.application_log_level) ?? "INFO",
        system: text(logging.system_log_level) ?? "INFO",
      },
      isTraced: block(read("tracing_config")).mode === "Active",
      details: {
        description: text(read("description")) ?? "",
        architecture: String(((read("architectures") ?? ["x86_64"]) as string[])[0]),
        ephemeralStorageMib: number(block(read("ephemeral_storage")).size) ?? 512,
        layers: (read("layers") ?? []) as string[],
        tags: { ...defaultTags(synthesized, resource), ...((read("tags") ?? {}) as Record<string, string>) },
        permissions: permissions.filter(({ functionName }) => functionName === name),
        ...describeDeployment(archive, resolver.configuration(resource), String(read("arn")), sources.deployed),
      },
      ...(reserved !== UNRESERVED && { reservedConcurrency: reserved }),
      ...(managed && { managed: { ...managed, ...(initial && { initialScalingConfig: initial }) } }),
    };
  });
}

function defaultTags(synthesized: Synthesized, { stack }: Resource): Record<string, string> {
  const provider = synthesized.stacks.get(stack)?.provider;
  return (block(provider?.default_tags).tags ?? {}) as Record<string, string>;
}

/** What a deployment package holds, unpacked, as new code of a function. */
export const codeOf = (archive: Buffer, codeFolder: string): NewCode => ({
  folder: unpack(archive, codeFolder),
  bytes: archive.length,
  sha256: createHash("sha256").update(archive).digest("base64"),
  modifiedAt: Date.now(),
});

function describeDeployment(archive: Buffer, configuration: Block, arn: string, deployed: Deployed) {
  const sha256 = createHash("sha256").update(archive).digest("base64");
  const { modifiedAt, digest } = deployed.resource(arn, { ...configuration, sha256 });
  const revisionId = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  return { code: { bytes: archive.length, sha256 }, modifiedAt, revisionId };
}

function readManaged(
  config: Block,
  memoryMib: number,
  providers: ReadonlyMap<string, string>,
): ManagedSpec | undefined {
  const managed = block(config.lambda_managed_instances_capacity_provider_config);
  const arn = text(managed.capacity_provider_arn);
  if (arn === undefined) return undefined;
  const memoryGibPerVCpu = number(managed.execution_environment_memory_gib_per_vcpu) ?? 2;
  const vCpus = memoryMib / 1024 / memoryGibPerVCpu;
  return {
    capacityProviderName: providers.get(arn) ?? arn,
    vCpus,
    // https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html: 64 per vCPU with Node.js
    maxConcurrency: number(managed.per_execution_environment_max_concurrency) ?? 64 * vCpus,
    memoryGibPerVCpu,
  };
}

/**
 * Unpacks a deployment package once per content, whole or not at all.
 * @throws DamagedError if what was unpacked before is not as it was
 */
function unpack(archive: Buffer, codeFolder: string): string {
  const folder = join(codeFolder, createHash("sha256").update(archive).digest("hex").slice(0, 16));
  const files = Object.entries(unzipSync(archive)).filter(([name]) => isInside(folder, name));
  if (existsSync(folder)) {
    for (const [name, content] of files) checkUnpacked(join(folder, name), content);
    return folder;
  }
  const partial = `${folder}.${process.pid}`;
  for (const [name, content] of files) {
    const path = join(partial, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(partial, { recursive: true }); // another process was faster
  }
  return folder;
}

const isInside = (folder: string, name: string) =>
  !name.endsWith("/") && join(folder, name).startsWith(`${folder}${sep}`);

function checkUnpacked(path: string, content: Uint8Array): void {
  let found: Buffer;
  try {
    found = readFileSync(path);
  } catch (cause) {
    throw new DamagedError(path, "missing, or cannot be read", "code", cause);
  }
  if (!found.equals(content)) throw new DamagedError(path, "changed since it was unpacked", "code");
}

/** Where a function runs, in a line. */
export function describeFunction({ name, managed, runtime }: FunctionSpec): string {
  if (!managed) return `${name.padEnd(22)}on ordinary Lambda`;
  const { capacityProviderName, vCpus, maxConcurrency } = managed;
  if (!runsHere(runtime)) return `${name.padEnd(22)}deployed only: ${runtime} does not run here`;
  const size = `${vCpus} vCPU and ${maxConcurrency} invocations at once per execution environment`;
  return `${name.padEnd(22)}on ${capacityProviderName}: ${size}`;
}

/** Names of scaling configs that are of no function. */
export const unknownTo = (functions: readonly FunctionSpec[], configs: ReadonlyMap<string, unknown>) =>
  [...configs.keys()].filter((name) => !functions.some((spec) => spec.name === name));
