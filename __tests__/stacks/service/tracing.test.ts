import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { describeBoundaries } from "../../support/stacks/boundaries.ts";
import { type Changes, environmentInput } from "../../support/stacks/environments.ts";
import { withWords } from "../../support/stacks/ownFunctions.ts";
import { actionsOf, removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const layer = (region = "eu-west-1", name = "AWSOpenTelemetryDistroJs") =>
  `arn:aws:lambda:${region}:123456789012:layer:${name}:12`;
const TRACING: Changes = { tracing: { adotLayerArn: layer() } };
const PYTHON = withWords({ handler: undefined, code: "./words.zip", entry: "words.handler", runtime: "python3.14" });
const FFMPEG_LAYER = layer("eu-west-1", "ffmpeg");
const FFMPEG: Changes = {
  "functions.processor.engine": { type: "ffmpeg", layer: { arn: FFMPEG_LAYER }, maxDurationSeconds: 60 },
  "functions.processor.maxConcurrency": 2,
};
const define = (name: string, changes: Changes) => defineEnvironment(environmentInput({ name, ...changes }));
const synthesised = synthesise([
  define("traced", { ...TRACING, ...PYTHON, ...FFMPEG }),
  define("plain", PYTHON),
  define("also", { ...TRACING, "network.egress": { type: "endpoints", alsoServices: ["xray"] } }),
]);
afterAll(removeTemporaryFolders);

interface Traced {
  readonly function_name: string;
  readonly layers?: readonly string[];
  readonly tracing_config?: { readonly mode: string };
  readonly environment: { readonly variables: Readonly<Record<string, string>> };
}

/** Of each function, by its id. */
const functionsOf = (environment: string) =>
  synthesised
    .stack(`${environment}-service`)
    .resources<Traced>("aws_lambda_function")
    .map(({ function_name, layers, tracing_config, environment: { variables } }) => [
      function_name.split("-").at(-1),
      { layers, mode: tracing_config?.mode, wrapper: variables.AWS_LAMBDA_EXEC_WRAPPER },
    ]);

describe("a traced environment", () => {
  it("has every function traced, and those on Node.js with the layer and its wrapper, beside a layer of their own", () => {
    const node = { layers: [layer()], mode: "Active", wrapper: "/opt/otel-instrument" };

    expect(Object.fromEntries(functionsOf("traced"))).toEqual({
      api: node,
      processor: { ...node, layers: [FFMPEG_LAYER, layer()] },
      scaler: node,
      dispatcher: node,
      words: { layers: undefined, mode: "Active", wrapper: undefined },
    });
  });

  it("has its runs traced", () => {
    const [machine] = synthesised.stack("traced-service").resources("aws_sfn_state_machine");

    expect(machine).toMatchObject({ tracing_configuration: { enabled: true } });
  });

  it("lets each of their roles write traces, and only runs ask what to sample", () => {
    const stack = synthesised.stack("traced-service");
    const rights = (id: string) =>
      stack
        .statementsOf(`traced-video-${id}`)
        .filter(({ Sid }) => Sid === "Traces")
        .flatMap(actionsOf);
    const write = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

    for (const id of ["api", "processor", "scaler", "dispatcher", "words"]) expect(rights(id)).toEqual(write);
    expect(rights("processing")).toEqual([...write, "xray:GetSamplingRules", "xray:GetSamplingTargets"]);
  });

  it.each(["traced", "also"])("reaches X-Ray from its instances, by one endpoint, in %s", (environment) => {
    const endpoints = synthesised
      .stack(`${environment}-network`)
      .resources<{ service_name: string }>("aws_vpc_endpoint")
      .filter(({ service_name }) => service_name.endsWith(".xray"));

    expect(endpoints).toHaveLength(1);
  });
});

it("without it nothing is traced, and what was traced before ends", () => {
  const text = JSON.stringify(
    ["network", "service"].map((stack) => synthesised.stack(`plain-${stack}`).resources("aws_lambda_function")),
  );

  expect(Object.fromEntries(functionsOf("plain"))).toMatchObject({
    api: { mode: "PassThrough" },
    words: { mode: "PassThrough" },
  });
  expect(text).not.toMatch(/xray|OTEL|EXEC_WRAPPER/);
  const [machine] = synthesised.stack("plain-service").resources("aws_sfn_state_machine");
  expect(machine).toMatchObject({ tracing_configuration: { enabled: false } });
});

const wrapped = withWords({ variables: { AWS_LAMBDA_EXEC_WRAPPER: "/opt/mine" } });
describeBoundaries([
  {
    rule: "the layer is ADOT's without a collector, of the Region, and brings the only wrapper",
    allowed: [TRACING, { tracing: { adotLayerArn: layer("eu-west-1", "our-copy") } }, wrapped],
    refused: [
      [{ tracing: {} }, "tracing.adotLayerArn: must be text, got nothing"],
      [
        { tracing: { adotLayerArn: "arn:aws:lambda:eu-west-1:123456789012:layer:x" } },
        'tracing.adotLayerArn: must be the ARN of a layer\'s version, got "arn:aws:lambda:eu-west-1:123456789012:layer:x"',
      ],
      [
        { tracing: { adotLayerArn: layer("eu-west-1", "aws-otel-nodejs") } },
        `tracing.adotLayerArn: must be a version of AWSOpenTelemetryDistroJs or of a copy, and not of a layer with a collector (aws-otel-*), got "${layer("eu-west-1", "aws-otel-nodejs")}"`,
      ],
      [
        { tracing: { adotLayerArn: layer("us-east-1") } },
        `tracing.adotLayerArn: must be a layer in eu-west-1, got ${layer("us-east-1")}`,
      ],
      [
        { ...TRACING, ...wrapped },
        "functions.words.variables.AWS_LAMBDA_EXEC_WRAPPER: must be left out, because tracing sets it",
      ],
    ],
  },
]);
