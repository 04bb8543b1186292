import { afterAll, describe, expect, it } from "@jest/globals";
import { ENVIRONMENTS, environmentNamed } from "../../../stacks/config/environments.ts";
import { managedFunctionsOf } from "../../../stacks/config/managedFunctions.ts";
import { FUNCTIONS } from "../../../stacks/service/functions.ts";
import {
  ACCOUNT_ID,
  actionsOf,
  PARTITION,
  ref,
  removeTemporaryFolders,
  resourcesOf,
  synthesise,
} from "../../support/stacks/template.ts";

const synthesised = synthesise(ENVIRONMENTS);
afterAll(removeTemporaryFolders);

describe.each(["dev", "prod"])("what functions may do: %s", (environment) => {
  const template = synthesised.stack(`${environment}-service`);
  const named = (id: string) => `${environment}-video-${id}`;
  const arnOf = (id: string) => ref(template.resource("aws_lambda_function", { function_name: named(id) }), "arn");

  it.each<[string, Record<string, string[]>]>([
    [
      "api",
      {
        Videos: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem"].map((name) => `dynamodb:${name}`),
        VideosIndexes: ["dynamodb:Query"],
        Uploads: ["s3:PutObject"],
        Outputs: ["s3:GetObject"],
        Windows: ["dynamodb:GetItem"],
        Runs: ["states:StartExecution"],
      },
    ],
    [
      "processor",
      {
        Videos: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        Sources: ["s3:GetObject", "s3:PutObjectTagging"],
        Outputs: ["s3:PutObject"],
      },
    ],
    [
      "scaler",
      {
        // PutItem: its history of changes.
        Capacity: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"],
        ScalingConfig: ["lambda:GetFunction", "lambda:GetFunctionScalingConfig", "lambda:PutFunctionScalingConfig"],
        FailedEvents: ["sqs:SendMessage"],
      },
    ],
    [
      "dispatcher",
      {
        // PutItem: what stays of a deleted video until its objects are gone.
        Videos: ["GetItem", "PutItem", "UpdateItem", "DeleteItem"].map((name) => `dynamodb:${name}`),
        VideosIndexes: ["dynamodb:Query"],
        Objects: ["s3:ListBucket"],
        UnfinishedUploads: ["s3:ListBucketMultipartUploads"],
        Sources: ["s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
        Outputs: ["s3:DeleteObject"],
        Capacity: ["dynamodb:GetItem"],
        CapacityIndexes: ["dynamodb:Query"],
        Runs: ["states:StartExecution"],
        Executions: ["states:DescribeExecution"],
        FailedEvents: ["sqs:SendMessage"],
      },
    ],
  ])("lets the %s call what its code calls and nothing more", (id, allowed) => {
    const statements = template.statementsOf(named(id)).filter(({ Sid }) => Sid !== "OwnLogs");

    expect(Object.fromEntries(statements.map((statement) => [statement.Sid, actionsOf(statement)]))).toEqual(allowed);
  });

  it("lets only the scaler change a scaling config, and only those that are the reconciler's", () => {
    const changing = template.statements.filter((statement) =>
      actionsOf(statement).includes("lambda:PutFunctionScalingConfig"),
    );

    const reconciled = managedFunctionsOf(environmentNamed(environment)).filter(({ isReconciled }) => isReconciled);
    const arns = reconciled.flatMap(({ id }) => [arnOf(id), `${arnOf(id)}:*`]);
    expect(changing.map((statement) => resourcesOf(statement).toSorted())).toEqual([arns.toSorted()]);
  });

  it("lets no function reach a table that it has no business with", () => {
    const tables = (id: string) => [
      ...new Set(
        template
          .statementsOf(named(id))
          .flatMap(resourcesOf)
          .flatMap((arn) => /aws_dynamodb_table(\w+?)arn/.exec(arn)?.[1] ?? []),
      ),
    ];
    expect(Object.fromEntries(FUNCTIONS.map((id) => [id, tables(id)]))).toEqual({
      api: ["videos", "capacity"], // what is declared, to know whether a window can take a video
      processor: ["videos"],
      scaler: ["capacity"],
      dispatcher: ["videos", "capacity"], // it reads what is declared, to know which windows are open
    });
  });

  const states = `arn:${PARTITION}:states:${environmentNamed(environment).region}:${ACCOUNT_ID}`;
  const machineArn = `${states}:stateMachine:${named("processing")}`;

  it("lets the dispatcher start and look at runs, the api start them, and the others nothing", () => {
    const starting = (id: string) =>
      template
        .statementsOf(named(id))
        .filter((statement) => actionsOf(statement).some((action) => action.startsWith("states:")))
        .map((statement) => [actionsOf(statement), resourcesOf(statement)]);

    expect(Object.fromEntries(FUNCTIONS.map((id) => [id, starting(id)]))).toEqual({
      api: [[["states:StartExecution"], [machineArn]]],
      processor: [],
      scaler: [],
      dispatcher: [
        [["states:StartExecution"], [machineArn]],
        [["states:DescribeExecution"], [`${states}:execution:${named("processing")}:*`]],
      ],
    });
  });

  it("lets the api read of capacity only what is declared", () => {
    const statement = template.statementsOf(named("api")).find(({ Sid }) => Sid === "Windows");

    expect(statement?.Condition).toEqual({ "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["declaration"] } });
  });

  it("lets functions reach objects by prefix only: sources, outputs, never all of them", () => {
    const bucket = ref(synthesised.stack(`${environment}-data`).resource("aws_s3_bucket"), "arn");
    const reached = (id: string) =>
      Object.fromEntries(
        template
          .statementsOf(named(id))
          .filter((statement) => actionsOf(statement).some((action) => action.startsWith("s3:")))
          .map((statement) => [statement.Sid, resourcesOf(statement).map((arn) => arn.replace(/^.*\}/, ""))]),
      );

    expect(bucket).not.toBe("");
    expect(Object.fromEntries(FUNCTIONS.map((id) => [id, reached(id)]))).toEqual({
      api: { Uploads: ["/sources/*"], Outputs: ["/outputs/*"] },
      processor: { Sources: ["/sources/*"], Outputs: ["/outputs/*"] },
      scaler: {},
      dispatcher: { Objects: [""], UnfinishedUploads: [""], Sources: ["/sources/*"], Outputs: ["/outputs/*"] },
    });
  });

  it("lets the dispatcher list objects under the two prefixes only", () => {
    const statement = template.statementsOf(named("dispatcher")).find(({ Sid }) => Sid === "Objects");

    expect(statement?.Condition).toEqual({ StringLike: { "s3:prefix": ["sources/*", "outputs/*"] } });
  });
});
