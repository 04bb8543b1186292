import { describe, expect, it } from "@jest/globals";
import { createBasis } from "../../../cost/constants.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { type Scan, scan } from "../../../cost/scan/scan.ts";
import { NAME_BEGINS, type TrustRule } from "../../../cost/scan/trust.ts";
import { runOptions } from "../../../cost/workload/options.ts";
import { completeWorkload, workloadSchema } from "../../../cost/workload/workload.ts";
import { datasetWith, type TestFunction } from "../../support/cost/scanned.ts";

const scanned = (functions: readonly TestFunction[], more: object = {}, rule: TrustRule = NAME_BEGINS): Scan =>
  scan(datasetWith(functions, more), { prices: US_EAST_1, basis: createBasis() }, rule);

const row = ({ functions }: Scan, name: string) => {
  const found = functions.find(({ candidate }) => candidate.name === name);
  if (!found) throw new Error(`no row ${name}`);
  return found;
};

const steady = (name: string, perHour: number, more: Partial<TestFunction> = {}): TestFunction => ({
  name,
  invocations: () => perHour,
  durationMs: 200,
  ...more,
});
/** 100 in flight, most of it waiting: cheaper on shared instances whatever the guess. */
const BUSY = { durationMs: 1_000, memoryMb: 1_024, cpuMs: 50, usedMb: 64 };
const busy = (name: string, more: Partial<TestFunction> = {}) => steady(name, 360_000, { ...BUSY, ...more });
/** 4.5 in flight: three instances of its own cost more, a part of shared ones does not. */
const middling = (name: string, more: Partial<TestFunction> = {}) => steady(name, 16_200, { ...BUSY, ...more });

