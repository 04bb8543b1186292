import { describe, expect, it } from "@jest/globals";
import type { Definition } from "../../../local/stepFunctions/definition.ts";
import { checkDefinition, UnsupportedDefinitionError } from "../../../local/stepFunctions/guard.ts";
import { task } from "../../support/workflow/workflows.ts";

const check = (state: object, machine: object = {}) =>
  checkDefinition("workflow", { StartAt: "S", States: { S: state }, ...machine } as Definition);

const inner = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };
const passing = (fields: object) => ({ StartAt: "Inner", States: { Inner: { Type: "Pass", End: true, ...fields } } });
const distributedOver = (machine: object, fields: object = {}) => ({
  Type: "Map",
  ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...machine },
  ...fields,
});
const distributed = (inner: object, fields: object = {}) => distributedOver(passing(inner), fields);
const lambda = (parameters: object) => task("f", { Parameters: parameters });

describe("the guard", () => {
  it.each([
    ["QueryLanguage JSONata is not supported; only JSONPath is evaluated", { Type: "Pass", QueryLanguage: "JSONata" }],
    ["Assign is not supported; variables would stay unset", { Type: "Pass", Assign: { x: 1 } }],
    ["Assign is not supported", task("f", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "S", Assign: { x: 1 } }] })],
    ["Output is not supported", { Type: "Pass", Output: "{% 1 %}" }],
    ["HeartbeatSeconds is not supported; heartbeats are not watched", task("f", { HeartbeatSeconds: 5 })],
    ["Credentials is not supported", task("f", { Credentials: { RoleArn: "r" } })],
    [
      "ItemReader is not supported; items are not read from elsewhere",
      { Type: "Map", ItemReader: {}, ItemProcessor: inner },
    ],
    [
      "ToleratedFailurePercentage is not supported",
      { Type: "Map", ToleratedFailurePercentage: 100, ItemProcessor: inner },
    ],
    [
      "ToleratedFailureCount is not supported; one failure fails an inline Map",
      { Type: "Map", ToleratedFailureCount: 1, ItemProcessor: inner },
    ],
    [
      "ToleratedFailurePercentagePath is not supported",
      distributed({}, { ToleratedFailurePercentagePath: "$.tolerated" }),
    ],
    [
      "Label must be at most 40 letters, digits, and any of _ . @ + -, got each item",
      distributed({}, { Label: "each item" }),
    ],
    ["Label must be at most 40 letters", distributed({}, { Label: "x".repeat(41) })],
    [
      "ProcessorConfig.ExecutionType EXPRESS is not supported; items would run as STANDARD",
      distributedOver({
        ...passing({}),
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      }),
    ],
    [
      "Resource arn:aws:states:::lambda:invoke.waitForTaskToken is not supported; task tokens are not issued",
      task("f", { Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken" }),
    ],
    [
      "Resource arn:aws:states:::states:startExecution.sync:2 is not supported; jobs are not waited for",
      task("f", { Resource: "arn:aws:states:::states:startExecution.sync:2" }),
    ],
    [
      "Resource must be arn:<partition>:states:::lambda:invoke, got arn:aws:states:::sqs:sendMessage",
      task("f", { Resource: "arn:aws:states:::sqs:sendMessage" }),
    ],
    ["Parameters.ClientContext is not supported", lambda({ FunctionName: "f", ClientContext: "c" })],
    ["Parameters.FunctionName is missing", lambda({ "Payload.$": "$" })],
    ["Parameters.InvocationType must be RequestResponse", lambda({ FunctionName: "f", InvocationType: "Event" })],
    ["ResultPath must be $ or start with $.name, got $['a']", { Type: "Pass", ResultPath: "$['a']" }],
    ["Result null is not supported", { Type: "Pass", Result: null }],
    ["Seconds must be at most 2147483 here, got 2147484", { Type: "Wait", Seconds: 2_147_484 }],
    ["CausePath with an intrinsic function is not supported", { Type: "Fail", CausePath: "States.UUID()" }],
    [
      "StringMatches supports * only, got a?",
      { Type: "Choice", Choices: [{ Not: { Variable: "$", StringMatches: "a?" } }] },
    ],
    ["Parameters uses $$.State.RetryCount", { Type: "Pass", Parameters: { "x.$": "$$.State.RetryCount" } }],
    ["Parameters uses $$.Task.Token", { Type: "Pass", Parameters: { "x.$": "States.Format('{}', $$.Task.Token)" } }],
    [
      "Catch of States.TaskFailed on a Map state is not supported; it would match nothing",
      { Type: "Map", ItemProcessor: inner, Catch: [{ ErrorEquals: ["States.TaskFailed"], Next: "S" }] },
    ],
  ])("refuses: %s", (problem, state) => {
    expect(() => check(state)).toThrow(UnsupportedDefinitionError);
    expect(() => check(state)).toThrow(`state machine "workflow": state "S": ${problem}`);
  });

  it("finds what is nested in Map and Parallel", () => {
    const bad = { StartAt: "Deep", States: { Deep: { Type: "Pass", Assign: {} } } };
    const map = {
      Type: "Map",
      ItemProcessor: { StartAt: "P", States: { P: { Type: "Parallel", Branches: [inner, bad] } } },
    };
    expect(() => check(map)).toThrow('state "Deep": Assign is not supported');
  });

  it("refuses JSONata for the whole machine, and two states of one name", () => {
    expect(() => check({ Type: "Succeed" }, { QueryLanguage: "JSONata" })).toThrow(
      'state machine "workflow": QueryLanguage JSONata is not supported',
    );
    const nested = { StartAt: "S", States: { S: { Type: "Pass", End: true } } };
    expect(() => check({ Type: "Map", ItemProcessor: nested })).toThrow('state "S": two states have this name');
  });

  it.each([
    ["whose items know their own execution", distributed({ Parameters: { "id.$": "$$.Execution.Id" } })],
    ["that tolerates some failures", distributed({}, { ToleratedFailureCount: 2, ToleratedFailurePercentage: 5 })],
    ["with the longest label", distributed({}, { Label: "x".repeat(40) })],
    ["whose items name their state", distributed({ Parameters: { "state.$": "$$.State.Name" } })],
    ["whose items hold the words as text", distributed({ Result: { "id.$": "$$.Execution.Id" } })],
    ["that gives its items its own execution", distributed({}, { ItemSelector: { "run.$": "$$.Execution.Id" } })],
    ["as many at once as the input says", distributed({}, { MaxConcurrencyPath: "$.concurrency", ResultPath: null })],
  ])("accepts a Distributed Map %s", (_what, state) => {
    expect(() => check(state)).not.toThrow();
  });

  it("accepts what the interpreter gets right", () => {
    const state = task("f", {
      Parameters: { FunctionName: "f", "Payload.$": "$", Qualifier: "1" },
      ResultPath: "$.a.b[0]",
      Retry: [{ ErrorEquals: ["States.TaskFailed"] }],
      ResultSelector: { "id.$": "$$.Execution.Id", "state.$": "$$.State.Name" },
    });
    expect(() => check(state, { QueryLanguage: "JSONPath", TimeoutSeconds: 5 })).not.toThrow();
    expect(() => check({ Type: "Pass", Result: { "x.$": "$$.State.EnteredTime" } })).not.toThrow();
  });
});
