import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import { assertRegion, bill } from "../../../cost/bill/bill.ts";
import { totalOf } from "../../../cost/bill/line.ts";
import type { Usage } from "../../../cost/bill/usage.ts";
import { createBasis } from "../../../cost/constants.ts";
import type { Inventory } from "../../../cost/inventory/inventory.ts";
import { inventoryOf } from "../../../cost/inventory/inventory.ts";
import type { AskedByWorkflow } from "../../../cost/inventory/leases.ts";
import { inventoryOfPlan } from "../../../cost/inventory/planned.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { recurring } from "../../support/windows/declared.ts";

const FROM = Date.parse("2027-01-01T00:00:00Z");
const EMPTY = inventoryOf([{ name: "s", blocks: [], outputs: new Map() }]);
const at = (address: string) => ({ stack: "s", address });
const PROVIDER = at("aws_lambda_capacity_provider.p");
const FUNCTION = at("aws_lambda_function.f");

type Types = readonly string[] | "any";

/** One function of one vCPU on a capacity provider of m7g.large. */
const one = (more: Partial<Inventory> = {}, maxVCpus = 64, types: Types = ["m7g.large"]): Inventory => ({
  ...EMPTY,
  providers: [
    { ...PROVIDER, maxVCpus, scaling: { mode: "Auto" }, allowedInstanceTypes: types === "any" ? undefined : types },
  ],
  functions: [
    {
      ...FUNCTION,
      architecture: "arm64",
      memoryMib: 2048,
      memoryGibPerVCpu: 2,
      maxConcurrency: 32,
      provider: PROVIDER,
    },
  ],
  ...more,
});

const owned = (min?: number, max?: number): Partial<Inventory> => ({
  scalingConfigs: [{ ...at("aws_lambda_function_scaling_config.c"), function: FUNCTION, min, max }],
});

const declared = (
  baseline: ScalingConfig,
  windows: readonly BatchWindow[] = [],
  limit = 32,
  workflows: readonly AskedByWorkflow[] = [],
): Partial<Inventory> => ({
  declared: [
    {
      ...at("aws_dynamodb_table_item.d"),
      function: FUNCTION,
      declaration: { functionName: "f", baseline, windows, limit, graceSeconds: 60 },
    },
  ],
  workflows,
});

const asked = (max: number | undefined): AskedByWorkflow => ({
  ...at("aws_sfn_state_machine.w"),
  function: FUNCTION,
  max,
});

const billOf = (inventory: Inventory, usage?: Usage) =>
  bill(inventory, { prices: US_EAST_1, basis: createBasis(), from: FROM, ...(usage && { usage }) });

/** So many m7g.large all month, with the fee. */
const larges = (count: number) => count * 0.0816 * 730 * 1.15;

const amountsOf = (inventory: Inventory) => {
  const { total } = billOf(inventory);
  return [total.floorUsdPerMonth, total.windowsUsdPerMonth, total.ceilingUsdPerMonth];
};
const near = (...counts: number[]) => counts.map((count) => expect.closeTo(larges(count), 6));
const textsOf = (inventory: Inventory) => billOf(inventory).notes.map(({ subject, text }) => `${subject}: ${text}`);

