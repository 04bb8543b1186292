// What follows from the entry of a team's own function.
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, describe, expect, it } from "@jest/globals";
import { declarationKey } from "../../../app/capacity/capacityKeys.ts";
import { define } from "../../support/stacks/boundaries.ts";
import { ownEntry } from "../../support/stacks/ownFunctions.ts";
import {
  actionsOf,
  type LambdaFunction,
  ref,
  removeTemporaryFolders,
  resourcesOf,
  synthesise,
} from "../../support/stacks/template.ts";

const RIGHT = {
  sid: "Texts",
  actions: ["s3:GetObject"],
  resources: ["arn:aws:s3:::texts/*"],
  conditions: { StringEquals: { "s3:ExistingObjectTag/kind": "text" } },
};

const SHARING = { sharedWith: "words" };

const { stack } = synthesise([
  define({
    "functions.words": ownEntry({ "capacityProvider.maxVCpus": 16, rights: [RIGHT], variables: { LANGUAGE: "en" } }),
    "functions.letters": ownEntry({
      handler: undefined,
      code: "./letters.zip",
      entry: "letters.handle",
      runtime: "python3.14",
      description: "Counts letters",
      capacityProvider: SHARING,
      scaling: { owner: "terraform", min: 1, max: 2 },
      schedule: { expression: "cron(0 8 * * ? *)", timeZone: "Europe/Dublin" },
      queue: { batchSize: 100, maximumBatchingWindowSeconds: 5, retentionDays: 2, maximumConcurrency: 3 },
    }),
  }),
]);
const service = stack("test-service");
const operations = stack("test-operations");
const functionOf = (id: string) =>
  service.resource<LambdaFunction>("aws_lambda_function", { function_name: `test-video-${id}` });

afterAll(removeTemporaryFolders);

