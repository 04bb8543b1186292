import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, describe, expect, it } from "@jest/globals";
import { declarationKey } from "../../../app/capacity/capacityKeys.ts";
import { declarationSchema } from "../../../app/capacity/declaration.ts";
import { QUALIFIER } from "../../../app/capacity/lambdaScaling.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { ENVIRONMENTS, environmentNamed } from "../../../stacks/config/environments.ts";
import { ownFunctionsOf } from "../../../stacks/config/functions.ts";
import { managedFunctionsOf } from "../../../stacks/config/managedFunctions.ts";
import { environmentInput } from "../../support/stacks/environments.ts";
import {
  actionsOf,
  type LambdaFunction,
  NOT_ORDINARY,
  type Resource,
  ref,
  removeTemporaryFolders,
  resourcesOf,
  synthesise,
} from "../../support/stacks/template.ts";

const NIGHTLY = {
  name: "nightly",
  days: ["mon-fri"],
  from: "22:00",
  to: "06:00",
  timeZone: "Europe/Dublin",
  min: 2,
  max: 10,
};
const MIGRATION = {
  name: "migration",
  start: "2026-12-01T20:00:00Z",
  end: "2026-12-02T04:00:00Z",
  min: 4,
  max: 8,
  warmUpMinutes: 10,
};
const windowed = defineEnvironment(
  environmentInput({ name: "windowed", "functions.processor.windows": [NIGHTLY, MIGRATION] }),
);

const campaign = { ...MIGRATION, name: "campaign" };
const both = defineEnvironment(environmentInput({ name: "both", "functions.api.windows": [campaign] }));

const revised = defineEnvironment(
  environmentInput({
    name: "revised",
    "functions.api.revision": 2,
    "functions.processor.capacityProvider.revision": "unstuck",
  }),
);

const synthesised = synthesise([...ENVIRONMENTS, windowed, both, revised]);
afterAll(removeTemporaryFolders);

const FUNCTIONS = ["api", "processor", "scaler", "dispatcher"];
const MANAGED = ["api", "processor"] as const;
const ORDINARY = ["scaler", "dispatcher"];

describe.each(["dev", "prod"])("the service of %s", (environment) => {
  const config = environmentNamed(environment);
  const template = synthesised.stack(`${environment}-service`);
  const named = (id: string) => `${environment}-video-${id}`;
  const lambda = (id: string): Resource<LambdaFunction> =>
    template.resource<LambdaFunction>("aws_lambda_function", { function_name: named(id) });

  describe.each(FUNCTIONS)("has a function %s that", (id) => {
    it("logs JSON to a log group of its own, which exists before it", () => {
      const group = template.resource("aws_cloudwatch_log_group", { name: `/aws/lambda/${named(id)}` });

      expect(lambda(id)).toHaveProperty("logging_config", {
        log_format: "JSON",
        log_group: ref(group, "name"),
        application_log_level: "INFO",
        system_log_level: "INFO",
      });
      expect(lambda(id).depends_on).toContain(group.address);
    });

    it("starts with a role that may already write there", () => {
      const group = template.resource("aws_cloudwatch_log_group", { name: `/aws/lambda/${named(id)}` });
      const role = template.resource("aws_iam_role", { name: named(id) });
      const policy = template.resource("aws_iam_role_policy", { role: ref(role, "name") });

      expect(lambda(id).role).toBe(ref(role, "arn"));
      expect(lambda(id).depends_on).toContain(policy.address);
      expect(template.statementsOf(named(id))).toContainEqual({
        Sid: "OwnLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${ref(group, "arn")}:*`],
      });
    });

    it("runs its own archive, and is updated when that changes", () => {
      expect(lambda(id)).toMatchObject({
        runtime: config.runtime.name,
        handler: "index.handler",
        filename: expect.stringMatching(
          new RegExp(`^assets/${id}-bundle_archive_[0-9A-F]{8}/[0-9A-F]{32}/${id}\\.zip$`),
        ),
        source_code_hash: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      });
    });

    it("is told its log level, and its name for its logs", () => {
      expect(lambda(id).environment.variables).toMatchObject({
        POWERTOOLS_LOG_LEVEL: "INFO",
        POWERTOOLS_SERVICE_NAME: named(id),
      });
    });
  });

  describe.each(MANAGED)("runs the %s on managed instances, which", (id) => {
    it("are its capacity provider's, with the configured size", () => {
      const provider = template
        .resources<{ name: string }>("aws_lambda_capacity_provider")
        .find(({ name }) => name.startsWith(named(id)));
      const { architecture, memoryMib, memoryGibPerVCpu, maxConcurrency, timeoutSeconds } = config.functions[id];

      expect(lambda(id)).toMatchObject({
        memory_size: memoryMib,
        timeout: timeoutSeconds,
        architectures: [architecture],
        capacity_provider_config: {
          lambda_managed_instances_capacity_provider_config: {
            capacity_provider_arn: ref(provider ?? { address: "none" }, "arn"),
            execution_environment_memory_gib_per_vcpu: memoryGibPerVCpu,
            per_execution_environment_max_concurrency: maxConcurrency,
          },
        },
      });
    });

    it("take over a new version without starting anew, and get the time for it", () => {
      expect(lambda(id)).toMatchObject({
        publish: true,
        publish_to: "LATEST_PUBLISHED",
        timeouts: { create: "30m", update: "30m", delete: "30m" },
      });
    });

    it("have their network from the capacity provider, not from the function", () => {
      expect(lambda(id)).not.toHaveProperty("vpc_config");
    });
  });

  it.each(ORDINARY)("runs the %s on ordinary Lambda, so that it answers when capacity is zero", (id) => {
    for (const field of NOT_ORDINARY) expect(lambda(id)).not.toHaveProperty(field);
    expect(lambda(id)).toMatchObject({ memory_size: 512, timeout: 50, architectures: ["arm64"] });
  });

  it("leaves only the api's scaling config to Terraform, with both fields", () => {
    const scalingConfigs = template.resources("aws_lambda_function_scaling_config");

    const { min, max } = config.functions.api.scalingConfig;
    expect(scalingConfigs).toEqual([
      {
        address: "aws_lambda_function_scaling_config.api-scaling",
        depends_on: [lambda("api").address],
        function_name: ref(lambda("api"), "function_name"),
        qualifier: QUALIFIER,
        function_scaling_config: [{ min_execution_environments: min, max_execution_environments: max }],
        timeouts: { create: "30m", update: "30m" },
      },
    ]);
  });

  it("declares the processor in the capacity table, in the words of the reconciler", () => {
    const items = template.resources<{ item: string }>("aws_dynamodb_table_item");
    const { item = "{}", ...where } = items.find(({ item }) => item.includes(named("processor"))) ?? {};
    const { pk, sk, ...declared } = unmarshall(JSON.parse(item));

    const { maxVCpus } = config.functions.processor.capacityProvider;
    const vCpus = config.functions.processor.memoryMib / 1_024 / config.functions.processor.memoryGibPerVCpu;
    expect({ pk, sk }).toEqual(declarationKey(named("processor")));
    expect(declarationSchema.parse(declared)).toEqual({
      functionName: named("processor"),
      baseline: config.functions.processor.baseline,
      windows: config.functions.processor.windows,
      limit: maxVCpus / vCpus,
      graceSeconds: config.functions.processor.graceSeconds,
    });
    expect(where).toMatchObject({
      hash_key: "pk",
      range_key: "sk",
      table_name: expect.stringContaining("aws_dynamodb_tablecapacityname"),
    });
  });

  it("names no function twice, and declares none that Terraform scales", () => {
    const functions = template.resources<LambdaFunction>("aws_lambda_function");
    const declared = template.resources<{ item: string }>("aws_dynamodb_table_item");

    const ids = [...FUNCTIONS, ...ownFunctionsOf(config).map(([id]) => id)];
    const reconciled = managedFunctionsOf(config).filter(({ isReconciled }) => isReconciled);
    expect(functions.map(({ function_name: name }) => name).toSorted()).toEqual(ids.map(named).toSorted());
    expect(declared.map(({ item }) => unmarshall(JSON.parse(item)).functionName).toSorted()).toEqual(
      reconciled.map(({ id }) => named(id)).toSorted(),
    );
  });
});

