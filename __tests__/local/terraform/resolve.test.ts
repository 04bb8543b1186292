// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's templates look like that.
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine/index.js";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Fn, TerraformStack } from "cdktf";
import { createResolver } from "../../../local/terraform/resolve.ts";
import { loadSynthesized, type Synthesized } from "../../../local/terraform/synthesized.ts";
import { stackIn, synthesize } from "../../support/stacks/synthesize.ts";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function load(build: Parameters<typeof synthesize>[0], environment?: string): Promise<Synthesized> {
  const { folder, remove } = await synthesize(build);
  cleanUps.push(remove);
  return loadSynthesized(folder, environment);
}

/** Two stacks: a table in one, and in the other a function and a workflow that refer to it. */
const twoStacks = (backend: "s3" | "local") =>
  load((app) => {
    const data = stackIn(app, "dev-data", backend);
    const table = new DynamodbTable(data, "videos", { name: "dev-videos", hashKey: "pk" });
    const service = stackIn(app, "dev-service", backend);
    const identity = new DataAwsCallerIdentity(service, "me");
    const partition = new DataAwsPartition(service, "partition");
    const region = new DataAwsRegion(service, "region");
    const role = new IamRole(service, "role", { name: "role", assumeRolePolicy: "{}" });
    const api = new LambdaFunction(service, "api", {
      functionName: "dev-api",
      role: role.arn,
      memorySize: 2048,
      publish: true,
      publishTo: "LATEST_PUBLISHED",
      environment: {
        variables: {
          TABLE: table.name,
          TABLE_ARN: table.arn,
          STREAM: table.streamArn,
          LITERAL: "$${kept} 100%%{kept}",
          WHERE: `arn:${partition.partition}:x:${region.region}:${identity.accountId}`,
        },
      },
    });
    new SfnStateMachine(service, "workflow", {
      name: "workflow",
      roleArn: role.arn,
      definition: JSON.stringify({ a: api.arn, table: table.name, role: role.arn }),
    });
    new SqsQueue(service, "queue", { name: Fn.upper(table.name), delaySeconds: api.memorySize });
    new CloudwatchEventRule(service, "rule", { eventPattern: "{}", tags: { queue: "q-${aws_sqs_queue.queue.name}" } });
  });

function only(synthesized: Synthesized, type: string) {
  const [resource] = synthesized.resources(type);
  if (!resource) throw new Error(`no ${type}`);
  return resource;
}