describe("an entry", () => {
  it("gives a function on its own capacity provider, published where it runs", () => {
    const provider = service
      .resources<{ name: string }>("aws_lambda_capacity_provider")
      .find(({ name }) => name.startsWith("test-video-words-"));
    expect(functionOf("words")).toMatchObject({
      runtime: "nodejs24.x",
      handler: "index.handler",
      memory_size: 2_048,
      timeout: 30,
      publish: true,
      publish_to: "LATEST_PUBLISHED",
      environment: { variables: { LANGUAGE: "en", POWERTOOLS_SERVICE_NAME: "test-video-words" } },
      capacity_provider_config: {
        lambda_managed_instances_capacity_provider_config: {
          capacity_provider_arn: provider && ref(provider, "arn"),
          per_execution_environment_max_concurrency: 16,
        },
      },
    });
  });

  it("of ready code says what Lambda calls and with which runtime, on the instances of the function that it trusts", () => {
    const { capacity_provider_config: shared } = functionOf("words") as unknown as Record<string, unknown>;
    expect(functionOf("letters")).toMatchObject({
      runtime: "python3.14",
      handler: "letters.handle",
      description: "Counts letters",
      capacity_provider_config: shared,
    });
    expect(service.resources("aws_lambda_capacity_provider")).toHaveLength(3);
  });

  it("gives a role that may write its own logs and do what its rights say, and nothing else", () => {
    expect(service.statementsOf("test-video-words").map(({ Sid }) => Sid)).toEqual(["OwnLogs", "Texts"]);
    expect(service.statementsOf("test-video-words")[1]).toEqual({
      Sid: "Texts",
      Effect: "Allow",
      Action: RIGHT.actions,
      Resource: RIGHT.resources,
      Condition: RIGHT.conditions,
    });
    expect(service.statementsOf("test-video-letters").map(({ Sid }) => Sid)).toEqual([
      "OwnLogs",
      "Queue",
      "FailedEvents",
    ]);
  });

  it("gives log groups with retention, of the function and of its instances, where the operator may write", () => {
    const names = service
      .resources<{ name: string; retention_in_days: number }>("aws_cloudwatch_log_group")
      .filter(({ name }) => name.includes("test-video-words"));
    expect(names.map(({ retention_in_days }) => retention_in_days)).toEqual([14, 14]);
    const events = service.statementsOf("test-video-operator").find(({ Sid }) => Sid === "InstanceEvents");
    expect(events && resourcesOf(events).filter((arn) => arn.includes("test-video-words-"))).toHaveLength(1);
  });

  it("of the reconciler's gives a declaration, the scaler's rights, and no scaling config of Terraform's", () => {
    const items = service
      .resources<{ item: string }>("aws_dynamodb_table_item")
      .map(({ item }) => unmarshall(JSON.parse(item)));
    expect(items).toContainEqual({
      ...declarationKey("test-video-words"),
      functionName: "test-video-words",
      baseline: { min: 0, max: 0 },
      windows: [],
      limit: 4,
      graceSeconds: 15,
    });
    const scaling = service.statementsOf("test-video-scaler").find(({ Sid }) => Sid === "ScalingConfig");
    const arns = scaling && resourcesOf(scaling);
    expect(arns).toContain(ref(functionOf("words"), "arn"));
    expect(arns).not.toContain(ref(functionOf("letters"), "arn"));
  });

  it("of Terraform's gives a scaling config, and no declaration", () => {
    const configs = service.resources<{ function_name: string }>("aws_lambda_function_scaling_config");
    expect(configs.map(({ function_name }) => function_name)).toContain(ref(functionOf("letters"), "function_name"));
    expect(configs.map(({ function_name }) => function_name)).not.toContain(ref(functionOf("words"), "function_name"));
    expect(JSON.parse(service.text).removed).toEqual([
      { from: "aws_lambda_function_scaling_config.scaling-words", lifecycle: { destroy: false } },
    ]);
  });

  it("with a schedule is called by the clock, in a role that may call it and nothing else but the dead letters", () => {
    expect(operations.resource("aws_scheduler_schedule", { name: "test-video-letters-schedule" })).toMatchObject({
      schedule_expression: "cron(0 8 * * ? *)",
      schedule_expression_timezone: "Europe/Dublin",
    });
    const statements = operations.statementsOf("test-video-letters-schedule");
    expect(statements.flatMap(actionsOf)).toEqual(["lambda:InvokeFunction", "sqs:SendMessage"]);
    expect(operations.resources("aws_scheduler_schedule")).toHaveLength(3);
  });

  it("with a queue is called with its messages, in batches of which it may refuse a part", () => {
    const queue = service.resource("aws_sqs_queue", { name: "test-video-letters-queue" });
    const deadLetters = service.resource("aws_sqs_queue", { name: "test-video-letters-dead-letters" });
    expect(queue).toMatchObject({
      message_retention_seconds: 172_800,
      visibility_timeout_seconds: 180,
      sqs_managed_sse_enabled: true,
    });
    expect(JSON.parse(String(queue.redrive_policy))).toEqual({
      deadLetterTargetArn: ref(deadLetters, "arn"),
      maxReceiveCount: 5,
    });
    expect(deadLetters).toMatchObject({ message_retention_seconds: 1_209_600, sqs_managed_sse_enabled: true });
    expect(service.resource("aws_lambda_event_source_mapping")).toMatchObject({
      event_source_arn: ref(queue, "arn"),
      function_name: ref(functionOf("letters"), "arn"),
      batch_size: 100,
      maximum_batching_window_in_seconds: 5,
      function_response_types: ["ReportBatchItemFailures"],
      scaling_config: { maximum_concurrency: 3 },
    });
    expect(service.statementsOf("test-video-letters")[1]).toMatchObject({
      Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      Resource: [ref(queue, "arn")],
    });
    for (const { policy } of service.resources<{ policy: string }>("aws_sqs_queue_policy")) {
      expect(JSON.parse(policy).Statement).toMatchObject([
        { Effect: "Deny", Principal: "*", Action: "sqs:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ]);
    }
    expect(service.resources("aws_sqs_queue_policy")).toHaveLength(2);
    expect(service.outputs.letters_queue?.value).toBe(ref(queue, "url"));
  });

  it("is in the outputs by its id", () => {
    expect(service.outputs.words_function?.value).toBe(ref(functionOf("words"), "function_name"));
    expect(service.outputs.letters_function?.value).toBe(ref(functionOf("letters"), "function_name"));
  });
});
