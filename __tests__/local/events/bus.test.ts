import { describe, expect, it } from "@jest/globals";
import { EventBus } from "../../../local/events/bus.ts";
import { executionStatusEvent } from "../../../local/events/executionStatus.ts";
import { compilePattern } from "../../../local/events/patterns.ts";
import type { EventRule } from "../../../local/events/rules.ts";
import type { Caller } from "../../../local/iam/caller.ts";
import type { Execution } from "../../../local/stepFunctions/execution.ts";
import type { Invocation } from "../../../local/stepFunctions/tasks.ts";

const execution: Execution = {
  executionArn: "arn:aws:states:eu-west-1:000000000000:execution:workflow:run",
  stateMachineArn: "arn:aws:states:eu-west-1:000000000000:stateMachine:workflow",
  name: "run",
  status: "FAILED",
  startDate: 1_700_000_000_123,
  stopDate: 1_700_000_001_456,
  input: "{}",
  error: "Broken",
  cause: "no",
};
const event = executionStatusEvent(execution, "id");

const rule = (rest: Partial<EventRule> = {}): EventRule => ({
  name: "failed",
  arn: "arn:aws:events:eu-west-1:000000000000:rule/failed",
  enabled: true,
  matches: compilePattern({ source: ["aws.states"], detail: { status: ["FAILED"] } }),
  targets: [{ arn: "arn:aws:lambda:eu-west-1:000000000000:function:scaler", input: (sent) => JSON.stringify(sent) }],
  ...rest,
});

/** A bus whose function gives these answers in turn, and whose clock moves only by its waits. */
function busOf(rules: EventRule[], ...answers: Partial<Invocation>[]) {
  const calls: { arn: string; payload: string }[] = [];
  const waits: number[] = [];
  const errors: string[] = [];
  const callers: Caller[] = [];
  let refusal: string | undefined;
  let time = 0;
  const bus = new EventBus({
    rules,
    invokeLambda: async (arn, payload, caller) => {
      calls.push({ arn, payload });
      callers.push(caller);
      return { statusCode: 200, payload: "null", ...(answers.length > 1 ? answers.shift() : answers[0]) };
    },
    refusedByQueue: (caller) => {
      callers.push(caller);
      return refusal;
    },
    onError: ({ message }) => errors.push(message),
    now: () => time,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      time += milliseconds;
    },
  });
  const refuseDeadLetters = (why: string | undefined) => {
    refusal = why;
  };
  return { bus, calls, callers, waits, errors, refuseDeadLetters };
}

describe("the event bus", () => {
  it("sends an event to the targets of the rules that match it, or their input", async () => {
    const other = rule({ targets: [{ arn: "arn:other", input: () => '{"fixed":true}' }] });
    const { bus, calls } = busOf([rule(), other, rule({ matches: () => false }), rule({ enabled: false })]);
    bus.publish(event);
    await bus.settled();
    expect(calls).toEqual([
      { arn: "arn:aws:lambda:eu-west-1:000000000000:function:scaler", payload: JSON.stringify(event) },
      { arn: "arn:other", payload: '{"fixed":true}' },
    ]);
  });

  it("keeps trying while the service refuses, as its target says", async () => {
    const policy = { retries: 3, ageSeconds: 3_600 };
    const target = { arn: "f", input: () => "", policy };
    const { bus, waits, errors } = busOf([rule({ targets: [target] })], { statusCode: 429, payload: "throttled" });
    bus.publish(event);
    await bus.settled();
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    expect(errors[0]).toContain("not delivered: status 429 throttled");
  });

  it("delivers once the service takes it, and does not retry what can never work", async () => {
    const recovered = busOf([rule()], { statusCode: 502 }, {});
    recovered.bus.publish(event);
    await recovered.bus.settled();
    expect(recovered.calls).toHaveLength(2);
    expect(recovered.errors).toEqual([]);

    const missing = busOf([rule()], { statusCode: 404, payload: "no such function" });
    missing.bus.publish(event);
    await missing.bus.settled();
    expect(missing.calls).toHaveLength(1);
    expect(missing.errors[0]).toContain("status 404 no such function");
  });

  const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:dead";

  it.each([
    ["what could not be delivered", { statusCode: 403, payload: "no" }, undefined, `status 403 no; for ${QUEUE}`],
    ["unless it refuses it", { statusCode: 403, payload: "no" }, "denied", `403 no; ${QUEUE} refuses it: denied`],
  ])("has a queue for %s", async (_, answer, refusal, told) => {
    const target = { arn: "f", input: () => "", deadLetterArn: QUEUE };
    const { bus, errors, refuseDeadLetters } = busOf([rule({ targets: [target] })], answer);
    refuseDeadLetters(refusal);
    bus.publish(event);
    await bus.settled();
    expect(errors).toEqual([expect.stringMatching(new RegExp(`${told.replaceAll(/[.$]/g, "\\$&")}$`))]);
  });

  it("invokes and dead-letters in EventBridge's name, for the rule", async () => {
    const target = { arn: "f", input: () => "", deadLetterArn: QUEUE };
    const { bus, callers } = busOf([rule({ targets: [target] })], { statusCode: 403 });
    bus.publish(event);
    await bus.settled();
    const sourceArn = "arn:aws:events:eu-west-1:000000000000:rule/failed";
    expect(callers).toEqual(Array(2).fill({ service: "events.amazonaws.com", sourceArn }));
  });

  it("sends the other targets' events when one cannot be transformed, and says so", async () => {
    const input = () => {
      throw new Error("$.detail.missing is not in the event");
    };
    const { bus, calls, errors } = busOf([rule({ targets: [{ arn: "arn:bad", input }] }), rule()]);
    bus.publish(event);
    await bus.settled();
    expect(calls).toHaveLength(1);
    expect(errors).toEqual(['rule "failed": event not sent to arn:bad: $.detail.missing is not in the event']);
  });

  it("forgets a failed invocation that was in progress when it was stopped", async () => {
    let fail = (_: Invocation) => {};
    const errors: unknown[] = [];
    const bus = new EventBus({
      rules: [rule()],
      invokeLambda: () =>
        new Promise((resolve) => {
          fail = resolve;
        }),
      onError: (error) => errors.push(error),
    });
    bus.publish(event);
    bus.stop();
    fail({ statusCode: 503, payload: "gone" });
    await bus.settled();
    expect(errors).toEqual([]);
  });

  it("takes nothing after stop", async () => {
    const { bus, calls } = busOf([rule()]);
    bus.stop();
    bus.publish(event);
    await bus.settled();
    expect(calls).toEqual([]);
  });
});

describe("the execution status event", () => {
  it("has the shape that Step Functions sends", () => {
    expect(event).toEqual({
      version: "0",
      id: "id",
      "detail-type": "Step Functions Execution Status Change",
      source: "aws.states",
      account: "000000000000",
      time: "2023-11-14T22:13:21Z",
      region: "eu-west-1",
      resources: [execution.executionArn],
      detail: {
        executionArn: execution.executionArn,
        stateMachineArn: execution.stateMachineArn,
        name: "run",
        status: "FAILED",
        startDate: 1_700_000_000_123,
        stopDate: 1_700_000_001_456,
        input: "{}",
        output: null,
        stateMachineVersionArn: null,
        stateMachineAliasArn: null,
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: "REDRIVABLE",
        redriveStatusReason: null,
        inputDetails: { included: true },
        outputDetails: null,
        error: "Broken",
        cause: "no",
      },
    });
  });
});
