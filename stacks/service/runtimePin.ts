// When Lambda brings a newer version of a function's runtime; nothing is said where it may do so by itself.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { LambdaRuntimeManagementConfig } from "@cdktf/provider-aws/lib/lambda-runtime-management-config/index.js";
import type { Construct } from "constructs";
import type { RuntimeConfig } from "../config/runtime.ts";

/** @param runtime of the function: a version that is pinned is one of the environment's own runtime, and holds for that alone */
export function addRuntimePin(
  scope: Construct,
  target: LambdaFunction,
  { name, update }: RuntimeConfig,
  runtime: string,
): void {
  if (update === "auto" || (update !== "function-update" && runtime !== name)) return;
  // Of $LATEST, from which every version is published.
  new LambdaRuntimeManagementConfig(scope, "runtime-pin", {
    functionName: target.functionName,
    ...(update === "function-update"
      ? { updateRuntimeOn: "FunctionUpdate" }
      : { updateRuntimeOn: "Manual", runtimeVersionArn: update }),
  });
}