describe("floor, windows and ceiling of a function", () => {
  it("three m7g.large always on cost 205.51 with the fee, on lines of their own", () => {
    const { lines, total } = billOf(one(owned(3, 3)));
    expect(total.floorUsdPerMonth).toBeCloseTo(205.51, 2);
    expect(lines.map(({ what, how, address }) => [what, how, address])).toEqual([
      ["instances", "3 x m7g.large x 730 h", PROVIDER.address],
      ["management fee", "15% of the EC2 on-demand price", PROVIDER.address],
      ["requests to managed functions", "0 x $0.2 per million", FUNCTION.address],
    ]);
    expect(lines[1]?.floorUsdPerMonth).toBeCloseTo(0.15 * 3 * 0.0816 * 730, 9);
  });

  it.each<[string, Partial<Inventory>, number[]]>([
    ["a scaling config of Terraform's", owned(2, 6), [2, 2, 6]],
    ["one that names only a maximum", owned(undefined, 6), [3, 3, 6]],
    ["one that names only a minimum: up to the cap", owned(4), [4, 4, 32]],
    ["no scaling config: three, up to the cap", {}, [3, 3, 32]],
    ["a deactivated one", owned(0, 0), [0, 0, 0]],
    ["a declaration's baseline", declared({ min: 1, max: 5 }), [1, 1, 5]],
    [
      "a declaration, which the reconciler puts over Terraform's",
      { ...owned(9, 9), ...declared({ min: 1, max: 5 }) },
      [1, 1, 5],
    ],
    ["a workflow's lease", declared({ min: 0, max: 0 }, [], 32, [asked(7)]), [0, 0, 7]],
    ["a lease above the limit", declared({ min: 0, max: 0 }, [], 6, [asked(7)]), [0, 0, 6]],
    ["a lease that only its input knows", declared({ min: 0, max: 0 }, [], 9, [asked(undefined)]), [0, 0, 9]],
    ["more than the vCPU cap holds", owned(40, 50), [32, 32, 32]],
  ])("%s", (_, more, counts) => {
    expect(amountsOf(one(more))).toEqual(near(...counts));
  });

  it("counts windows by their hours and the drain after each, and their maximum into the ceiling", () => {
    const nightly = declared({ min: 0, max: 0 }, [recurring("daily 01:00-03:00 UTC", { min: 4, max: 8 })]);
    const share = (2 + 300 / 3600) / 24;
    expect(amountsOf(one(nightly))).toEqual(near(0, 4 * share, 8));
    expect(billOf(one(nightly)).lines[0]?.how).toBe(
      "none unless asked for; up to 4 x m7g.large for 63.4 h of windows; at most 8 x m7g.large x 730 h",
    );
  });

  it("takes a lease of another function for none of this one's, and a workflow that is not known yet for any's", () => {
    const other = { ...asked(9), function: at("aws_lambda_function.g") };
    expect(amountsOf(one(declared({ min: 1, max: 2 }, [], 32, [other])))).toEqual(near(1, 1, 2));
    const any = { ...asked(undefined), function: undefined };
    expect(amountsOf(one(declared({ min: 1, max: 2 }, [], 12, [any])))).toEqual(near(1, 1, 12));
  });
});

describe("what is said beside the figures", () => {
  it("warns where Lambda chooses the instance types, with what that has cost and can cost", () => {
    expect(textsOf(one(owned(3, 3), 64, "any"))[0]).toBe(
      "aws_lambda_capacity_provider.p: instance types are not restricted, so what runs may cost more than the cheapest: Lambda was seen to start 3 x c9g.8xlarge ($3,503.33 a month); 64 vCPUs of the dearest type cost $3,165.12 a month",
    );
    expect(textsOf(one(owned(3, 3)))).toEqual([
      "usage: not given: what bills by use shows its unit price and counts 0",
    ]);
  });

  it("says where Lambda's default stands for what nobody said", () => {
    expect(textsOf(one())[0]).toBe(
      "aws_lambda_function.f: no scaling config: from 3 environments, Lambda's default where nothing is said, up to the vCPU cap",
    );
  });

  it("says where the limit stands for a lease that is not known", () => {
    expect(textsOf(one(declared({ min: 0, max: 0 }, [], 9, [asked(undefined)])))[0]).toBe(
      "aws_sfn_state_machine.w: what it asks for is in its input or not known yet: the ceiling is the declared limit, 9 environments",
    );
  });

  it("leaves out what has no price, aloud", () => {
    const { lines, notes } = billOf(one(owned(3, 3), 64, ["x2gd.large"]));
    expect(lines.filter(({ what }) => what === "instances")).toEqual([]);
    expect(notes[0]?.text).toMatch(/^not counted: capacityProvider\.allowedInstanceTypes: .* got x2gd\.large$/);
    const table = { ...at("aws_dynamodb_table.t"), onDemand: false, pointInTimeRecovery: false };
    const schedule = { ...at("aws_scheduler_schedule.s"), expression: undefined, invokes: undefined };
    expect(textsOf({ ...EMPTY, tables: [table], schedules: [schedule] })).toEqual([
      "aws_scheduler_schedule.s: not counted: its schedule expression is not known",
      "aws_dynamodb_table.t: not counted: provisioned capacity has no price in the table",
      "usage: not given: what bills by use shows its unit price and counts 0",
    ]);
  });

  it("lists only those constants that it rests on", () => {
    const basis = createBasis();
    bill(EMPTY, { prices: US_EAST_1, basis, from: FROM });
    const of = (inventory: Inventory) => {
      const own = createBasis();
      bill(inventory, { prices: US_EAST_1, basis: own, from: FROM });
      return own.used().map(({ name }) => name);
    };
    expect(basis.used().map(({ name }) => name)).toEqual(["hoursPerMonth"]);
    expect(of(one(owned(3, 3)))).not.toContain("minEnvironments");
    expect(of(one())).toContain("minEnvironments");
    expect(of(one(declared({ min: 0, max: 0 }, [recurring("daily 01:00-03:00 UTC")])))).toContain("drainSeconds");
  });

  it("refuses stacks in a Region that the prices are not of, and says how to get those", () => {
    expect(() => assertRegion({ ...EMPTY, regions: ["us-east-1", "eu-west-1"] }, US_EAST_1)).toThrow(
      "prices: must be of eu-west-1, where the stacks are; write them with lmi cost prices --refresh --region eu-west-1 and name the file with --prices, got us-east-1",
    );
    expect(() => assertRegion({ ...EMPTY, regions: ["us-east-1"] }, US_EAST_1)).not.toThrow();
  });
});

