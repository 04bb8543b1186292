import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { dev } from "../../../stacks/config/dev.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import type { EnvironmentInput } from "../../../stacks/config/schema.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";

const WORKLOAD = ["--requests-per-month", "154M", "--duration-ms", "200", "--memory-mb", "512"];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lmi-cost-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, content: unknown): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

describe("lmi cost compare", () => {
  it.each([
    [["--region", "eu-west-1"], "--region: the price table is of us-east-1, got eu-west-1"],
    [["--from", "2026-01-01T00:00:00Z"], "--from: only with windows, got 2026-01-01T00:00:00Z"],
    [["--activations-per-month", "4"], "--activations-per-month: only with --active-hours, got 4"],
    [["--assume", "hoursPerMonth=0"], "--assume hoursPerMonth: must be a number from 1 to 744, got 0"],
    [["--assume", "headroom=0.9"], "--assume headroom: must be a number from 1 to 100, got 0.9"],
    [["--assume", "minInstances=2.5"], "--assume minInstances: must be a whole number from 1 to 100, got 2.5"],
    [["--assume", "ec2SavingsPlan1Year=1"], "--assume ec2SavingsPlan1Year: must be a number from 0 to 0.99, got 1"],
    [["--assume", "managementFee=0.1=5"], "--assume managementFee: must be a number from 0 to 1, got 0.1=5"],
    [["--assume", "peakToMean"], "--assume peakToMean: must be a number from 1 to 100, got nothing"],
    [["--assume", "toString=1"], "--assume: must be <name>=<number> with one of "],
  ])("refuses %j, which it would have to ignore or cannot reckon with", async (args, message) => {
    const { code, stdout, stderr } = await lmi(["cost", "compare", ...WORKLOAD, ...args]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("takes windows over a file that says how often its hours begin", async () => {
    const path = await file("often.json", {
      ...{ requestsPerMonth: 1e6, durationMs: 100, memoryMb: 256 },
      ...{ activeHours: 60, activationsPerMonth: 8 },
    });

    const { workload } = await lmiJson([
      ...["cost", "compare", "--file", path],
      ...["--windows", "docs/examples/nightly-windows.json", "--from", "2026-01-01T00:00:00Z"],
    ]);

    expect(workload.activationsPerMonth).toBeCloseTo(365 / 12);
  });

  it("offers windows to requests only where the other hours are declared closed", async () => {
    const outputOf = async (...args: string[]) => (await lmi(["cost", "compare", ...WORKLOAD, ...args])).stdout;
    const windows = ["--windows", "docs/examples/nightly-windows.json"];
    const refused = "managed instances, in windows only: not possible: no traffic wakes what is deactivated";

    expect(await outputOf("--active-hours", "60")).toContain(refused);
    expect(await outputOf(...windows)).toContain(refused);
    expect(await outputOf(...windows, "--closed-otherwise")).not.toContain(refused);
    expect(await outputOf("--active-hours", "60", "--arrival", "queue")).not.toContain(refused);
  });

  it("finds the break-even of 200 ms x 512 MB against three m7g.large at 154 M requests", async () => {
    const { breakEven, winner } = await lmiJson(["cost", "compare", ...WORKLOAD, "--instance-types", "m7g.large"]);

    expect(breakEven.floor).toEqual({
      instanceType: "m7g.large",
      requestsPerMonth: expect.closeTo(154_131_429, 0),
      gbInFlight: expect.closeTo(5.865, 3),
    });
    expect(winner.mode).toBe("onDemand");
  });

  it("answers people in a sentence, and tells what it rests on", async () => {
    const { code, stdout, stderr } = await lmi(["cost", "compare", ...WORKLOAD]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [answer] = stdout.split("\n");
    expect(answer).toMatch(
      /^Cheapest: ordinary Lambda, arm64, for \$236\.13 a month, \$[\d.]+ \([\d.]+%\) less than managed instances/,
    );
    expect(stdout).toMatch(
      /managementFee +0\.15 of the EC2 on-demand price +documented +https:\/\/aws\.amazon\.com\/lambda\/pricing\//,
    );
    expect(stdout).toMatch(/peakToMean +2 times the mean in the busiest minute +assumed/);
    expect(stdout).toContain("Lambda Web Functions fits better when");
  });

  it("takes a file, and options over it", async () => {
    const path = await file("workload.json", {
      requestsPerMonth: 1e6,
      durationMs: 100,
      memoryMb: 256,
      profile: "cpu",
      activeHours: 60,
    });
    const windows = await file("windows.json", {
      baseline: { min: 0, max: 0 },
      windows: [{ name: "nightly", days: ["daily"], from: "01:00", to: "03:00", timeZone: "Etc/UTC", min: 3, max: 9 }],
    });

    const { workload } = await lmiJson([
      ...["cost", "compare", "--file", path, "--duration-ms", "300", "--cpu-share", "0.5"],
      ...["--windows", windows, "--from", "2026-01-01T00:00:00Z"],
    ]);

    expect(workload).toMatchObject({ requestsPerMonth: 1e6, durationMs: 300, memoryMb: 256, cpuShare: 0.5 });
    expect(workload.activeHours).toBeCloseTo(60.83, 2);
  });

  it("prices with another table, and with a constant that the user knows better", async () => {
    const table = await lmiJson(["cost", "prices"]);
    const doubled = Object.entries(table.instances as Record<string, { usdPerHour: number }>).map(
      ([type, instance]) => [type, { ...instance, usdPerHour: instance.usdPerHour * 2 }],
    );
    const path = await file("prices.json", { ...table, instances: Object.fromEntries(doubled) });
    const always = async (...args: string[]) => {
      const { options } = await lmiJson(["cost", "compare", ...WORKLOAD, "--egress", "existing", ...args]);
      return options.find((option: { mode: string }) => option.mode === "alwaysOn").parts;
    };
    const sum = (parts: { what: string; usdPerMonth: number }[], what: string) =>
      parts.find((part) => part.what === what)?.usdPerMonth;

    const [before, dearer, without] = [
      await always(),
      await always("--prices", path),
      await always("--assume", "managementFee=0"),
    ];

    expect(sum(dearer, "EC2")).toBeCloseTo(2 * (sum(before, "EC2") ?? 0));
    expect(sum(without, "management fee")).toBe(0);
  });

  it("writes a page that holds the answer and asks the network for nothing", async () => {
    const path = join(folder, "report.html");

    const { stdout } = await lmi(["cost", "compare", ...WORKLOAD, "--html", path]);

    const page = await readFile(path, "utf8");
    expect(page).toContain(stdout.split("\n")[0]);
    expect(page.match(/<svg/g)?.length).toBeGreaterThanOrEqual(3);
    expect(page).not.toMatch(/<script|<link[^>]+href="(?!data:)|src="(?!data:)|@import|url\((?!#|data:)/);
  });

  it.each([
    [["--requests-per-month", "-5"], "--requests-per-month: must be a number from 0 to 10000000000000, got -5"],
    [["--requests-per-month", "NaN"], "--requests-per-month: must be a number such as 250, 0.5 or 154M, got NaN"],
    [["--active-hours", "731"], "--active-hours: must be at most 730, the hours of a month, got 731"],
    [["--invocation-memory-mb", "600"], "--memory-mb: must be at least --invocation-memory-mb (600), got 512"],
    [["--cpu-share", "17"], "--cpu-share: must be a number from 0.001 to 16, got 17"],
    [["--measured", "speed"], "--measured: must be of --requests-per-month, --duration-ms"],
    [["--assume", "luck=1"], "--assume: must be <name>=<number> with one of hoursPerMonth"],
    [["--assume", "headroom=-1"], "--assume headroom: must be a number from 1 to 100, got -1"],
    [["--prices", "nowhere.json"], "nowhere.json: cannot be read (ENOENT)"],
    [["--file", "nowhere.json"], "nowhere.json: cannot be read (ENOENT)"],
    [["--html", "/nowhere/report.html"], "--html /nowhere/report.html: cannot be written (ENOENT)"],
    [
      ["--instance-types", "t3.large"],
      "instanceTypes: must name a type with a price in us-east-1 that holds one invocation",
    ],
    [["--from", "today"], "--from: must be an instant such as"],
    [["--egress", "tunnel"], "Allowed choices are endpoint, nat, existing"],
  ])("refuses %j in one line", async (args, message) => {
    const { code, stdout, stderr } = await lmi(["cost", "compare", ...WORKLOAD, ...args]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each([
    ["endpoint", 21.9 + 100 * 0.01],
    ["nat", 36.5 + 100 * 0.045],
  ])("prices what goes through the way out: %s", async (egress, usd) => {
    const { options } = await lmiJson([
      ...["cost", "compare", ...WORKLOAD, "--egress", egress, "--network-gb-per-month", "100"],
    ]);

    const [always] = options.filter(({ mode }: { mode: string }) => mode === "alwaysOn");
    const part = always.parts.find(({ what }: { what: string }) => what === "egress");
    expect(part.usdPerMonth).toBeCloseTo(usd, 9);
  });

  it("takes requests a second of the hours with load", async () => {
    const rest = ["cost", "compare", "--requests-per-second", "80", "--duration-ms", "100", "--memory-mb", "256"];

    const { workload } = await lmiJson(rest);
    const { workload: hours } = await lmiJson([...rest, "--active-hours", "10"]);
    const { stderr } = await lmi([...rest, "--requests-per-month", "5"]);

    expect(workload.requestsPerMonth).toBe(80 * 3_600 * 730);
    expect(hours.requestsPerMonth).toBe(80 * 3_600 * 10);
    expect(stderr).toBe("--requests-per-second: not together with --requests-per-month, got 80\n");
  });

  it("names every value that is missing", async () => {
    const { code, stderr } = await lmi(["cost", "compare"]);

    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^--requests-per-month: .*got nothing$/),
      expect.stringMatching(/^--duration-ms: .*got nothing$/),
      expect.stringMatching(/^--memory-mb: .*got nothing$/),
    ]);
  });
});

describe("lmi cost size", () => {
  it("prints a block that goes into a configuration as it is", async () => {
    const { stdout, code } = await lmi(["cost", "size", ...WORKLOAD, "--format", "json"]);

    const block = JSON.parse(stdout.slice(stdout.indexOf("\n{") + 1, stdout.indexOf("\n}") + 2));
    const environment = JSON.parse(JSON.stringify(dev)) as EnvironmentInput;
    Object.assign(environment.functions.api, block);
    expect(code).toBe(0);
    expect(defineEnvironment(environment).functions.api).toMatchObject(block);
  });

  it("writes the same as a page, also where the least and the most environments are as many", async () => {
    const path = join(folder, "size.html");
    const queue = ["--arrival", "queue", "--active-hours", "60"];

    const { stdout, code, stderr } = await lmi(["cost", "size", ...WORKLOAD, ...queue, "--html", path]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const page = await readFile(path, "utf8");
    expect(page).toContain(stdout.split("\n")[0]);
    expect(page).toContain("processor: {");
  });

  it("explains each number in one line, and shows its checks", async () => {
    const { stdout } = await lmi(["cost", "size", ...WORKLOAD, "--arrival", "queue", "--active-hours", "60"]);

    for (const field of ["memoryMib", "maxConcurrency", "lease.min", "lease.max", "capacityProvider.maxVCpus"]) {
      expect(stdout).toMatch(new RegExp(`^${field.replaceAll(".", "\\.")} +\\S+ +\\S.*$`, "m"));
    }
    expect(stdout).toMatch(/^ok +Little's law/m);
    expect(stdout).toMatch(/^processor: \{$/m);
  });
});
