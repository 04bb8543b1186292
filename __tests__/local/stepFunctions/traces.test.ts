import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "@jest/globals";
import { MACHINE_ARN, openWorkflows, task, until } from "../../support/workflow/workflows.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function workflows(definition: object, isTraced: boolean) {
  const opened = await openWorkflows(definition, { work: () => 1, item: () => 1 }, { isTraced });
  cleanUps.push(opened.remove, () => opened.stop());
  return opened;
}

const work = { StartAt: "Work", States: { Work: task("work") } };

describe("a trace", () => {
  const chunk = {
    StartAt: "Work",
    States: {
      Work: task("work", { ResultPath: null, Next: "Each" }),
      Each: {
        Type: "Map",
        ItemsPath: "$.items",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Item",
          States: { Item: task("item") },
        },
        ToleratedFailurePercentage: 100,
        End: true,
      },
    },
  };
  const root = (digit: string) => `Root=1-6929e1c0-${digit.repeat(24)}`;

  it.each<[string | undefined, string | undefined, RegExp]>([
    [root("a"), root("b"), new RegExp(`^${root("a")};.*Sampled=1$`)],
    [undefined, `${root("b")};Sampled=0`, new RegExp(`^${root("b")};.*Sampled=0$`)],
    [undefined, undefined, /^Root=1-.*Sampled=1$/],
  ])(
    "by header (%s) before body (%s) is handed to the run's tasks, and not to children",
    async (header, traceHeader, expected) => {
      const { client, traces } = await workflows(chunk, true);
      client.middlewareStack.add(
        (next) => (args) => {
          if (header) Object.assign((args.request as { headers: object }).headers, { "x-amzn-trace-id": header });
          return next(args);
        },
        { step: "build" },
      );
      const input = JSON.stringify({ items: [1] });
      const { executionArn: arn } = await client.send(
        new StartExecutionCommand({
          stateMachineArn: MACHINE_ARN,
          name: "run",
          input,
          ...(traceHeader && { traceHeader }),
        }),
      );
      await until(() => "item" in traces);

      expect(traces.work).toMatch(expected);
      expect(traces.item).toMatch(/^Root=1-.*Sampled=1$/);
      expect(traces.item?.slice(0, 40)).not.toBe(traces.work?.slice(0, 40));
      const described = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
      expect(described.traceHeader).toBe(header ?? traceHeader);
    },
  );

  it("ends at a machine that is not traced", async () => {
    const opened = await workflows(work, false);
    await opened.run();

    expect(opened.traces).toEqual({ work: undefined });
  });
});