describe("a revision in the configuration", () => {
  const service = (environment: string) => synthesised.stack(`${environment}-service`);
  const variables = (environment: string, id: string) =>
    service(environment).resource<LambdaFunction>("aws_lambda_function", {
      function_name: `${environment}-video-${id}`,
    }).environment.variables;

  it("changes its function, so that Terraform publishes it anew, and no other", () => {
    expect(variables("revised", "api").REVISION).toBe("2");
    for (const id of ["processor", "scaler", "dispatcher"]) {
      expect(variables("revised", id)).not.toHaveProperty("REVISION");
    }
  });

  it("of a capacity provider lets the operator role log there before it is made", () => {
    const provider = service("revised")
      .resources<{ name: string }>("aws_lambda_capacity_provider")
      .find(({ name }) => name.startsWith("revised-video-processor-"));

    const events = service("revised")
      .statementsOf("revised-video-operator")
      .find(({ Sid }) => Sid === "InstanceEvents");
    expect(JSON.stringify(events)).toContain(`/aws/lambda/capacity-provider/${provider?.name}:*`);
  });

  it("is in no environment that does not ask for one", () => {
    for (const { name } of [...ENVIRONMENTS, windowed]) expect(service(name).text).not.toContain("REVISION");
  });
});

describe("batch windows in the configuration", () => {
  it("are deployed in the declared item, with their defaults written out, as the reconciler reads them", () => {
    const { item } = synthesised.stack("windowed-service").resource<{ item: string }>("aws_dynamodb_table_item");
    const { pk: _pk, sk: _sk, ...declared } = unmarshall(JSON.parse(item));

    const windows = [{ ...NIGHTLY, warmUpMinutes: 0, except: [] }, MIGRATION];
    expect(declared.windows).toEqual(windows);
    expect(declarationSchema.parse(declared).windows).toEqual(windows);
  });

  it("make the api's scaling config the reconciler's, from its baseline, and no longer Terraform's", () => {
    const service = synthesised.stack("both-service");
    const items = service.resources<{ item: string }>("aws_dynamodb_table_item");
    const declared = items.map(({ item }) => unmarshall(JSON.parse(item)));
    const { scalingConfig } = both.functions.api;

    expect(service.resources("aws_lambda_function_scaling_config")).toEqual([]);
    // Forgotten, not destroyed: that would be a put of AWS's default.
    expect(JSON.parse(service.text).removed).toEqual([
      { from: "aws_lambda_function_scaling_config.api-scaling", lifecycle: { destroy: false } },
    ]);
    expect(declared.map(({ functionName }) => functionName).toSorted()).toEqual([
      "both-video-api",
      "both-video-processor",
    ]);
    expect(declared.find(({ functionName }) => functionName === "both-video-api")).toMatchObject({
      baseline: scalingConfig,
      windows: [{ name: "campaign" }],
    });
    const puts = service.statements.filter((each) => actionsOf(each).includes("lambda:PutFunctionScalingConfig"));
    expect(puts.flatMap(resourcesOf)).toHaveLength(4);
  });
});
