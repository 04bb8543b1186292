import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule/index.js";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine/index.js";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { TerraformStack } from "cdktf";
import { Deployed } from "../../../local/deployed.ts";
import { readEventSettings } from "../../../local/events/destinations.ts";
import { readRules } from "../../../local/events/rules.ts";
import { readSchedules, Schedules } from "../../../local/events/schedules.ts";
import { readMachines } from "../../../local/stepFunctions/machines.ts";
import { createResolver } from "../../../local/terraform/resolve.ts";
import { loadSynthesized } from "../../../local/terraform/synthesized.ts";
import { stackIn, synthesize } from "../../support/stacks/synthesize.ts";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function read<T>(reader: (...given: Parameters<typeof readRules>) => T, build: (stack: TerraformStack) => void) {
  const { folder, remove } = await synthesize((app) => build(stackIn(app, "dev")));
  cleanUps.push(remove);
  const synthesized = await loadSynthesized(folder);
  return reader(synthesized, createResolver(synthesized));
}

const SCALER = "arn:aws:lambda:eu-west-1:000000000000:function:scaler";
const scaler = (stack: TerraformStack) => new LambdaFunction(stack, "scaler", { functionName: "scaler", role: "r" });

describe("rules", () => {
  it("are read with their patterns and targets", async () => {
    const [rule] = await read(readRules, (stack) => {
      const machine = new SfnStateMachine(stack, "machine", { name: "workflow", roleArn: "r", definition: "{}" });
      const failed = new CloudwatchEventRule(stack, "failed", {
        eventPattern: JSON.stringify({ source: ["aws.states"], detail: { stateMachineArn: [machine.arn] } }),
      });
      new CloudwatchEventTarget(stack, "target", { rule: failed.name, arn: scaler(stack).arn, input: '{"a":1}' });
    });
    const stateMachineArn = "arn:aws:states:eu-west-1:000000000000:stateMachine:workflow";
    expect(rule).toMatchObject({ enabled: true, targets: [{ arn: SCALER }] });
    expect(rule?.targets[0]?.input({})).toBe('{"a":1}');
    expect(rule?.matches({ source: "aws.states", detail: { stateMachineArn } })).toBe(true);
    expect(rule?.matches({ source: "aws.states", detail: { stateMachineArn: "other" } })).toBe(false);
  });

  it.each<[string, (stack: TerraformStack) => void]>([
    [
      "aws_cloudwatch_event_rule.rule (stack dev): has no event_pattern; use aws_scheduler_schedule for schedules",
      (stack) => new CloudwatchEventRule(stack, "rule", { scheduleExpression: "rate(1 minute)" }),
    ],
    [
      'aws_cloudwatch_event_rule.rule event_pattern.source: {"suffix":"x"} is not supported',
      (stack) => new CloudwatchEventRule(stack, "rule", { eventPattern: '{"source":[{"suffix":"x"}]}' }),
    ],
    [
      "aws_cloudwatch_event_target.target (stack dev): input_transformer: input_template must be a JSON object",
      (stack) => {
        const rule = new CloudwatchEventRule(stack, "rule", { name: "r", eventPattern: "{}" }).name;
        const inputTransformer = { inputTemplate: "<a>", inputPaths: { a: "$.a" } };
        new CloudwatchEventTarget(stack, "target", { rule, arn: scaler(stack).arn, inputTransformer });
      },
    ],
    [
      "arn must be a Lambda function's, got arn:aws:sns:eu-west-1:000000000000:topic",
      (stack) => {
        const rule = new CloudwatchEventRule(stack, "rule", { name: "r", eventPattern: "{}" }).name;
        new CloudwatchEventTarget(stack, "target", { rule, arn: new SnsTopic(stack, "topic", { name: "topic" }).arn });
      },
    ],
  ])("are refused: %s", async (message, build) => {
    await expect(read(readRules, build)).rejects.toThrow(message);
  });
});

