import { afterAll, describe, expect, it } from "@jest/globals";
import { ENVIRONMENTS, environmentNamed } from "../../../../stacks/config/environments.ts";
import {
  ACCOUNT_ID,
  actionsOf,
  PARTITION,
  ref,
  removeTemporaryFolders,
  synthesise,
} from "../../../support/stacks/template.ts";

const synthesised = synthesise(ENVIRONMENTS);
afterAll(removeTemporaryFolders);

const NAMES = ENVIRONMENTS.map(({ name }) => name);

describe.each(NAMES)("the state machine of %s", (environment) => {
  const template = synthesised.stack(`${environment}-service`);
  const name = `${environment}-video-processing`;

  it("keeps its history, logs its errors without data, and starts with a role that may invoke", () => {
    const group = template.resource("aws_cloudwatch_log_group", { name: `/aws/vendedlogs/states/${name}` });
    const role = template.resource("aws_iam_role", { name });
    const policy = template.resource("aws_iam_role_policy", { role: ref(role, "name") });

    expect(template.resource("aws_sfn_state_machine", { name })).toMatchObject({
      name,
      type: "STANDARD",
      role_arn: ref(role, "arn"),
      logging_configuration: {
        level: "ERROR",
        include_execution_data: false,
        log_destination: `${ref(group, "arn")}:*`,
      },
      depends_on: [policy.address],
    });
  });

  it("may invoke its three functions, published or not, and no other", () => {
    const statement = template.statementsOf(name).find(({ Sid }) => Sid === "ItsFunctions");

    const arns = ["scaler", "processor", "dispatcher"].map((id) =>
      ref(template.resource("aws_lambda_function", { function_name: `${environment}-video-${id}` }), "arn"),
    );
    expect(statement).toEqual({
      Sid: "ItsFunctions",
      Effect: "Allow",
      Action: ["lambda:InvokeFunction"],
      Resource: arns.flatMap((arn) => [arn, `${arn}:*`]),
    });
  });

  it("may deliver its own log, and nothing else on all resources", () => {
    const onAll = template.statementsOf(name).filter(({ Resource }) => [Resource].flat().includes("*"));

    expect(onAll.map(({ Sid }) => Sid)).toEqual(["OwnLog"]);
    expect(onAll.flatMap(actionsOf).filter((action) => !action.startsWith("logs:"))).toEqual([]);
  });
});

describe.each(NAMES)("beyond that, in %s,", (environment) => {
  it("it may start executions of itself, for the items of its Map, and look at and stop these only", () => {
    const name = `${environment}-video-processing`;
    const states = `arn:${PARTITION}:states:${environmentNamed(environment).region}:${ACCOUNT_ID}`;
    const more = synthesised
      .stack(`${environment}-service`)
      .statementsOf(name)
      .filter(({ Sid }) => Sid !== "ItsFunctions" && Sid !== "OwnLog");

    expect(more).toEqual([
      {
        Sid: "Children",
        Effect: "Allow",
        Action: ["states:StartExecution"],
        Resource: [`${states}:stateMachine:${name}`],
      },
      {
        Sid: "OwnChildren",
        Effect: "Allow",
        Action: ["states:DescribeExecution", "states:StopExecution"],
        // Its own executions, and those of its Distributed Map: execution:<machine>/<map's label>:<id>.
        Resource: [`${states}:execution:${name}:*`, `${states}:execution:${name}/*`],
      },
    ]);
  });
});
