// A scaling config that Terraform owns, for a function whose capacity nothing else changes. The bindings (6.25.0) do not
// know the resource yet.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { TerraformResource, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { QUALIFIER } from "../../app/capacity/lambdaScaling.ts";
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";

const TYPE = "aws_lambda_function_scaling_config";

export class FunctionScalingConfig extends TerraformResource {
  /**
   * What Terraform owned until now is another's: forgotten, not destroyed. Its destruction would be a put without a config,
   * and the function would fall to AWS's three environments until the next tick. The way back needs no import: to create it
   * is to put it.
   * https://developer.hashicorp.com/terraform/language/block/removed
   */
  static letGo(stack: TerraformStack, ids: readonly string[]): void {
    if (ids.length === 0) return;
    const removed = ids.map((id) => ({ from: `${TYPE}.${id}`, lifecycle: { destroy: false } }));
    stack.addOverride("removed", removed);
  }

  constructor(scope: Construct, id: string, { target, config }: { target: LambdaFunction; config: ScalingConfig }) {
    super(scope, id, {
      terraformResourceType: TYPE,
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