describe("what bills beside instances", () => {
  const fixed: Partial<Inventory> = {
    natGateways: [at("aws_nat_gateway.n")],
    publicIpv4: [at("aws_eip.e")],
    interfaceEndpoints: [{ ...at("aws_vpc_endpoint.i"), subnets: 3 }],
    gatewayEndpoints: [at("aws_vpc_endpoint.g")],
    kmsKeys: [at("aws_kms_key.k")],
    schedules: [
      { ...at("aws_scheduler_schedule.s"), expression: "rate(1 minute)", invokes: at("aws_lambda_function.o") },
    ],
    ordinaryFunctions: [{ ...at("aws_lambda_function.o"), memoryMib: 512, architecture: "arm64" }],
  };

  it.each([
    ["NAT gateway", 0.045 * 730],
    ["public IPv4 address", 0.005 * 730],
    ["interface endpoint", 3 * 0.01 * 730],
    ["gateway endpoint", 0],
    ["KMS key", 1],
    ["schedule", 0.0438],
    ["function on ordinary Lambda", 0.0438 * 0.2],
  ])("a %s costs %d a month, whatever asks", (what, usd) => {
    const line = billOf({ ...EMPTY, ...fixed }).lines.find((each) => each.what === what);
    expect(line?.floorUsdPerMonth).toBeCloseTo(usd, 9);
    expect([line?.windowsUsdPerMonth, line?.ceilingUsdPerMonth]).toEqual([
      line?.floorUsdPerMonth,
      line?.floorUsdPerMonth,
    ]);
  });

  const used: Partial<Inventory> = {
    ...fixed,
    httpApis: [at("aws_apigatewayv2_api.a")],
    tables: [{ ...at("aws_dynamodb_table.t"), onDemand: true, pointInTimeRecovery: true }],
    logGroups: [at("aws_cloudwatch_log_group.l"), at("aws_cloudwatch_log_group.m")],
    stateMachines: [{ ...at("aws_sfn_state_machine.w"), express: false }],
    queues: [at("aws_sqs_queue.q")],
    buckets: [at("aws_s3_bucket.b")],
  };

  it.each<[string, Usage, number]>([
    ["HTTP API requests", { requestsPerMonth: 400e6 }, 300 + 100 * 0.9],
    ["requests to managed functions", { requestsPerMonth: 400e6 }, 80],
    ["table requests", { requestsPerMonth: 1e6, tableReadsPerRequest: 2, tableWritesPerRequest: 0.5 }, 0.25 + 0.3125],
    ["table storage", { tableGb: 10 }, 2.5 + 2],
    ["logs", { requestsPerMonth: 1_048_576, logKbPerRequest: 2 }, 1],
    ["NAT traffic", { networkGbPerMonth: 100 }, 4.5],
    ["data between zones", { betweenZonesGbPerMonth: 50 }, 1],
    [
      "bucket storage and requests",
      { bucketGb: 100, bucketWritesPerMonth: 2_000, bucketReadsPerMonth: 10_000 },
      2.3 + 0.01 + 0.004,
    ],
    ["workflow transitions", { transitionsPerMonth: 4_000 }, 0.1],
    ["function on ordinary Lambda", { ordinaryDurationMs: 1_000 }, 0.00876 + 43_800 * 0.5 * 0.0000133334],
  ])("%s count what is used: %j", (what, usage, usd) => {
    const { lines, notes } = billOf(one({ ...used, ...owned(0, 0) }), usage);
    expect(lines.find((line) => line.what === what)?.floorUsdPerMonth).toBeCloseTo(usd, 6);
    expect(notes.map(({ subject }) => subject)).not.toContain("usage");
  });

  it("environments of ordinary Lambda that are always ready cost their memory all month", () => {
    const provisioned = (function_name: string) =>
      inventoryOfPlan([
        {
          address: "aws_lambda_function.f",
          type: "aws_lambda_function",
          values: { function_name: "f", memory_size: 1024, architectures: ["arm64"] },
        },
        {
          address: "aws_lambda_provisioned_concurrency_config.c",
          type: "aws_lambda_provisioned_concurrency_config",
          values: { function_name, qualifier: "1", provisioned_concurrent_executions: 100 },
        },
      ]);
    const costs = (inventory: Inventory) =>
      billOf(inventory).lines.find(({ what }) => what === "provisioned concurrency")?.floorUsdPerMonth;
    const assumed = "aws_lambda_provisioned_concurrency_config.c: its function is in none of the stacks";

    expect(costs(provisioned("f"))).toBeCloseTo(100 * 0.0000033334 * 730 * 3600, 6);
    expect(costs(provisioned("other"))).toBeCloseTo(100 * 0.125 * 0.0000041667 * 730 * 3600, 6);
    expect(textsOf(provisioned("f")).join()).not.toContain(assumed);
    expect(textsOf(provisioned("other")).join()).toContain(assumed);
  });

  it("environments that are always ready are said to have no price in a table that is older", () => {
    const item = {
      ...at("aws_lambda_provisioned_concurrency_config.c"),
      environments: 1,
      memoryMib: 1024,
      architecture: "arm64" as const,
      isAssumed: false,
    };
    const { usdPerProvisionedGbSecond: _none, ...lambda } = US_EAST_1.lambda;
    const inventory = { ...EMPTY, provisionedConcurrency: [item] };
    const { lines, notes } = bill(inventory, { prices: { ...US_EAST_1, lambda }, basis: createBasis(), from: FROM });

    expect(lines).toEqual([]);
    expect(notes).toContainEqual({
      subject: item.address,
      text: "not counted: the price table is older than prices of provisioned concurrency",
    });
  });

  it("traffic goes through interface endpoints where there is no NAT gateway, and groups share a line", () => {
    const { lines } = billOf({ ...EMPTY, ...used, natGateways: [] }, { networkGbPerMonth: 100 });
    expect(lines.find(({ what }) => what === "endpoint traffic")?.floorUsdPerMonth).toBeCloseTo(1, 9);
    expect(lines.find(({ what }) => what === "logs")?.address).toBe("2 x aws_cloudwatch_log_group");
  });

  it("lines are in the order of the stacks, and add up to the total", () => {
    const other = { stack: "first", address: "aws_kms_key.k" };
    const made = billOf({ ...one(owned(3, 6)), stacks: ["first", "s"], kmsKeys: [other] });
    expect(made.lines.map(({ stack }) => stack)).toEqual(["first", "s", "s", "s"]);
    expect(made.total).toEqual(totalOf(made.lines));
  });
});

