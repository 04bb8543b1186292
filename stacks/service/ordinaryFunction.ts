// A function on ordinary Lambda: reachable whatever capacity exists, paid by the call.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { Construct } from "constructs";
import { type FunctionOptions, LoggedFunction } from "./functionBase.ts";

export class OrdinaryFunction extends Construct {
  readonly function: LambdaFunction;

  /** @param options.timeoutSeconds also bounds what the function may wait for, such as a retry */
  constructor(scope: Construct, id: string, options: FunctionOptions & { timeoutSeconds: number }) {
    super(scope, id);
    this.function = new LoggedFunction(this, "ordinary", options, {
      memorySize: 512,
      timeout: options.timeoutSeconds,
      architectures: ["arm64"],
    }).function;
  }
}
