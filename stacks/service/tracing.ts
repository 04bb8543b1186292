// What traces a function or a state machine: the layer that makes spans, X-Ray switched on, and the right to write there.
import type { LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import type { SfnStateMachineConfig } from "@cdktf/provider-aws/lib/sfn-state-machine/index.js";
import type { EnvironmentConfig } from "../config/schema.ts";
import { isInstrumented } from "../config/tracing.ts";
import type { Statement } from "../shared/policy.ts";

interface TracedFunction {
  readonly layers: readonly string[];
  readonly statements: readonly Statement[];
  readonly own: Pick<LambdaFunctionConfig, "tracingConfig">;
}

const WRITE = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
/** https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
const WRITE_AND_SAMPLE = [...WRITE, "xray:GetSamplingRules", "xray:GetSamplingTargets"];

/** X-Ray's calls know no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const toXRay = (actions: readonly string[]): Statement => ({ sid: "Traces", actions, resources: ["*"] });

/**
 * What Terraform is told nothing about stays as it is, so that the end of tracing is said too. A function on another runtime than
 * Node.js has Lambda's own segments, and makes no spans.
 */
export const tracedFunction = ({ tracing }: EnvironmentConfig, runtime: string): TracedFunction =>
  tracing
    ? {
        layers: isInstrumented(runtime) ? [tracing.adotLayerArn] : [],
        statements: [toXRay(WRITE)],
        own: { tracingConfig: { mode: "Active" } },
      }
    : { layers: [], statements: [], own: { tracingConfig: { mode: "PassThrough" } } };

export const tracedMachine = ({
  tracing,
}: EnvironmentConfig): {
  statements: readonly Statement[];
  own: Pick<SfnStateMachineConfig, "tracingConfiguration">;
} => ({
  statements: tracing ? [toXRay(WRITE_AND_SAMPLE)] : [],
  own: { tracingConfiguration: { enabled: tracing !== undefined } },
});