describe("a scan", () => {
  it("prices ordinary Lambda as its price list does: requests and GB-seconds of a month of 730 hours", () => {
    const { functions, ordinaryUsdPerMonth } = scanned([steady("api-a", 3_600)]);

    const requests = 3_600 * 730;
    const usd = requests * 0.2 * 0.0000133334 + (requests * 0.2) / 1e6;
    expect(functions[0]?.ordinaryUsdPerMonth).toBeCloseTo(usd, 6);
    expect(ordinaryUsdPerMonth).toBeCloseTo(usd, 6);
  });

  it.each([
    ["even load", undefined],
    ["much more at once than in flight on average", 900],
  ])("agrees with the comparison of its row, for one function with %s", (_, atOnce) => {
    const result = scanned([busy("api-a", atOnce === undefined ? {} : { atOnce })]);
    const basis = createBasis();
    const input = workloadSchema.parse(row(result, "api-a").workload);
    const options = runOptions(
      completeWorkload(input, basis, 0),
      { prices: US_EAST_1, basis },
      ["alwaysOn", "onDemand"],
      false,
    );
    const [ordinary, managed] = ["onDemand", "alwaysOn"].map(
      (mode) => options.find((one) => one.mode === mode)?.usdPerMonth,
    );

    expect(row(result, "api-a")).toMatchObject({ verdict: "moves", sureness: "sure" });
    expect(ordinary).toBeCloseTo(result.ordinaryUsdPerMonth, 2);
    expect(managed).toBeCloseTo((row(result, "api-a").movedUsdPerMonth ?? 0) + result.egressUsdPerMonth, 2);
  });

  it("counts the instances once for a group: functions of which none pays alone move together", () => {
    const names = Array.from({ length: 7 }, (_, index) => `shop-${index}`);

    const alone = scanned([middling("shop-0")]);
    const together = scanned(names.map((name) => middling(name)));

    expect(row(alone, "shop-0")).toMatchObject({ verdict: "stays", movedUsdPerMonth: undefined });
    expect(alone.savedUsdPerMonth).toBe(0);
    expect(together.providers).toHaveLength(1);
    expect(together.providers[0]?.moved).toHaveLength(7);
    expect(together.savedUsdPerMonth).toBeGreaterThan(0);
  });

  it("puts only those together that trust each other and have the same architecture", () => {
    const teams = { Tags: { "a-1": { team: "red" }, "b-1": { team: "red" }, "b-2": { team: "blue" } } };
    const functions = [busy("a-1"), busy("b-1"), busy("b-2"), busy("b-3")];
    const trusts = (result: Scan) =>
      result.providers.map(({ trust, moved }) => [trust, moved.map(({ candidate }) => candidate.name).sort()]);

    expect(trusts(scanned(functions)).sort()).toEqual([
      ["a", ["a-1"]],
      ["b", ["b-1", "b-2", "b-3"]],
    ]);
    expect(trusts(scanned(functions, teams, { tag: "team" })).sort()).toEqual([
      ["b-3", ["b-3"]],
      ["team blue", ["b-2"]],
      ["team red", ["a-1", "b-1"]],
    ]);
    const both = scanned([busy("a-1"), busy("a-2", { architecture: "x86_64" })]);
    expect(both.providers.map(({ architecture }) => architecture).sort()).toEqual(["arm64", "x86_64"]);
  });

  it("leaves room in a provider for a version that replaces each: 60 functions are two providers", () => {
    const { providers } = scanned(Array.from({ length: 60 }, (_, index) => busy(`shop-${index}`)));

    expect(providers.map(({ moved, part, parts }) => [moved.length, part, parts])).toEqual(
      expect.arrayContaining([
        [50, 1, 2],
        [10, 2, 2],
      ]),
    );
  });

  it("leaves 150 functions of 128 MB with five requests a minute where they are", () => {
    const small = Array.from({ length: 150 }, (_, index) =>
      steady(`shop-${index}`, 300, { memoryMb: 128, durationMs: 100 }),
    );

    const result = scanned(small);

    expect(result.providers).toEqual([]);
    expect(new Set(result.functions.map(({ verdict, sureness }) => `${verdict} ${sureness}`))).toEqual(
      new Set(["stays sure"]),
    );
    expect(result.ordinaryUsdPerMonth).toBeCloseTo(12.05, 1);
  });

  it("bills no instance for a queue in hours without work, but its launch and its drain", () => {
    const nightly = {
      invocations: (hour: number) => (hour % 24 === 1 ? 40_000 : 0),
      durationMs: 20_000,
      memoryMb: 2_048,
      cpuMs: 18_000,
    };
    const fed = { EventSourceMappings: [{ FunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:jobs:live" }] };

    const queue = scanned([{ name: "jobs", ...nightly }], fed);
    const requests = scanned([{ name: "jobs", ...nightly }]);

    expect(row(queue, "jobs")).toMatchObject({ verdict: "moves", candidate: { arrival: "queue" } });
    expect(queue.providers[0]).toMatchObject({ minInstances: 0 });
    const { type = "", maxInstances = 0, usdPerMonth } = queue.providers[0] ?? {};
    const usdPerHour = (US_EAST_1.instances[type]?.usdPerHour ?? 0) * 1.15;
    const hoursPerNight = 1 + (90 + 300) / 3_600;
    expect(usdPerMonth).toBeCloseTo(maxInstances * hoursPerNight * usdPerHour * (730 / 24), 6);
    expect(row(requests, "jobs").verdict).toBe("stays");
  });

  it("says what was not measured and decides, and with how much it is sure", () => {
    const guessed = { cpuMs: undefined, usedMb: undefined } as Partial<TestFunction>;
    const unmeasured = row(
      scanned([steady("api-a", 72_000, { durationMs: 1_000, memoryMb: 512, ...guessed })]),
      "api-a",
    );

    expect(unmeasured).toMatchObject({ verdict: "depends", sureness: "open" });
    expect(unmeasured.dependsOn.join()).toMatch(/CPU time|memory of an invocation/);
    expect(row(scanned([busy("api-a")]), "api-a").dependsOn).toEqual([]);
  });

  it("never takes an invocation to keep more busy than its memory brought while it was measured", () => {
    const { functions } = scanned([steady("api-a", 100, { memoryMb: 128 }), steady("api-b", 100, { memoryMb: 1_769 })]);
    const shares = Object.fromEntries(functions.map(({ candidate }) => [candidate.name, candidate.cpuShare]));

    expect(shares["api-a"]).toMatchObject({ priced: 128 / 1_769, most: 128 / 1_769 });
    expect(shares["api-b"]).toMatchObject({ priced: 0.2, most: 1 });
  });

  it("keeps room for what was at once, where it was measured", () => {
    const calm = scanned([busy("api-a", { atOnce: 101 })]);
    const bursts = scanned([busy("api-a", { atOnce: 2_000 })]);

    expect(calm.providers[0]?.usdPerMonth).toBeCloseTo(scanned([busy("api-a")]).providers[0]?.usdPerMonth ?? 0, 6);
    expect(bursts.providers[0]?.usdPerMonth ?? Number.POSITIVE_INFINITY).toBeGreaterThan(
      calm.providers[0]?.usdPerMonth ?? 0,
    );
  });

  it.each([
    ["python3.9", "stays", "managed instances run python3.13 and later"],
    ["nodejs20.x", "stays", "managed instances run nodejs22.x and later"],
    ["java17", "stays", "managed instances run java21 and later"],
    ["dotnet6", "stays", "managed instances run dotnet8 and later"],
    ["provided.al2", "stays", /managed instances run nodejs22\.x, /],
    ["ruby3.4", "stays", /managed instances run nodejs22\.x, /],
    ["java25", "moves", /its part of shared instances/],
  ])("says of %s that it %s", (runtime, verdict, why) => {
    const found = row(scanned([busy("api-a", { runtime })]), "api-a");

    expect(found).toMatchObject({ verdict, why: typeof why === "string" ? why : expect.stringMatching(why) });
  });

  it("says that an OS-only runtime moves if it is Rust", () => {
    expect(row(scanned([busy("api-a", { runtime: "provided.al2023" })]), "api-a")).toMatchObject({
      verdict: "depends",
      dependsOn: ["whether it is Rust, the only one of its kind that is supported"],
      movedUsdPerMonth: expect.any(Number),
    });
  });

  it("orders functions by what moving them saves", () => {
    const { functions } = scanned([
      middling("api-c"),
      busy("api-a"),
      steady("api-d", 1),
      busy("api-b", { memoryMb: 2_048 }),
    ]);

    expect(functions.map(({ candidate }) => candidate.name)).toEqual(["api-b", "api-a", "api-c", "api-d"]);
  });
});