describe("a resolver", () => {
  it.each(["s3", "local"] as const)(
    "follows a reference into another stack through its %s backend",
    async (backend) => {
      const synthesized = await twoStacks(backend);
      const resolver = createResolver(synthesized);

      const variables = resolver.attribute(only(synthesized, "aws_lambda_function"), "environment", "variables");

      expect(variables).toEqual({
        TABLE: "dev-videos",
        TABLE_ARN: "arn:aws:dynamodb:eu-west-1:000000000000:table/dev-videos",
        STREAM: "arn:aws:dynamodb:eu-west-1:000000000000:table/dev-videos/stream/1970-01-01T00:00:00.000",
        LITERAL: "${kept} 100%{kept}",
        WHERE: "arn:aws:x:eu-west-1:000000000000",
      });
    },
  );

  it("resolves templates inside JSON text", async () => {
    const synthesized = await twoStacks("s3");
    const definition = createResolver(synthesized).attribute(only(synthesized, "aws_sfn_state_machine"), "definition");
    expect(JSON.parse(String(definition))).toEqual({
      a: "arn:aws:lambda:eu-west-1:000000000000:function:dev-api",
      table: "dev-videos",
      role: "arn:aws:iam::000000000000:role/role",
    });
  });

  it("keeps the type of a value that is one whole template", async () => {
    const synthesized = await twoStacks("s3");
    const queue = only(synthesized, "aws_sqs_queue");
    expect(queue.config.delay_seconds).toBe("${aws_lambda_function.api.memory_size}");
    expect(createResolver(synthesized).attribute(queue, "delay_seconds")).toBe(2048);
  });

  it("knows what AWS assigns, for the account it is given", async () => {
    const synthesized = await twoStacks("s3");
    const resolver = createResolver(synthesized, { accountId: "123456789012", partition: "aws-us-gov" });
    const api = only(synthesized, "aws_lambda_function");
    const arn = "arn:aws-us-gov:lambda:eu-west-1:123456789012:function:dev-api";
    expect(resolver.attribute(api, "arn")).toBe(arn);
    expect(resolver.attribute(api, "qualified_arn")).toBe(`${arn}:$LATEST.PUBLISHED`);
    expect(resolver.attribute(api, "invoke_arn")).toBe(
      `arn:aws-us-gov:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
    );
    expect(resolver.attribute(only(synthesized, "aws_cloudwatch_event_rule"), "name")).toMatch(
      /^terraform-[0-9a-f]{26}$/,
    );
  });

  it("resolves only what is asked for, and says what it cannot resolve in one line", async () => {
    const synthesized = await twoStacks("s3");
    const resolver = createResolver(synthesized);
    const queue = only(synthesized, "aws_sqs_queue");

    expect(resolver.attribute(queue, "delay_seconds")).toBe(2048);
    expect(() => resolver.attribute(queue, "name")).toThrow(
      "aws_sqs_queue.queue name (stack dev-service): cannot resolve ${upper(data.terraform_remote_state.",
    );
    expect(() => resolver.configuration(only(synthesized, "aws_cloudwatch_event_rule"))).toThrow(
      /^aws_sqs_queue\.queue name \(stack dev-service\): cannot resolve .*supported are references to resources, data sources and outputs of other stacks/,
    );
  });

  it.each([
    ["${var.name}", "cannot resolve ${var.name}"],
    ["${aws_vpc.main.id}", '${aws_vpc.main.id} names nothing in stack "dev"'],
    ["${aws_sqs_queue.queue.tags}-x", '${aws_sqs_queue.queue.tags} stands in a text but is {"a":"b"}, not a string'],
    ["${aws_sqs_queue.queue.policy}", "assigned attributes known are: arn, id, url, name"],
    ["%{ if true }x%{ endif }", "is a directive or not closed"],
    ["${aws_sqs_queue.queue.name", "is a directive or not closed"],
    ["${aws_sqs_queue.queue.*.name}", "cannot resolve ${aws_sqs_queue.queue.*.name}"],
    ["${data.terraform_remote_state.x.outputs.y}", "names an output that no loaded stack has"],
  ])("refuses %s", async (template, problem) => {
    const synthesized = await load((app) => {
      const stack = stackIn(app, "dev");
      new SqsQueue(stack, "queue", { name: "q", tags: { a: "b" } });
      new CloudwatchEventRule(stack, "rule", { description: "x" }).addOverride("description", template);
    });
    const rule = only(synthesized, "aws_cloudwatch_event_rule");
    expect(() => createResolver(synthesized).attribute(rule, "description")).toThrow(problem);
  });

  it("reads an index of a block, a quoted key, and a block that is written once", async () => {
    const synthesized = await load((app) => {
      const stack = stackIn(app, "dev");
      new SqsQueue(stack, "queue", { name: "q", tags: { "a b": "c" } }).addOverride("block", { name: "single" });
      const rule = new CloudwatchEventRule(stack, "rule", {});
      rule.addOverride("description", '${aws_sqs_queue.queue.tags["a b"]} ${aws_sqs_queue.queue.block[0].name}');
    });
    const rule = only(synthesized, "aws_cloudwatch_event_rule");
    expect(createResolver(synthesized).attribute(rule, "description")).toBe("c single");
  });

  it("notices a cycle", async () => {
    const synthesized = await load((app) => {
      const stack = stackIn(app, "dev");
      new SqsQueue(stack, "a", { name: "${aws_sqs_queue.b.name}" });
      new SqsQueue(stack, "b", { name: "${aws_sqs_queue.a.name}" });
    });
    expect(() => createResolver(synthesized).attribute(only(synthesized, "aws_sqs_queue"), "name")).toThrow(
      "refers to itself: aws_sqs_queue.b.name -> aws_sqs_queue.a.name -> aws_sqs_queue.b.name",
    );
  });

  it("says that a stack's provider has no region", async () => {
    const synthesized = await load((app) => {
      const stack = new TerraformStack(app, "dev");
      new AwsProvider(stack, "aws");
      new SqsQueue(stack, "a", { name: "a" });
    });
    expect(() => createResolver(synthesized).attribute(only(synthesized, "aws_sqs_queue"), "arn")).toThrow(
      "provider.aws region (stack dev): the provider has no region",
    );
  });
});

describe("loading", () => {
  it("takes only the stacks of one environment", async () => {
    const build = (app: Parameters<Parameters<typeof synthesize>[0]>[0]) => {
      for (const id of ["dev-a", "prod-a"]) new SqsQueue(stackIn(app, id), "queue", { name: id });
    };
    const dev = await load(build, "dev");
    expect(dev.resources("aws_sqs_queue").map(({ stack }) => stack)).toEqual(["dev-a"]);
    expect(only(dev, "aws_sqs_queue").config).toEqual({ name: "dev-a" });
    await expect(load(build, "test")).rejects.toThrow('no stack of environment "test", got stacks dev-a, prod-a');
  });

  it("says what to do when nothing was synthesised", async () => {
    await expect(loadSynthesized("/nowhere")).rejects.toThrow(
      "/nowhere/manifest.json: cannot be read; synthesise first: npm run synth",
    );
  });
});
