// What every stack of an environment has in common: provider, backend, tags, versions, and where it runs.
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { LocalBackend, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/schema.ts";
import { useCustomerKey } from "./customerKey.ts";
import { type Names, namesOf } from "./names.ts";

/** The first 1.x with native S3 state locking: https://developer.hashicorp.com/terraform/language/backend/s3#state-locking */
const TERRAFORM_VERSION = ">= 1.11.0";

/**
 * Newer than the bindings (6.25.0): aws_lambda_function_scaling_config came with 6.54, memory above 10 GiB with 6.29.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function_scaling_config
 */
export const AWS_PROVIDER_VERSION = "6.66.0";

export abstract class EnvironmentStack extends TerraformStack {
  readonly config: EnvironmentConfig;
  readonly names: Names;
  readonly #accountId: string;
  readonly #partition: string;

  constructor(scope: Construct, layer: string, config: EnvironmentConfig) {
    super(scope, `${config.name}-${layer}`);
    this.config = config;
    this.names = namesOf(config);
    this.addOverride("terraform.required_version", TERRAFORM_VERSION);
    this.addOverride("terraform.required_providers.aws", { source: "hashicorp/aws", version: AWS_PROVIDER_VERSION });
    new AwsProvider(this, "aws", {
      region: config.region,
      defaultTags: [{ tags: config.tags }],
      ...(config.allowedAccountIds && { allowedAccountIds: config.allowedAccountIds }),
    });
    useCustomerKey(this, config);
    this.#addBackend();
    this.#accountId = new DataAwsCallerIdentity(this, "account").accountId;
    this.#partition = new DataAwsPartition(this, "partition").partition;
  }

  get accountId(): string {
    return this.#accountId;
  }

  /** An ARN in this environment's Region and account, or in the ones given: empty for what has none. */
  arn(
    service: string,
    resource: string,
    { region = this.config.region, account = this.#accountId }: { region?: string; account?: string } = {},
  ): string {
    return `arn:${this.#partition}:${service}:${region}:${account}:${resource}`;
  }

  /** Name and ARN of the bucket with this name in this account and Region: no two in all of AWS may be called the same. */
  protected bucketNamed(name: string): { readonly name: string; readonly arn: string } {
    const full = `${name}-${this.#accountId}-${this.config.region}`;
    return { name: full, arn: this.bucketArn(full) };
  }

  protected bucketArn(name: string): string {
    return this.arn("s3", name, { region: "", account: "" });
  }

  #addBackend(): void {
    const { backend } = this.config;
    const stack = this.node.id;
    if (backend.type === "local") {
      // From cdktf.out/stacks/<stack>, where Terraform runs, to the folder that holds cdktf.json; cdktf's own default
      // would write this machine's path into the JSON.
      new LocalBackend(this, { path: `../../../terraform.${stack}.tfstate` });
      return;
    }
    const { bucket, region, keyPrefix } = backend;
    new S3Backend(this, { bucket, region, key: `${keyPrefix}/${stack}.tfstate`, encrypt: true });
    this.addOverride("terraform.backend.s3.use_lockfile", true); // cdktf 0.21 has no property for it
  }
}
