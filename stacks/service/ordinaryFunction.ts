// A function on ordinary Lambda: reachable whatever capacity exists, paid by the call.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { Construct } from "constructs";
import { type FunctionOptions, LoggedFunction } from "./functionBase.ts";

export interface OrdinaryFunctionOptions extends FunctionOptions {
  /** Also bounds what the function may wait for, such as a retry. */
  readonly timeoutSeconds: number;
  /** @default 512 */
  readonly memoryMib?: number;
  /** @default arm64 */
  readonly architecture?: string;
  /** Invocations at once, taken from the account's concurrency. @default what the account has left */
  readonly reservedConcurrency?: number;
}

export class OrdinaryFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, options: OrdinaryFunctionOptions) {
    super(scope, id);
    const { timeoutSeconds, memoryMib = 512, architecture = "arm64", reservedConcurrency } = options;
    this.function = new LoggedFunction(this, "ordinary", options, {
      memorySize: memoryMib,
      timeout: timeoutSeconds,
      architectures: [architecture],
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
    }).function;
  }
}
