import { DescribeExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "@jest/globals";
import { gate, openWorkflows, type StubFunction, serviceError, task, until } from "../../support/workflow/workflows.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function workflows(definition: object, functions: Record<string, StubFunction> = {}) {
  const opened = await openWorkflows(definition, functions);
  cleanUps.push(opened.remove, () => opened.stop());
  return opened;
}

const failing =
  (name: string, message = "no") =>
  () => {
    throw Object.assign(new Error(message), { name });
  };
const single = (state: object) => ({ StartAt: "Only", States: { Only: state } });
const noDelay = { IntervalSeconds: 0, MaxAttempts: 2 };

describe("a task that invokes a function", () => {
  it("gets the function's result as lambda:invoke gives it", async () => {
    const { run } = await workflows(single(task("double")), { double: ({ n }: { n: number }) => ({ n: n * 2 }) }).then(
      bound,
    );
    const { status, output } = await run({ n: 21 });
    expect(status).toBe("SUCCEEDED");
    expect(JSON.parse(output ?? "")).toEqual({ ExecutedVersion: "$LATEST", Payload: { n: 42 }, StatusCode: 200 });
  });

  it("fails with the function's error type, and its whole error as the cause", async () => {
    const { run } = await workflows(single(task("bad")), { bad: failing("VideoBroken", "no frames") }).then(bound);
    const { status, error, cause } = await run();
    expect(status).toBe("FAILED");
    expect(error).toBe("VideoBroken");
    expect(JSON.parse(cause ?? "")).toEqual({ errorType: "VideoBroken", errorMessage: "no frames", trace: [] });
  });

  it.each([
    [serviceError(429), "Lambda.TooManyRequestsException"],
    [serviceError(502, "ResourceNotReadyException"), "Lambda.ResourceNotReadyException"],
    [serviceError(404), "Lambda.ResourceNotFoundException"],
    [serviceError(503), "Lambda.ServiceException"],
    [serviceError(403, "AccessDeniedException"), "Lambda.AWSLambdaException"],
  ])("names the service error of %j", async (refusal, error) => {
    const { run } = await workflows(single(task("refused")), { refused: () => refusal }).then(bound);
    expect(await run()).toMatchObject({
      status: "FAILED",
      error,
      cause: `refused (Service: Lambda, Status Code: ${refusal.statusCode})`,
    });
  });

  it("is retried and caught by those names", async () => {
    const answers = [serviceError(429), serviceError(429), "late"];
    const definition = {
      StartAt: "Try",
      States: {
        Try: task("busy", { Retry: [{ ErrorEquals: ["Lambda.TooManyRequestsException"], ...noDelay }], Next: "Fail" }),
        Fail: task("bad", { Catch: [{ ErrorEquals: ["Broken"], ResultPath: "$.failure", Next: "Caught" }], End: true }),
        Caught: { Type: "Succeed" },
      },
    };
    const { run } = await workflows(definition, { busy: () => answers.shift(), bad: failing("Broken") }).then(bound);
    const { output } = await run();
    expect(JSON.parse(output ?? "")).toMatchObject({ Payload: "late", failure: { Error: "Broken" } });
  });

  it("may return no more than Step Functions carries", async () => {
    const { run } = await workflows(single(task("big")), { big: () => "x".repeat(262_145) }).then(bound);
    expect(await run()).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
  });
});

describe("what the interpreter alone would get wrong", () => {
  it("gives nested states the execution's own input, start and name", async () => {
    const definition = single({
      Type: "Map",
      ItemsPath: "$.items",
      ItemProcessor: {
        StartAt: "Inner",
        States: {
          Inner: {
            Type: "Pass",
            Parameters: {
              "input.$": "$$.Execution.Input.items[0]",
              "started.$": "$$.Execution.StartTime",
              "text.$": "States.Format('{} {}', $$.Execution.Name, $$.State.Name)",
              "machine.$": "$$.StateMachine.Name",
            },
            End: true,
          },
        },
      },
      End: true,
    });
    const { run } = await workflows(definition).then(bound);
    const { output, startDate } = await run({ items: ["a", "b"] }, "named");
    const item = { input: "a", started: startDate?.toISOString(), text: "named Inner", machine: "workflow" };
    expect(JSON.parse(output ?? "")).toEqual([item, item]);
  });

  it.each([
    [{ Variable: "$.x", IsPresent: false, Next: "Yes" }, {}, "yes"],
    [{ Variable: "$.x", IsPresent: false, Next: "Yes" }, { x: 1 }, "no"],
    [
      {
        And: [
          { Variable: "$.x", IsString: false },
          { Variable: "$.x", IsNull: false },
        ],
        Next: "Yes",
      },
      { x: 1 },
      "yes",
    ],
    [{ Not: { Variable: "$.x", IsNull: false }, Next: "Yes" }, { x: null }, "yes"],
  ])("chooses by %j for %j", async (rule, input, chosen) => {
    const definition = {
      StartAt: "Choose",
      States: {
        Choose: { Type: "Choice", Choices: [rule], Default: "No" },
        Yes: { Type: "Pass", Result: "yes", End: true },
        No: { Type: "Pass", Result: "no", End: true },
      },
    };
    const { run } = await workflows(definition).then(bound);
    expect((await run(input)).output).toBe(`"${chosen}"`);
  });

  it("replaces the whole input for ResultPath $", async () => {
    const { run } = await workflows(single({ Type: "Pass", Result: { a: 1 }, ResultPath: "$", End: true })).then(bound);
    expect((await run({ b: 2 })).output).toBe('{"a":1}');
  });

  it("fails without an error name when a Fail state gives none", async () => {
    const { run } = await workflows(single({ Type: "Fail" })).then(bound);
    const { status, error, cause } = await run();
    expect({ status, error, cause }).toEqual({ status: "FAILED", error: undefined, cause: undefined });
  });
});

