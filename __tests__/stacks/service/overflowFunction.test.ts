import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { ENVIRONMENTS } from "../../../stacks/config/environments.ts";
import { environmentInput, OVERFLOW } from "../../support/stacks/environments.ts";
import {
  type LambdaFunction,
  NOT_ORDINARY,
  ref,
  removeTemporaryFolders,
  resourcesOf,
  synthesise,
} from "../../support/stacks/template.ts";

const over = defineEnvironment(environmentInput({ name: "over", "functions.processor.overflow": OVERFLOW }));
const synthesised = synthesise([...ENVIRONMENTS, over]);
afterAll(removeTemporaryFolders);

describe("overflow", () => {
  const template = synthesised.stack("over-service");
  const lambda = (id: string) =>
    template.resource<LambdaFunction>("aws_lambda_function", { function_name: `over-video-${id}` });

  it("is the processor's code on ordinary Lambda, with the memory and the concurrency of the configuration", () => {
    expect(lambda("overflow")).toMatchObject({
      memory_size: 3_008,
      timeout: over.functions.processor.timeoutSeconds,
      architectures: [over.functions.processor.architecture],
      reserved_concurrent_executions: 7,
      source_code_hash: lambda("processor").source_code_hash,
    });
    for (const field of NOT_ORDINARY) expect(lambda("overflow")).not.toHaveProperty(field);
  });

  it("may do what the processor may, with a role of its own, and is called by runs", () => {
    const rights = (id: string) => template.statementsOf(`over-video-${id}`).filter(({ Sid }) => Sid !== "OwnLogs");

    expect(rights("overflow")).toEqual(rights("processor"));
    expect(lambda("overflow").role).toBe(
      ref(template.resource("aws_iam_role", { name: "over-video-overflow" }), "arn"),
    );
    const invoked = template.statementsOf("over-video-processing").find(({ Sid }) => Sid === "ItsFunctions");
    expect(invoked && resourcesOf(invoked)).toContain(ref(lambda("overflow"), "arn"));
  });

  it("logs to a log group of its own, which exists before it", () => {
    const group = template.resource("aws_cloudwatch_log_group", { name: "/aws/lambda/over-video-overflow" });

    expect(lambda("overflow")).toHaveProperty("logging_config.log_group", ref(group, "name"));
    expect(lambda("overflow").depends_on).toContain(group.address);
  });

  it("is there only where it is configured", () => {
    for (const { name } of ENVIRONMENTS) {
      const functions = synthesised.stack(`${name}-service`).resources<LambdaFunction>("aws_lambda_function");
      expect(functions.map(({ function_name: of }) => of).filter((of) => of.endsWith("-overflow"))).toEqual([]);
    }
  });

  it("is not scaled by the reconciler, which knows managed instances only", () => {
    const scaling = template.statementsOf("over-video-scaler").find(({ Sid }) => Sid === "ScalingConfig");

    const arn = ref(lambda("processor"), "arn");
    expect(scaling && resourcesOf(scaling)).toEqual([arn, `${arn}:*`]);
    expect(template.resources("aws_dynamodb_table_item")).toHaveLength(1);
  });
});