describe("schedules", () => {
  const schedule = (
    stack: TerraformStack,
    rest: { scheduleExpression?: string; state?: string; input?: string } = {},
  ) => {
    const { input, ...config } = rest;
    new SchedulerSchedule(stack, "tick", {
      name: "tick",
      scheduleExpression: "rate(2 hours)",
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: scaler(stack).arn, roleArn: "r", ...(input !== undefined && { input }) },
      ...config,
    });
  };

  it.each([
    ["rate(1 minutes)", 60_000],
    ["rate(1 minute)", 60_000],
    ["rate(2 hours)", 7_200_000],
    ["rate(1 day)", 86_400_000],
    ["cron(0 8 * * ? *)", Number.POSITIVE_INFINITY],
  ])("read %s", async (scheduleExpression, everyMs) => {
    const [read_] = await read(readSchedules, (stack) => schedule(stack, { scheduleExpression }));
    expect(read_).toEqual({
      arn: "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/tick",
      enabled: true,
      everyMs,
      targetArn: SCALER,
      roleArn: "r",
      policy: { retries: 185, ageSeconds: 86_400 },
      deadLetterArn: undefined,
      input: undefined,
    });
  });

  it.each(["at(2026-01-01T00:00:00)", "rate(0 minutes)"])("refuse %s", async (scheduleExpression) => {
    await expect(read(readSchedules, (stack) => schedule(stack, { scheduleExpression }))).rejects.toThrow(
      `aws_scheduler_schedule.tick (stack dev): schedule_expression must be rate(<n> minutes|hours|days), got ${scheduleExpression}`,
    );
  });

  it("call their function at the start and at every interval, until they are stopped", async () => {
    const schedules = await read(readSchedules, (stack) =>
      schedule(stack, { input: '{"at":"<aws.scheduler.scheduled-time>"}' }),
    );
    const calls: string[] = [];
    let ticks: (() => void)[] = [];
    const running = new Schedules({
      schedules,
      invokeLambda: async (arn, payload) => {
        calls.push(`${arn} ${payload}`);
        return { statusCode: 200, payload: "null" };
      },
      now: () => 0,
      every: (intervalMs, tick) => {
        expect(intervalMs).toBe(7_200_000);
        ticks.push(tick);
        return () => {
          ticks = ticks.filter((other) => other !== tick);
        };
      },
    });

    running.start({ runAtStart: true });
    for (const tick of ticks) tick();
    running.stop();

    expect(calls).toEqual(Array(2).fill(`${SCALER} {"at":"1970-01-01T00:00:00Z"}`));
    expect(ticks).toEqual([]);
  });

  it("leave a disabled one alone, and send Scheduler's own event when there is no input", async () => {
    const calls: string[] = [];
    const startAll = async (state: string) =>
      new Schedules({
        schedules: await read(readSchedules, (stack) => schedule(stack, { state })),
        invokeLambda: async (_arn, payload) => {
          calls.push(payload);
          return { statusCode: 200, payload: "null" };
        },
        every: () => () => {},
      }).start({ runAtStart: true });

    await startAll("DISABLED");
    expect(calls).toEqual([]);
    await startAll("ENABLED");
    expect(JSON.parse(calls[0] ?? "")).toMatchObject({
      source: "aws.scheduler",
      "detail-type": "Scheduled Event",
      detail: "{}",
    });
  });
});

describe("state machines", () => {
  const readMachine = (build: (stack: TerraformStack) => void) =>
    read((...given) => readMachines(...given, new Deployed("/nowhere/deployed.json")), build);

  it("are read as they would be deployed", async () => {
    const [machine] = await readMachine((stack) => {
      const definition = JSON.stringify({
        StartAt: "S",
        States: { S: { Type: "Pass", Result: scaler(stack).arn, End: true } },
      });
      new SfnStateMachine(stack, "machine", { name: "workflow", roleArn: "role", definition });
    });
    expect(machine).toMatchObject({ name: "workflow", roleArn: "role" });
    expect(JSON.parse(machine?.definition ?? "").States.S.Result).toBe(SCALER);
  });

  it("are refused as Express workflows", async () => {
    const express = (stack: TerraformStack) => {
      new SfnStateMachine(stack, "machine", { name: "workflow", roleArn: "role", definition: "{}", type: "EXPRESS" });
    };
    await expect(readMachine(express)).rejects.toThrow('state machine "workflow": type EXPRESS is not supported');
  });
});

describe("what becomes of failed events", () => {
  it("is read by function: how often it is tried again, where it goes, and whose role writes it there", async () => {
    const found = await read(readEventSettings, (stack) => {
      const queue = new SqsQueue(stack, "queue", { name: "failed" });
      new LambdaFunctionEventInvokeConfig(stack, "config", {
        functionName: scaler(stack).functionName,
        maximumRetryAttempts: 1,
        destinationConfig: { onFailure: { destination: queue.arn } },
      });
    });
    const destination = {
      arn: "arn:aws:sqs:eu-west-1:000000000000:failed",
      writer: { roleArn: "r", session: "scaler" },
    };
    expect([...found]).toEqual([["scaler", { retries: 1, destination }]]);
  });
});
