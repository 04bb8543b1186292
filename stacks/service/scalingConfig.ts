// A scaling config that Terraform owns, for a function whose capacity nothing else changes. The bindings (6.25.0) do not
// know the resource yet.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { QUALIFIER } from "../../app/capacity/lambdaScaling.ts";
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";

export class FunctionScalingConfig extends TerraformResource {
  constructor(scope: Construct, id: string, { target, config }: { target: LambdaFunction; config: ScalingConfig }) {
    super(scope, id, {
      terraformResourceType: "aws_lambda_function_scaling_config",
      terraformGeneratorMetadata: { providerName: "aws" },
      dependsOn: [target],
    });
    this.addOverride("function_name", target.functionName);
    this.addOverride("qualifier", QUALIFIER);
    this.addOverride("function_scaling_config", [
      { min_execution_environments: config.min, max_execution_environments: config.max },
    ]);
    this.addOverride("timeouts", { create: "30m", update: "30m" });
  }
}