describe("parallel work", () => {
  it("runs the items of a Map and the branches of a Parallel through their own tasks", async () => {
    const definition = {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          MaxConcurrency: 2,
          ItemSelector: { "n.$": "$$.Map.Item.Value" },
          ItemProcessor: {
            StartAt: "Double",
            States: { Double: task("double", { OutputPath: "$.Payload", End: true }) },
          },
          Next: "Both",
        },
        Both: {
          Type: "Parallel",
          Branches: [
            { StartAt: "Sum", States: { Sum: task("sum", { OutputPath: "$.Payload", End: true }) } },
            { StartAt: "Count", States: { Count: task("count", { OutputPath: "$.Payload", End: true }) } },
          ],
          End: true,
        },
      },
    };
    const { run } = await workflows(definition, {
      double: ({ n }: { n: number }) => n * 2,
      sum: (items: number[]) => items.reduce((a, b) => a + b),
      count: (items: number[]) => items.length,
    }).then(bound);
    expect((await run([1, 2, 3])).output).toBe("[12,3]");
  });

  it("fails as a whole with the error of the branch that failed", async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: task(name) } });
    const { run } = await workflows(
      single({ Type: "Parallel", Branches: [branch("Bad"), branch("Good")], End: true }),
      {
        Bad: failing("Broken"),
        Good: () => "fine",
      },
    ).then(bound);
    expect(await run()).toMatchObject({ status: "FAILED", error: "Broken" });
  });
});

function bound(opened: Awaited<ReturnType<typeof openWorkflows>>) {
  return { ...opened, run: opened.run.bind(opened) };
}

describe("a Distributed Map that tolerates all failures", () => {
  const tolerant = (rest: object = {}) => ({
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemsPath: "$.items",
        ToleratedFailurePercentage: 100,
        ItemSelector: { "n.$": "$$.Map.Item.Value" },
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Work",
          States: { Work: task("work", { Next: "Last" }), Last: { Type: "Pass", OutputPath: "$.Payload", End: true } },
        },
        ResultPath: "$.results",
        Next: "After",
        ...rest,
      },
      After: { Type: "Pass", End: true },
    },
  });
  const work = ({ n }: { n: number }) => {
    if (n % 2 === 1) throw Object.assign(new Error(`no ${n}`), { name: "Odd" });
    return n * 10;
  };

  it("goes on with the items that did not fail, in their order", async () => {
    const { run } = await workflows(tolerant(), { work }).then(bound);
    const { status, output } = await run({ items: [1, 2, 3, 4] });

    expect(status).toBe("SUCCEEDED");
    const odd = expect.objectContaining({ Error: "Odd" });
    expect(JSON.parse(output ?? "").results).toEqual([odd, 20, odd, 40]);
  });

  it("goes on when every item failed, and when there are none", async () => {
    const { run } = await workflows(tolerant(), { work }).then(bound);

    expect((await run({ items: [1, 3, 5] }, "all")).status).toBe("SUCCEEDED");
    expect((await run({ items: [] }, "none")).status).toBe("SUCCEEDED");
  });

  it("is aborted as any other, and no item begins after that", async () => {
    const gated = gate();
    const { start, client } = await workflows(tolerant({ MaxConcurrency: 1 }), { work: gated.call });
    const { executionArn } = await start("run", { items: [2, 4, 6] });
    await until(() => gated.calls.length === 1);

    await client.send(new StopExecutionCommand({ executionArn }));
    gated.calls[0]?.release(20);

    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe("ABORTED");
    expect(gated.calls).toHaveLength(1);
  });
});
