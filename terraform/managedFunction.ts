// Whether a function runs on managed instances, and the block that says so: the one reading, for what was synthesised and for plans.
import { nested, only, type Values } from "./block.ts";

export const FUNCTION = "aws_lambda_function";
export const CAPACITY_PROVIDER = "aws_lambda_capacity_provider";

/** Where in a function the block is that names its capacity provider and the size of its environments. */
export const MANAGED_PATH = [
  "capacity_provider_config",
  0,
  "lambda_managed_instances_capacity_provider_config",
  0,
] as const;

/**
 * The block that puts a function on a capacity provider; undefined on ordinary Lambda. The provider requires an ARN in it, and
 * a state writes an empty list for a block that is not there, so that an empty list, in either of the two blocks, is no block.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function#capacity_provider_config-configuration-block
 */
export const managedConfigIn = (values: Values): Values | undefined =>
  nested(only(values[MANAGED_PATH[0]])[MANAGED_PATH[2]])[0];
