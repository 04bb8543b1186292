// Traces in AWS X-Ray, by the layer that makes them.
import { z } from "zod";
import { layerArn } from "./identifiers.ts";

/** Older layers of AWS, with a collector beside the function and another wrapper. */
const WITH_COLLECTOR = /:layer:aws-otel-/;

export const tracingSchema = z.strictObject({
  /**
   * A version of AWS Distro for OpenTelemetry's layer for JavaScript, AWSOpenTelemetryDistroJs, in the environment's Region; for
   * managed instances with 0.8.0 of the distribution or newer.
   * https://aws-otel.github.io/docs/getting-started/lambda
   */
  adotLayerArn: layerArn.refine(
    (arn) => !WITH_COLLECTOR.test(arn),
    "must be a version of AWSOpenTelemetryDistroJs or of a copy, and not of a layer with a collector (aws-otel-*)",
  ),
});

/** Lambda runs what it names before the runtime: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html */
export const WRAPPER_VARIABLE = "AWS_LAMBDA_EXEC_WRAPPER";

/** Whether the layer is for functions on this runtime. */
export const isInstrumented = (runtime: string): boolean => runtime.startsWith("nodejs");

/** The variables by which the layer works. */
export const wrapperFor = (runtime: string): Readonly<Record<string, string>> =>
  isInstrumented(runtime)
    ? // Application Signals are metrics and a log group besides, each with a price of its own.
      { [WRAPPER_VARIABLE]: "/opt/otel-instrument", OTEL_AWS_APPLICATION_SIGNALS_ENABLED: "false" }
    : {};
