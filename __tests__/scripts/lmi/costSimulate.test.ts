// lmi cost simulate as a user runs it, in this process.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { COLUMNS } from "../../../cost/simulate/series.ts";
import { SHAPES } from "../../../cost/simulate/shapes.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";

const BLOCK = {
  architecture: "arm64",
  memoryMib: 2_048,
  memoryGibPerVCpu: 2,
  maxConcurrency: 10,
  scalingConfig: { min: 3, max: 30 },
  capacityProvider: { maxVCpus: 128, scaling: { mode: "Auto" }, allowedInstanceTypes: ["m7g.large"] },
};
const NEEDS = ["--duration-ms", "100", "--memory-mb", "128", "--cpu-share", "0.05"];
const WORKLOAD = [...NEEDS, "--requests-per-month", "43.8M", "--from", "2026-11-22T00:00:00Z"];
const DAY = Array.from({ length: 24 }, (_, hour) => hour);
const NIGHT = {
  ...{ name: "night", days: ["daily"], from: "01:00", to: "03:00", timeZone: "UTC" },
  ...{ min: 3, max: 30, warmUpMinutes: 5 },
};

let folder: string;
const write = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lmi-simulate-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What it prints. @param terminal columns; without it, it runs in a pipe */
async function simulateOn(terminal: number | undefined, ...args: readonly string[]): Promise<string> {
  const around = terminal === undefined ? {} : { terminal };
  const { code, stdout, stderr } = await lmi(["cost", "simulate", ...args], {}, around);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

const simulate = (...args: readonly string[]) => simulateOn(undefined, ...args);
const json = async (...args: readonly string[]) => JSON.parse(await simulate(...args, "--json"));
const lines = async (...args: readonly string[]) => (await simulate(...args)).split("\n");
const config = (name: string, changed: object = {}) => ["--config", write(name, { ...BLOCK, ...changed })];

describe("lmi cost simulate --json", () => {
  it("gives totals, and a column of minutes for each quantity", async () => {
    const { from, minutes, prices, configs, assumptions } = await json(
      ...WORKLOAD,
      "--shape",
      "steady",
      ...config("a.json"),
    );
    expect({ from, minutes, region: prices.region }).toEqual({
      ...{ from: "2026-11-22T00:00:00Z", minutes: 1_440, region: "us-east-1" },
    });
    expect(configs).toHaveLength(1);
    const [{ name, instanceType, environmentCapacity, totals, series }] = configs;
    expect({ name, instanceType }).toEqual({ name: "a", instanceType: "m7g.large" });
    expect(environmentCapacity).toEqual({ invocations: 10, limitedBy: "concurrency" });
    // 43.8 M requests in 730 hours are 1000 a minute.
    expect(totals.requests).toBeCloseTo(1_440_000, 3);
    expect(totals.throttled).toBe(0);
    expect(totals.costPerMonth.totalUsd).toBeCloseTo(205.51 + 43.8 * 0.2, 2);
    expect(Object.keys(series)).toEqual([...COLUMNS]);
    for (const column of COLUMNS) expect(series[column]).toHaveLength(1_440);
    expect(series.requests[0]).toBe(1_000);
    expect(assumptions.map((one: { name: string }) => one.name)).toEqual(
      expect.arrayContaining(["hoursPerMonth", "managementFee", "doublingSeconds", "scaleInSeconds", "drainSeconds"]),
    );
  });

  it("lists only assumptions that it used, those of the shape among them", async () => {
    const names = async (...args: readonly string[]) =>
      (await json(...WORKLOAD, ...config("a.json"), ...args)).assumptions.map((one: { name: string }) => one.name);
    expect(await names("--shape", "steady")).not.toContain("peakToMean");
    expect(await names("--shape", "diurnal")).toContain("peakToMean");
    expect(await names("--shape", "spike5")).toContain("spikeMinutes");
    expect(await names("--shape", "nightly-batch")).toEqual(
      expect.arrayContaining(["batchHoursPerDay", "batchStartHour"]),
    );
  });

  it("takes constants that the user knows better", async () => {
    const cost = async (...args: readonly string[]) =>
      (await json(...WORKLOAD, "--shape", "steady", ...config("a.json"), ...args)).configs[0].totals.costPerMonth
        .feeUsd;
    expect(await cost("--assume", "managementFee=0.3")).toBeCloseTo(2 * (await cost()), 6);
  });

  it.each(SHAPES)("simulates the shape %s for days on end", async (shape) => {
    const { minutes, configs } = await json(...WORKLOAD, "--shape", shape, "--days", "3", ...config("a.json"));
    expect(minutes).toBe(3 * 1_440);
    expect(configs[0].totals.requests).toBeCloseTo(3 * 1_440_000, 2);
  });

  it("compares configurations under the same traffic, by name or by file", async () => {
    const args = [...WORKLOAD, "--shape", "nightly-batch", ...config("always.json")];
    const windows = { scalingConfig: { min: 0, max: 0 }, windows: [NIGHT], name: "at night" };
    const { configs } = await json(...args, ...config("windows.json", windows));
    const [always, night] = configs;
    expect([always.name, night.name]).toEqual(["always", "at night"]);
    expect(night.totals.requests).toBe(always.totals.requests);
    expect(night.totals.throttledBy.deactivated).toBe(0);
    expect(night.totals.cost.totalUsd).toBeLessThan(always.totals.cost.totalUsd / 2);
  });

  it("simulates what size suggests where nothing is named, and says whether compare agrees", async () => {
    const { configs, notes } = await json(...WORKLOAD);
    const { scaling, block } = await lmiJson(["cost", "size", ...NEEDS, "--requests-per-month", "43.8M"]);

    const [{ name, totals, series }] = configs;
    expect({ name, throttled: totals.throttled }).toEqual({ name: "as sized", throttled: 0 });
    expect(block.scalingConfig).toEqual(scaling);
    expect([series.minEnvironments[0], series.maxEnvironments[0]]).toEqual([scaling.min, scaling.max]);
    expect(notes.join("\n")).toMatch(/on ordinary Lambda: (ordinary Lambda costs|managed instances cost) less, as lmi/);
  });

  it("has a queue's capacity there in its hours only", async () => {
    const queue = ["--arrival", "queue", "--active-hours", "60"];
    const { configs } = await json(...WORKLOAD, ...queue);

    const { totals } = configs[0];
    expect(totals.environments.min).toBe(0);
    expect(totals.throttledBy.deactivated).toBe(0);
  });

  it("reads an environment of this checkout where --env names one", async () => {
    const { configs } = await json(...WORKLOAD, "--env", "prod");
    expect(configs[0]).toMatchObject({ name: "prod api", totals: { environments: { min: 3 } } });
    const processor = await json(...WORKLOAD, "--env", "prod", "--function", "processor");
    expect(processor.configs[0]).toMatchObject({ name: "prod processor", totals: { throttledShare: 1 } });
  });

  it("keeps the load in the workload's windows, given beside or inside its file", async () => {
    const workload = { requestsPerMonth: 1e6, durationMs: 100, memoryMb: 128, cpuShare: 0.05 };
    const inside = ["--file", write("workload.json", { ...workload, windows: [NIGHT] })];
    const beside = [
      ...["--file", write("plain.json", workload)],
      ...["--windows", write("windows.json", { baseline: { min: 0, max: 0 }, windows: [NIGHT] })],
    ];
    for (const args of [inside, beside]) {
      const { configs } = await json(
        ...args,
        "--from",
        "2026-11-22T00:00:00Z",
        "--shape",
        "steady",
        ...config("a.json"),
      );
      const { requests } = configs[0].series;
      const loaded = [...requests.keys()].filter((minute: number) => requests[minute] > 0);
      expect([loaded[0], loaded.at(-1), loaded.length]).toEqual([55, 179, 125]);
    }
  });
});

describe("lmi cost simulate --traffic", () => {
  const csv = () =>
    write(
      "traffic.csv",
      ["timestamp,requests", "2026-11-22T12:00:00Z,100", "2026-11-22T12:05:00Z,300", "2026-11-22T12:15:00Z,50"].join(
        "\n",
      ),
    );

  it("takes the requests of a CSV, and only what one of them needs from the options", async () => {
    const { from, minutes, configs, notes, assumptions } = await json(
      "--traffic",
      csv(),
      ...NEEDS,
      ...config("a.json"),
    );
    expect({ from, minutes }).toEqual({ from: "2026-11-22T12:00:00Z", minutes: 20 });
    expect(configs[0].series.requests.slice(0, 12)).toEqual([20, 20, 20, 20, 20, 60, 60, 60, 60, 60, 0, 0]);
    expect(configs[0].totals.requests).toBeCloseTo(450, 9);
    expect(notes).toContainEqual(
      expect.stringMatching(/traffic\.csv: 1 periods have no count and are taken as 0 requests$/),
    );
    expect(assumptions.map((one: { name: string }) => one.name)).not.toContain("peakToMean");
  });

  it("takes a CloudWatch export, and the first days of it", async () => {
    const Datapoints = Array.from({ length: 48 }, (_, hour) => ({
      Timestamp: new Date(Date.UTC(2026, 10, 22, hour)).toISOString(),
      Sum: 60,
    }));
    const file = write("cloudwatch.json", { Label: "Invocations", Datapoints });
    const { minutes, configs } = await json("--traffic", file, "--days", "1", ...NEEDS, ...config("a.json"));
    expect(minutes).toBe(1_440);
    expect(configs[0].totals.requests).toBeCloseTo(24 * 60, 6);
  });

  it("sizes for the hours that the file has: work of one hour a day is not spread over all of them", async () => {
    const Datapoints = Array.from({ length: 48 }, (_, hour) => ({
      Timestamp: new Date(Date.UTC(2026, 10, 22, hour)).toISOString(),
      Sum: hour % 24 === 9 ? 3_600_000 : 0,
    }));
    const file = write("burst.json", { Label: "Invocations", Datapoints });
    const needs = ["--duration-ms", "500", "--memory-mb", "1024"];
    const { configs, notes } = await json("--traffic", file, ...needs);
    const queue = await json("--traffic", file, ...needs, "--arrival", "queue");
    expect(configs[0].totals.throttled).toBe(0);
    expect(notes.join()).toMatch(/: ordinary Lambda costs less, as lmi cost compare says/);
    // 500 at once, which a queue may wait for.
    expect(queue.configs[0].totals.environments.max).toBeGreaterThanOrEqual(45);
    expect(queue.notes.join()).toMatch(/ less, as lmi cost compare says, and [\d.]+% of it is throttled/);
  });

  it("takes what a request needs from a file that has a load of its own", async () => {
    const row = write("row.json", {
      requestsPerMonth: 1e6,
      durationMs: 100,
      memoryMb: 128,
      hourly: DAY,
      measured: ["peakToMean"],
    });
    const { configs } = await json("--traffic", csv(), "--file", row, ...config("a.json"));
    expect(configs[0].totals.requests).toBeCloseTo(450, 9);
    expect(await json("--shape", "steady", "--file", row, ...config("a.json"))).toMatchObject({ minutes: 1_440 });
  });

  it.each([
    ["--shape", "steady"],
    ["--requests-per-month", "5"],
    ["--peak-to-mean", "2"],
    ["--active-hours", "60"],
    ["--hourly", DAY.join()],
    ["--videos-per-month", "5"],
    ["--windows", "w.json"],
    ["--from", "2026-11-22T00:00:00Z"],
  ])("goes without %s, which the file says itself", async (option, value) => {
    const args = ["--traffic", csv(), ...NEEDS, ...config("a.json"), option, value];
    expect(await lmi(["cost", "simulate", ...args])).toEqual({
      ...{ code: 2, stdout: "" },
      stderr: `${option}: not together with --traffic, got ${value}\n`,
    });
  });
});

describe("lmi cost simulate for people", () => {
  it("puts the configurations side by side, then each of them by the hour, then what it assumes", async () => {
    const printed = await lines(
      ...WORKLOAD,
      "--shape",
      "spike10",
      ...config("a.json"),
      ...config("b.json", { maxConcurrency: 2 }),
    );
    expect(printed[0]).toMatch(
      /^1 d from 2026-11-22 00:00 UTC, minute by minute: a throttles .+; b throttles .+ a month\.$/,
    );
    expect(printed[3]).toMatch(/^ +a +b$/);
    const row = (label: string) =>
      printed
        .find((line) => line.startsWith(label))
        ?.slice(label.length)
        .trim()
        .split(/\s{2,}/);
    expect(row("requests ")).toEqual(["1.44 M", "1.44 M"]);
    expect(row("one environment takes")).toEqual(["10 in flight (concurrency)", "2 in flight (concurrency)"]);
    expect(row("instance type")).toEqual(["m7g.large", "m7g.large"]);
    const table = printed.slice(printed.indexOf("a:") + 1, printed.indexOf("b:") - 1);
    expect(table).toHaveLength(25);
    expect(table[13]).toMatch(/^2026-11-22 12:00 {2}/);
    expect(printed).toContain("Assumptions:");
    expect(printed).toContainEqual(expect.stringMatching(/^spikeMinutes +30 minutes/));
  });

  it.each([
    ["1m", 1_440],
    ["5m", 288],
    ["1h", 24],
    ["1d", 1],
  ])("has a row for every %s", async (every, rows) => {
    const printed = await lines(...WORKLOAD, ...config("a.json"), "--every", every);
    expect(printed.filter((line) => /^2026-11-22 /.test(line))).toHaveLength(rows);
  });

  it("draws load, environments and throttles on a terminal, in one line each that fits, and nothing in a pipe", async () => {
    const args = [...WORKLOAD, "--shape", "spike10", ...config("a.json", { maxConcurrency: 2 })];
    const drawn = (await simulateOn(60, ...args)).split("\n").filter((line) => /[▁▂▃▄▅▆▇█]/.test(line));
    expect(drawn.map((line) => line.split(" ")[0])).toEqual(["requests", "environments", "throttled"]);
    for (const line of drawn) expect(line.length).toBeLessThan(60);
    expect((await lines(...args)).filter((line) => /[▁▂▃▄▅▆▇█]/.test(line))).toEqual([]);
  });
});

describe("lmi cost simulate refuses, in one line for each mistake", () => {
  const refused = async (args: readonly string[], message: string | RegExp) => {
    const { code, stdout, stderr } = await lmi(["cost", "simulate", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trimEnd()).toMatch(message);
  };

  it("wrong configurations, with the file and the path", async () => {
    const [, file] = config("bad.json", { memoryMib: 3_000, x: 1 });
    await refused(
      [...WORKLOAD, "--config", String(file)],
      /^\S+bad\.json: x: unknown key\n\S+bad\.json: memoryMib: must be 2048 to 32768, and a multiple of 2048 \(2 GiB per vCPU\), got 3000$/,
    );
    await refused([...WORKLOAD, "--config", write("broken.json", "{")], /broken\.json: is not JSON: [^\n]+$/);
    await refused([...WORKLOAD, "--config", join(folder, "none.json")], /none\.json: cannot be read \(ENOENT\)$/);
    await refused(
      [...WORKLOAD, ...config("a.json"), ...config("a.json")],
      /^--config: names must differ, got a twice$/,
    );
    await refused(
      [...WORKLOAD, ...config("a.json"), "--function", "processor"],
      /^--function: not together with --config, got processor$/,
    );
    await refused(
      [...WORKLOAD, ...config("a.json"), "--activations-per-month", "4"],
      /^--activations-per-month: not for a simulation, .+, got 4$/,
    );
    await refused([...WORKLOAD, "--env", "stage"], /^environment "stage": not defined; defined are dev, prod$/);
  });

  it("what cannot run there, with the name of the configuration", async () => {
    const hungry = [...WORKLOAD, "--memory-mb", "4096", ...config("a.json")];
    await refused(
      hungry,
      /^a: memoryMib: must hold 4096 MB of one invocation beside 256 MiB of the environment, got 2048$/,
    );
    await refused(
      [...WORKLOAD, ...config("a.json"), "--architecture", "x86_64"],
      /^a: architecture: must be x86_64, got arm64$/,
    );
    const tight = config("tight.json", { capacityProvider: { ...BLOCK.capacityProvider, maxVCpus: 4 } });
    await refused(
      [...WORKLOAD, ...tight],
      /^tight: capacityProvider\.maxVCpus: must carry the instances of 3 environments/,
    );
  });

  it("prices of another Region than the environment's", async () => {
    const prices = write("prices.json", { ...US_EAST_1, region: "eu-west-1" });
    await refused(
      [...WORKLOAD, "--env", "prod", "--prices", prices],
      /^--prices: must be of us-east-1, where prod api is, got eu-west-1$/,
    );
    expect((await json(...WORKLOAD, ...config("a.json"), "--prices", prices)).prices.region).toBe("eu-west-1");
  });

  it("wrong traffic, with the row or the path", async () => {
    const rows = write("rows.csv", "timestamp,requests\n2026-11-22T12:00:00Z,5\n2026-11-22T12:01:00Z,-5\n");
    await refused(
      ["--traffic", rows, ...NEEDS, ...config("a.json")],
      /rows\.csv: row 3: requests: must be a number from 0 to \d+, got "-5"$/,
    );
    const points = write("points.json", { Datapoints: [{ Timestamp: "yesterday", Sum: 1 }] });
    await refused(
      ["--traffic", points, ...NEEDS, ...config("a.json")],
      /points\.json: Datapoints\[0\]\.Timestamp: must be ISO 8601/,
    );
    await refused(["--traffic", join(folder, "none.csv"), ...NEEDS], /none\.csv: cannot be read \(ENOENT\)$/);
  });

  it("options that are missing or without effect", async () => {
    await refused(
      [...NEEDS, ...config("a.json")],
      /^--requests-per-month: must be a number from 0 to \d+, got nothing$/,
    );
    await refused(
      [...WORKLOAD, "--shape", "steady", "--peak-to-mean", "3"],
      /^--peak-to-mean: only with --shape diurnal, got 3$/,
    );
    await refused(
      [...WORKLOAD, ...config("a.json"), "--instance-types", "c7g.*"],
      /^--instance-types: a restricts them itself, got c7g\.\*$/,
    );
    await refused([...WORKLOAD, "--days", "32"], /^--days: must be a whole number from 1 to 31, got 32$/);
  });
});
