// Verdicts that were wrong once, each with its right value; and the limits of every way to run a workload.
import { describe, expect, it } from "@jest/globals";
import { batchWindows } from "../../../app/capacity/windowSchema.ts";
import { compare } from "../../../cost/workload/compare.ts";
import { compareReport } from "../../../cost/workload/compareReport.ts";
import { sizeFor } from "../../../cost/workload/sizing.ts";
import type { WorkloadInput } from "../../../cost/workload/workload.ts";
import { text } from "../../../report/text.ts";
import { pricing, workload } from "../../support/cost/workloads.ts";

const NIGHTLY = batchWindows.parse([
  { name: "nightly", days: ["daily"], from: "01:00", to: "03:00", timeZone: "Etc/UTC", min: 3, max: 24 },
]);

const answer = (input: Partial<WorkloadInput>) => compare(workload(input), pricing());
const modes = (input: Partial<WorkloadInput>) => [...new Set(answer(input).options.map(({ mode }) => mode))];
const linesOf = (input: Partial<WorkloadInput>) => text(compareReport(answer(input), pricing())).join("\n");

describe("where a duration was measured", () => {
  const small = {
    ...{ requestsPerMonth: 1e8, durationMs: 1_000, memoryMb: 128, activeHours: 60 },
    ...({ arrival: "queue", architecture: "arm64" } as const),
  };

  it("decides what a guessed share of CPU is a guess about: ordinary Lambda bills what it was measured with", () => {
    const usd = (input: Partial<WorkloadInput>, wanted: string) =>
      answer(input).options.find(({ mode }) => mode === wanted)?.usdPerMonth;

    // 100 M x 1 s x 0.125 GB x $0.0000133334, and $20 of requests
    expect(usd(small, "onDemand")).toBeCloseTo(186.67, 2);
    // One kept busy no more than the 128 / 1,769 of a vCPU that it had there.
    expect(workload(small).cpuShare).toBeCloseTo(0.0724, 4);
    expect(workload({ ...small, profile: "io" }).cpuShare).toBe(workload(small).cpuShare);
    expect(workload({ ...small, measuredOn: "managed" }).cpuShare).toBe(0.2);
    expect(workload({ ...small, cpuShare: 0.2 }).cpuShare).toBe(0.2);
    expect(usd(small, "inWindows")).toBeCloseTo(160.69, 2);
    expect(usd({ ...small, cpuShare: 0.2 }, "inWindows")).toBeCloseTo(358.68, 2);
  });

  it.each<[string | undefined, number, number]>([
    [undefined, 128, 1],
    ["lambda", 128, 1],
    ["lambda:128", 512, 1],
    // 0.2 vCPU are 354 MB: so much of them was there, so much is
    ["lambda:256", 128, 2],
    ["lambda:1769", 128, (0.2 * 1769) / 128],
    ["managed", 128, (0.2 * 1769) / 128],
    ["managed", 1769, 1],
  ])("%s makes one with %i MB take %d times as long on ordinary Lambda", (measuredOn, memoryMb, slowdown) => {
    expect(answer({ ...small, measuredOn, memoryMb }).onDemandSlowdown).toBeCloseTo(slowdown, 9);
  });
});

describe("the limits of every way to run a workload", () => {
  it.each<[Partial<WorkloadInput>, string[]]>([
    [{ memoryMb: 10_240 }, ["onDemand", "alwaysOn"]],
    [{ memoryMb: 10_241 }, ["alwaysOn"]],
    [{ memoryMb: 10_240, invocationMemoryMb: 10_240 }, ["onDemand", "alwaysOn"]],
    [{ durationMs: 900_000 }, ["onDemand", "alwaysOn"]],
    [{ durationMs: 900_000, arrival: "queue" }, ["onDemand", "alwaysOn"]],
    [{ durationMs: 900_001, arrival: "queue" }, ["alwaysOn"]],
    [{ durationMs: 5_400_000, arrival: "queue" }, ["alwaysOn"]],
    // 300 s that keep two vCPUs busy take 1,037 s with 1 GB of ordinary Lambda
    [{ durationMs: 300_000, memoryMb: 1_024, cpuShare: 2, measuredOn: "managed" }, ["alwaysOn"]],
    [{ payloadMb: 6 }, ["onDemand", "alwaysOn"]],
    [{ payloadMb: 1, arrival: "queue" }, ["onDemand", "alwaysOn"]],
  ])("of %j allow %j", (input, allowed) => {
    expect(modes(input)).toEqual(allowed);
  });

  it.each<[Partial<WorkloadInput>, RegExp]>([
    [{ durationMs: 900_001 }, /^not possible: ordinary Lambda: at most 900 s for a request, got 900 s; managed/],
    [{ payloadMb: 6.1 }, /^not possible: ordinary Lambda: at most 6 MB of payload for a request, got 6.1 MB; managed/],
    [{ memoryMb: 32_513 }, /managed instances, always on: at most 32,512 MB beside the runtime, got 32,513 MB$/],
  ])("leave nothing for %j, and that is the answer", (input, message) => {
    expect(() => answer(input)).toThrow(message);
    expect(() => sizeFor(workload(input), pricing())).toThrow(/^not possible: managed instances: /);
  });

  it("are in the answer where they leave one side", () => {
    const lines = linesOf({ memoryMb: 20_000 });

    expect(lines).toContain("ordinary Lambda is not possible: at most 10,240 MB, got 20,000 MB.");
    expect(lines).toContain("None: only one side is possible.");
  });

  it("of an account and of a function are said where they are passed, and change no price", () => {
    const large = { requestsPerMonth: 3e10, durationMs: 2_000, memoryMb: 1_024 };

    const passed = Object.fromEntries(answer(large).options.map((option) => [option.mode, option.limitsPassed]));

    expect(passed.onDemand).toEqual([
      expect.stringMatching(/^45,663 at once at the peak; an account has 1,000 unless AWS raised it$/),
    ]);
    expect(passed.alwaysOn?.join()).toMatch(/vCPUs; a capacity provider has at most 15,000/);
    expect(linesOf(large)).toContain("ordinary Lambda passes a limit: 45,663 at once at the peak");
    expect(answer({}).options.flatMap((option) => option.limitsPassed)).toEqual([]);
  });
});

