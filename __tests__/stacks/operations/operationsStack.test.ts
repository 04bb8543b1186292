import { afterAll, describe, expect, it } from "@jest/globals";
import { dispatcherEvent, executionEnded, objectCreated } from "../../../app/dispatcher/dispatcherEvent.ts";
import { scalerEvent } from "../../../app/scaler/scalerEvent.ts";
import { ENVIRONMENTS } from "../../../stacks/config/environments.ts";
import { handedOver, ref, removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

interface Schedule {
  readonly name: string;
  readonly schedule_expression: string;
  readonly target: { readonly arn: string; readonly input: string; readonly role_arn: string };
  readonly depends_on: readonly string[];
}
interface Target {
  readonly rule: string;
  readonly target_id: string;
  readonly arn: string;
  readonly input_transformer?: { readonly input_paths: Record<string, string>; readonly input_template: string };
}

const synthesised = synthesise(ENVIRONMENTS);
afterAll(removeTemporaryFolders);

const EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:dev-video-processing:01J-1";

describe.each(["dev", "prod"])("the operations of %s", (environment) => {
  const template = synthesised.stack(`${environment}-operations`);
  const service = synthesised.stack(`${environment}-service`);
  const queue = template.resource("aws_sqs_queue");
  const rule = template.resource<{ event_pattern: string }>("aws_cloudwatch_event_rule", {
    name: `${environment}-video-executions-ended`,
  });
  const uploaded = template.resource<{ event_pattern: string }>("aws_cloudwatch_event_rule", {
    name: `${environment}-video-source-uploaded`,
  });
  const schedules = template.resources<Schedule>("aws_scheduler_schedule");
  const targetsOf = (of: typeof rule) =>
    template.resources<Target>("aws_cloudwatch_event_target").filter((target) => target.rule === ref(of, "name"));
  const targets = targetsOf(rule);

  /** A function's or the state machine's ARN, as the service stack hands it over. */
  const arnOf = (type: string, having: Record<string, string>) => {
    const { address } = service.resource(type, having);
    return handedOver(`${environment}-service`, `${address.replace(".", "")}arn`);
  };
  const lambdaArn = (id: string) => arnOf("aws_lambda_function", { function_name: `${environment}-video-${id}` });

  describe("the tick", () => {
    it("comes every minute to the scaler and the dispatcher", () => {
      expect(schedules.map(({ name }) => name)).toEqual([
        `${environment}-video-tick-dispatcher`,
        `${environment}-video-tick-scaler`,
      ]);
      expect(schedules.map(({ target }) => target.arn)).toEqual([lambdaArn("dispatcher"), lambdaArn("scaler")]);
      for (const schedule of schedules) {
        expect(schedule).toMatchObject({
          schedule_expression: "rate(1 minute)",
          flexible_time_window: { mode: "OFF" },
        });
        expect(schedule).not.toHaveProperty("state");
      }
    });

    it("says what the functions understand", () => {
      const [dispatcher, scaler] = schedules.map(({ target }) => JSON.parse(target.input));

      expect(dispatcherEvent.parse(dispatcher)).toEqual({ action: "sweep" });
      expect(scalerEvent.parse(scaler)).toEqual({ action: "reconcile" });
    });

    it("is not delivered late, and when it cannot be delivered is not lost", () => {
      for (const { target } of schedules) {
        expect(target).toMatchObject({
          retry_policy: { maximum_retry_attempts: 1, maximum_event_age_in_seconds: 60 },
          dead_letter_config: { arn: ref(queue, "arn") },
        });
      }
    });

    it("comes with a role that may call the two functions and write to the queue, and do nothing else", () => {
      const role = template.resource("aws_iam_role", { name: `${environment}-video-tick` });
      const policy = template.resource("aws_iam_role_policy");

      expect(schedules.map(({ target }) => target.role_arn)).toEqual([ref(role, "arn"), ref(role, "arn")]);
      expect(schedules.map(({ depends_on: on }) => on)).toEqual([[policy.address], [policy.address]]);
      expect(template.statements).toEqual([
        {
          Effect: "Allow",
          Action: ["lambda:InvokeFunction"],
          Resource: [lambdaArn("scaler"), lambdaArn("dispatcher")],
        },
        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [ref(queue, "arn")] },
      ]);
    });
  });

  describe("the rule for runs that end badly", () => {
    it("matches runs that failed, timed out or were aborted, and no others", () => {
      expect(JSON.parse(rule.event_pattern)).toEqual({
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: {
          status: ["FAILED", "TIMED_OUT", "ABORTED"],
          stateMachineArn: [arnOf("aws_sfn_state_machine", { name: `${environment}-video-processing` })],
        },
      });
      expect(rule).not.toHaveProperty("state");
    });

    it("matches only what the dispatcher understands", () => {
      const { source, detail } = JSON.parse(rule.event_pattern);

      for (const status of detail.status) {
        const event = { source: source[0], detail: { executionArn: EXECUTION, status } };
        expect(executionEnded.parse(event)).toEqual(event);
      }
    });

    it("tells the scaler and the dispatcher, and loses nothing that it cannot deliver", () => {
      expect(targets.map(({ target_id: id, arn }) => [id, arn])).toEqual([
        ["dispatcher", lambdaArn("dispatcher")],
        ["scaler", lambdaArn("scaler")],
      ]);
      for (const target of targets) {
        expect(target).toMatchObject({
          rule: ref(rule, "name"),
          dead_letter_config: { arn: ref(queue, "arn") },
          retry_policy: { maximum_retry_attempts: 10, maximum_event_age_in_seconds: 3_600 },
        });
      }
    });

    it("ends the lease that the run held, in the scaler's words", () => {
      const { input_transformer: transformer } = template.resource<Target>("aws_cloudwatch_event_target", {
        target_id: "scaler",
      });

      // EventBridge puts a string into a template with its quotation marks.
      const event = JSON.parse(String(transformer?.input_template).replace("<owner>", JSON.stringify(EXECUTION)));
      expect(transformer?.input_paths).toEqual({ owner: "$.detail.executionArn" });
      expect(scalerEvent.parse(event)).toEqual({
        action: "release",
        functionName: `${environment}-video-processor`,
        owner: EXECUTION,
      });
    });

    it("gives the dispatcher the whole event, which has the run's videos", () => {
      const dispatcher = targets.find(({ target_id: id }) => id === "dispatcher");
      for (const field of ["input", "input_path", "input_transformer"]) expect(dispatcher).not.toHaveProperty(field);
    });

    it("may call both functions", () => {
      const permissions = template
        .resources<Record<string, unknown>>("aws_lambda_permission")
        .filter(({ source_arn: source }) => source === ref(rule, "arn"));

      expect(permissions.map(({ address: _address, ...permission }) => permission)).toEqual(
        ["dispatcher", "scaler"].map((id) => ({
          statement_id: "ExecutionsEnded",
          action: "lambda:InvokeFunction",
          function_name: `${environment}-video-${id}`,
          principal: "events.amazonaws.com",
          source_arn: ref(rule, "arn"),
        })),
      );
    });
  });

  describe("the rule for sources that were uploaded", () => {
    it("matches new objects among the sources of the bucket, and no others", () => {
      const { address } = synthesised.stack(`${environment}-data`).resource("aws_s3_bucket");

      expect(JSON.parse(uploaded.event_pattern)).toEqual({
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: {
          bucket: { name: [handedOver(`${environment}-data`, `${address.replace(".", "")}bucket`)] },
          object: { key: [{ prefix: "sources/" }] },
        },
      });
    });

    it("gives the dispatcher, which understands it, the whole event, and loses none that it cannot deliver", () => {
      const { source, "detail-type": type } = JSON.parse(uploaded.event_pattern);
      const event = { source: source[0], "detail-type": type[0], detail: { object: { key: "sources/v" } } };

      expect(objectCreated.parse(event)).toEqual(event);
      expect(targetsOf(uploaded)).toEqual([
        expect.objectContaining({
          arn: lambdaArn("dispatcher"),
          dead_letter_config: { arn: ref(queue, "arn") },
          retry_policy: { maximum_retry_attempts: 10, maximum_event_age_in_seconds: 3_600 },
        }),
      ]);
      for (const field of ["input", "input_path", "input_transformer"])
        expect(targetsOf(uploaded)[0]).not.toHaveProperty(field);
    });

    it("may call the dispatcher", () => {
      expect(template.resource("aws_lambda_permission", { statement_id: "SourceUploaded" })).toMatchObject({
        function_name: `${environment}-video-dispatcher`,
        principal: "events.amazonaws.com",
        source_arn: ref(uploaded, "arn"),
      });
    });
  });

  describe("what a function throws at every attempt", () => {
    it.each(["scaler", "dispatcher"])("goes to the queue, when it is %s's", (id) => {
      const { address } = service.resource("aws_lambda_function", { function_name: `${environment}-video-${id}` });
      const name = handedOver(`${environment}-service`, `${address.replace(".", "")}function_name`);

      expect(template.resource("aws_lambda_function_event_invoke_config", { function_name: name })).toMatchObject({
        maximum_retry_attempts: 2,
        maximum_event_age_in_seconds: 3_600,
        destination_config: { on_failure: { destination: ref(queue, "arn") } },
      });
      expect(service.statementsOf(`${environment}-video-${id}`)).toContainEqual({
        Sid: "FailedEvents",
        Effect: "Allow",
        Action: ["sqs:SendMessage"],
        Resource: [expect.stringContaining(`:${environment}-video-dead-letters`)],
      });
    });
  });

  describe("the queue for what could not be delivered", () => {
    it("keeps it as long as SQS can, encrypted", () => {
      expect(queue).toMatchObject({
        name: `${environment}-video-dead-letters`,
        message_retention_seconds: 1_209_600,
        sqs_managed_sse_enabled: true,
      });
    });

    it("takes it from the two rules, and from no other rule", () => {
      const { queue_url: url, policy } = template.resource<{ queue_url: string; policy: string }>(
        "aws_sqs_queue_policy",
      );

      expect(url).toBe(ref(queue, "url"));
      expect(JSON.parse(policy)).toEqual({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: ref(queue, "arn"),
            Condition: { ArnEquals: { "aws:SourceArn": [ref(rule, "arn"), ref(uploaded, "arn")] } },
          },
        ],
      });
    });
  });
});
