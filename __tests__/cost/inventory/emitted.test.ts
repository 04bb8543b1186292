import { describe, expect, it, jest } from "@jest/globals";
import { emit } from "../../../app/shared/metrics.ts";
import { bill } from "../../../cost/bill/bill.ts";
import { createBasis } from "../../../cost/constants.ts";
import { bytesOf, type EmittedLine, emittedLines, seriesIn } from "../../../cost/inventory/emitted.ts";
import { inventoryOf } from "../../../cost/inventory/inventory.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import type { Block } from "../../../terraform/block.ts";
import { createLinks } from "../../../terraform/links.ts";
import { setEnvironment } from "../../support/app/functions.ts";

const fn = (name: string, ...variables: string[]) => ({
  stack: "s",
  address: `aws_lambda_function.${name}`,
  type: "aws_lambda_function",
  values: {
    function_name: name,
    environment: [{ variables: Object.fromEntries(variables.map((variable) => [variable, "x"])) }],
  },
});
const SCALER = fn("scaler", "CAPACITY_TABLE");
const DISPATCHER = fn("dispatcher", "VIDEOS_TABLE", "CAPACITY_TABLE", "PROCESSOR_MAX_CONCURRENCY");
const PROCESSOR = fn("processor", "VIDEOS_TABLE", "RAN_ON");
const ZERO = { min: 0, max: 0 };
const declaredAs = (...names: string[]) =>
  names.map((functionName) => ({
    stack: "s",
    address: `aws_dynamodb_table_item.${functionName}`,
    function: undefined,
    declaration: { functionName, baseline: ZERO, windows: [], limit: 1, graceSeconds: 60 },
  }));
const linesIn = (blocks: readonly Block[], declared: ReturnType<typeof declaredAs>) =>
  emittedLines(blocks, createLinks([{ name: "s", blocks, outputs: new Map() }]), declared);
const SYSTEM = [SCALER, DISPATCHER, PROCESSOR, fn("api", "VIDEOS_TABLE", "CAPACITY_TABLE"), fn("words", "TABLE")];

setEnvironment({ POWERTOOLS_SERVICE_NAME: "dev-video-scaler" });
const printed: string[] = [];
jest.spyOn(console, "log").mockImplementation((text) => void printed.push(String(text)));

describe("metrics that functions emit", () => {
  it("are those of scaler, dispatcher and processor, of capacity for each function that is reconciled", () => {
    const lines = linesIn(SYSTEM, declaredAs("processor", "words"));

    expect(lines.map(({ address, group }) => `${address} ${group}`)).toEqual([
      "aws_lambda_function.scaler tick",
      "aws_lambda_function.scaler capacity",
      "aws_lambda_function.scaler capacity",
      "aws_lambda_function.dispatcher queue",
      "aws_lambda_function.dispatcher accidents",
      ...Array(4).fill("aws_lambda_function.processor attempts"),
      "aws_lambda_function.processor work",
    ]);
    expect(new Set(lines.flatMap(seriesIn)).size).toBe(2 + 2 * 12 + 2 + 2 + 4 + 3);
  });

  it("of capacity are of one scaler each, so that many systems in one plan stay what they are", () => {
    const many = Array.from({ length: 1_000 }, () => SCALER);

    expect(linesIn(many, declaredAs("a", "b"))).toHaveLength(1_000 + 2);
  });

  it("are of nothing that is not known", () => {
    const unknown = { ...SCALER, values: { function_name: "scaler", environment: [{}] } };

    expect(linesIn([unknown], declaredAs("processor"))).toEqual([]);
  });
});

describe("a line in the log", () => {
  it.each<[EmittedLine["group"], Record<string, number>, Record<string, string>]>([
    ["tick", { Reconciles: 2, ReconcileFailures: 0 }, {}],
    ["queue", { Waiting: 3, OldestWaitingSeconds: 12.345 }, {}],
    [
      "capacity",
      {
        ...{ DemandMin: 1, DemandMax: 3, RequestedMin: 1, RequestedMax: 3, AppliedMin: 1, AppliedMax: 3 },
        ...{ SecondsUnsettled: 12.345, LiveLeases: 1, OldestLeaseSeconds: 12.345 },
        ...{ HoldActive: 0, ForeignChanges: 0, FunctionFailed: 0 },
      },
      { FunctionName: "prod-video-processor" },
    ],
  ])("of %s is counted as long as it is printed, with what CloudWatch Logs adds", (group, values, dimensions) => {
    printed.length = 0;
    emit(group, values, dimensions);
    const service = (JSON.parse(printed[0] ?? "") as { service: string }).service;

    const counted = bytesOf({
      stack: "",
      address: "",
      group,
      dimensions: { service, ...dimensions },
      isEachTick: true,
    });
    expect(counted).toBe(Buffer.byteLength(printed[0] ?? "") + 26);
  });
});

const schedule = (name: string) => ({
  stack: "s",
  address: `aws_scheduler_schedule.${name}`,
  type: "aws_scheduler_schedule",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Terraform's
  values: { schedule_expression: "rate(1 minute)", target: { arn: "${aws_lambda_function.dispatcher.arn}" } },
});
const dashboard = (...metrics: string[][]) => ({
  stack: "s",
  address: "aws_cloudwatch_dashboard.d",
  type: "aws_cloudwatch_dashboard",
  values: { dashboard_body: JSON.stringify({ widgets: [{ properties: { metrics } }] }) },
});
const linesOf = (...blocks: Parameters<typeof inventoryOf>[0][number]["blocks"][number][]) =>
  bill(inventoryOf([{ name: "s", blocks, outputs: new Map() }]), {
    prices: US_EAST_1,
    basis: createBasis(),
    from: 0,
    usage: { requestsPerMonth: 100_000_000 },
  }).lines;
const usdOf = (lines: ReturnType<typeof linesOf>, what: string) =>
  lines.filter((line) => line.what === what).map(({ floorUsdPerMonth }) => floorUsdPerMonth);

describe("the bill", () => {
  it("has emitted metrics once, whether a dashboard shows them or not, and those of others on it", () => {
    const shown = dashboard(
      ["Videos", "Waiting", "service", "dispatcher"],
      ["Shop", "Orders"],
      ["AWS/Lambda", "Errors"],
    );

    expect(usdOf(linesOf(DISPATCHER), "metrics that it emits")).toEqual([4 * 0.3]);
    expect(usdOf(linesOf(DISPATCHER, shown), "metrics that it emits")).toEqual([4 * 0.3]);
    expect(usdOf(linesOf(DISPATCHER, shown), "custom metrics on it")).toEqual([0.3]);
  });

  it("has their lines in the log as often as a schedule calls", () => {
    const [queue] = linesIn([DISPATCHER], []);
    const gb = (730 * 60 * bytesOf(queue as EmittedLine)) / 1024 ** 3;

    expect(usdOf(linesOf(DISPATCHER, schedule("tick")), "metrics in its log")).toEqual([expect.closeTo(gb * 0.5, 9)]);
    expect(usdOf(linesOf(DISPATCHER), "metrics in its log")).toEqual([]);
  });

  it("has a trace for one request a second and 5 % of the others, where functions are traced", () => {
    const traced = { ...SCALER, values: { ...SCALER.values, tracing_config: [{ mode: "Active" }] } };
    const each = 730 * 3_600;

    const recorded = each + (100_000_000 - each) * 0.05;
    expect(usdOf(linesOf(traced), "traces")).toEqual([expect.closeTo((recorded / 1e6) * 5, 6)]);
    expect(usdOf(linesOf(SCALER), "traces")).toEqual([]);
  });
});