describe("windows", () => {
  it("are offered for a queue, or for requests whose other hours are declared closed", () => {
    expect(modes({ activeHours: 60 })).not.toContain("inWindows");
    expect(modes({ windows: NIGHTLY })).not.toContain("inWindows");
    expect(modes({ activeHours: 60, arrival: "queue" })).toContain("inWindows");
    expect(modes({ windows: NIGHTLY, closedOtherwise: true })).toContain("inWindows");
  });

  it("are what is sized then, and only then", () => {
    const always = sizeFor(workload({ windows: NIGHTLY }), pricing()).block;
    const closed = sizeFor(workload({ windows: NIGHTLY, closedOtherwise: true }), pricing()).block;

    expect(always).toMatchObject({ scalingConfig: { min: 3 } });
    expect(always.windows).toBeUndefined();
    expect(closed).toMatchObject({ scalingConfig: { min: 0, max: 0 }, windows: [{ name: "nightly", min: 3 }] });
  });

  it("need to be there where other hours are closed", () => {
    expect(() => workload({ closedOtherwise: true, activeHours: 60 })).toThrow(
      "closedOtherwise: only with windows, which say when it is open, got true",
    );
  });
});

describe("Savings Plans", () => {
  it("are of the same terms on both sides", () => {
    const years = (mode: string) =>
      answer({ architecture: "arm64" })
        .options.filter((option) => option.mode === mode)
        .map(({ commitmentYears }) => commitmentYears);

    expect(years("onDemand")).toEqual([0, 1, 3]);
    expect(years("alwaysOn")).toEqual([0, 1, 3]);
  });

  it("cover at a steady load all of the duration, and nothing of the requests", () => {
    const { options } = answer({ requestsPerMonth: 1e9, peakToMean: 1, architecture: "arm64" });

    const [plain, one, three] = options.filter(({ mode }) => mode === "onDemand").map(({ parts }) => parts);
    expect(one?.[0]?.usdPerMonth).toBeCloseTo((plain?.[0]?.usdPerMonth ?? 0) * 0.88, 6);
    expect(three?.[0]?.usdPerMonth).toBeCloseTo((plain?.[0]?.usdPerMonth ?? 0) * 0.83, 6);
    expect(three?.[1]).toEqual(plain?.[1]);
  });
});

describe("a day by the hour", () => {
  const OFFICE = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? 3 : 1));

  it("takes the place of the assumed hill, and is said", () => {
    const { workload: given, load } = answer({ hourly: OFFICE });

    // (10 x 3 + 14 x 1) / 24
    expect(given).toMatchObject({ peakToMean: expect.closeTo(3 / (44 / 24), 9), activeHours: 730 });
    expect(load.troughInFlight / load.peakInFlight).toBeCloseTo(1 / 3, 9);
    expect(linesOf({ hourly: OFFICE })).toContain("The day: by the hour, as given");
    expect(linesOf({})).toContain("The day: one hill with 2 times the mean at the top, assumed; --hourly takes yours");
  });

  it("has no load in the hours that are 0", () => {
    const night = Array.from({ length: 24 }, (_, hour) => (hour < 2 ? 5 : 0));

    const { activeHours, activationsPerMonth, peakToMean } = workload({ hourly: night, arrival: "queue" });

    expect({ activeHours, activationsPerMonth, peakToMean }).toEqual({
      activeHours: expect.closeTo((2 / 24) * 730, 9),
      activationsPerMonth: expect.closeTo(730 / 24, 9),
      peakToMean: 1,
    });
  });

  it("keeps room for what came at once in each hour, which does not double, and a queue waits", () => {
    const hourlyPeaks = OFFICE.map((load) => load * 10);
    const peaked = answer({ hourly: OFFICE, hourlyPeaks });
    const usual = answer({ hourly: OFFICE });
    const waiting = { hourly: OFFICE, arrival: "queue" } as const;

    expect(peaked.load.peakInFlight).toBeCloseTo(usual.load.peakInFlight * 10, 9);
    expect(peaked.load.meanInFlight).toBe(usual.load.meanInFlight);
    const environments = ({ options }: typeof usual) =>
      options.find(({ mode, commitmentYears }) => mode === "alwaysOn" && commitmentYears === 0)?.fleet;
    const { maxEnvironments = 0, maxConcurrency = 0 } = environments(peaked) ?? {};
    expect(maxEnvironments).toBe(Math.max(3, Math.ceil(peaked.load.peakInFlight / maxConcurrency)));
    expect(workload({ ...waiting, hourlyPeaks })).toEqual(workload(waiting));
  });

  it.each([
    [{ hourly: OFFICE, hourlyPeaks: [1] }, "hourlyPeaks: must be as many numbers from 0 as hourly has (24), got 1"],
    [{ hourlyPeaks: OFFICE }, "hourlyPeaks: must be as many numbers from 0 as hourly has (0), got 24"],
    [{ hourly: OFFICE, peakToMean: 2 }, "hourly: not together with peakToMean"],
    [{ hourly: OFFICE, activeHours: 60 }, "hourly: not together with activeHours"],
  ])("is not given twice, or by half: %j", (input, message) => {
    expect(() => workload(input)).toThrow(message);
  });
});