describe("what must hold", () => {
  const config = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40 }))
    .map(([min, more]) => ({ min, max: min + more }));
  const windows = fc.array(
    fc.record({
      hours: fc.constantFrom("01:00-03:00", "02:00-09:30", "22:00-02:30"),
      config,
      day: fc.constantFrom("daily", "mon", "1"),
    }),
    { maxLength: 2 },
  );
  const types = fc.constantFrom<Types>("any", ["m7g.large"], ["c*"]);

  it("floor <= windows <= ceiling, on every line, and windows never cost more than their minimum always on", () => {
    fc.assert(
      fc.property(config, windows, fc.integer({ min: 8, max: 200 }), types, (baseline, given, cap, allowed) => {
        const declaredWindows = given.map((each, index) =>
          recurring(`${each.day} ${each.hours} Europe/Dublin`, { name: `w${index}`, ...each.config }),
        );
        const inventory = (more: Partial<Inventory>) => one(more, cap, allowed);
        const { lines, total } = billOf(inventory(declared(baseline, declaredWindows, cap)));
        for (const line of lines) {
          expect(line.windowsUsdPerMonth).toBeGreaterThanOrEqual(line.floorUsdPerMonth);
          expect(line.ceilingUsdPerMonth).toBeGreaterThanOrEqual(line.windowsUsdPerMonth);
        }
        const most = Math.max(baseline.min, ...given.map((each) => each.config.min));
        const always = billOf(inventory(declared({ min: most, max: most }, [], cap)));
        expect(total.windowsUsdPerMonth).toBeLessThanOrEqual(always.total.floorUsdPerMonth + 1e-6);
      }),
      { numRuns: 8 },
    );
  });

  it("more environments are never cheaper", () => {
    fc.assert(
      fc.property(config, fc.integer({ min: 0, max: 5 }), types, ({ min, max }, more, allowed) => {
        const [floor = 0, , ceiling = 0] = amountsOf(one(owned(min, max), 64, allowed));
        const [floorOfMore = 0, , ceilingOfMore = 0] = amountsOf(one(owned(min + more, max + more), 64, allowed));
        expect(floorOfMore).toBeGreaterThanOrEqual(floor - 1e-6);
        expect(ceilingOfMore).toBeGreaterThanOrEqual(ceiling - 1e-6);
      }),
    );
  });
});
