import { describe, expect, it } from "@jest/globals";
import { accountOf, FROM, hourly } from "../../support/cost/scanned.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";
import { BUSY, inputFiles, type Row, rowsOf, THREE } from "../../support/lmi/scans.ts";

const file = inputFiles();
const account = accountOf(THREE);

describe("lmi cost scan of exports", () => {
  it("counts an hour once that several files have, and averages by how many they are of", async () => {
    const averaged = accountOf([BUSY]);
    const [, duration] = averaged.MetricDataResults;
    if (duration) Object.assign(duration, { Label: "api-a Duration Average", Values: hourly(() => 1_000) });

    const [once] = await rowsOf("--file", file("once.json", accountOf([BUSY])));
    const [twice] = await rowsOf(
      "--file",
      file("once.json", accountOf([BUSY])),
      "--file",
      file("again.json", accountOf([BUSY])),
    );
    const [average] = await rowsOf("--file", file("averaged.json", averaged));
    const [both] = await rowsOf(
      "--file",
      file("once.json", accountOf([BUSY])),
      "--file",
      file("averaged.json", averaged),
    );

    expect(twice?.ordinaryUsdPerMonth).toBe(once?.ordinaryUsdPerMonth);
    expect(both?.ordinaryUsdPerMonth).toBe(once?.ordinaryUsdPerMonth);
    expect(average?.ordinaryUsdPerMonth).toBeCloseTo(once?.ordinaryUsdPerMonth ?? 0, 6);
  });

  it("counts the same however long the periods of an export are, and in whichever order files overlap", async () => {
    const { Functions } = accountOf([BUSY]);
    const exported = (statistic: "Sum" | "Average", minutes: readonly [count: number, duration: number]) => {
      const result = (metric: string, period: number, perMinute: number) => {
        const starts = Array.from({ length: (48 * 60) / period }, (_, index) => FROM + index * period * 60_000);
        const value = metric === "Duration Average" ? 1_000 : perMinute * period;
        const Timestamps = starts.map((at) => new Date(at).toISOString());
        return { Label: `api-a ${metric}`, Timestamps, Values: Timestamps.map(() => value) };
      };
      const [count, duration] = minutes;
      const MetricDataResults = [
        result("Invocations", count, 6_000),
        result(`Duration ${statistic}`, duration, 6_000_000),
      ];
      return file(`${statistic}-${minutes.join("-")}.json`, { Functions, MetricDataResults });
    };
    const usd = async (...files: string[]) => {
      const [row] = await rowsOf(...files.flatMap((path) => ["--file", path]));
      return row?.ordinaryUsdPerMonth;
    };
    const [hours, fives] = [exported("Sum", [60, 60]), exported("Sum", [5, 5])];
    const once = (await usd(hours)) ?? 0;

    for (const files of [
      [fives],
      [hours, fives],
      [fives, hours],
      [exported("Average", [5, 60])],
      [exported("Average", [60, 5])],
      [exported("Average", [60, 60]), fives],
      [fives, exported("Average", [60, 60])],
    ]) {
      expect([files, await usd(...files)]).toEqual([files, expect.closeTo(once, 4)]);
    }
  });

  it("says that days of a usage report have no hours", async () => {
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:api-a";
    const line = (type: string, amount: number) => `${type},${arn},${amount},2026-11-02T00:00:00Z,2026-11-03T00:00:00Z`;
    const header = ["UsageType", "ResourceId", "UsageAmount", "UsageStartDate", "UsageEndDate"];
    const report = [
      header.map((name) => `lineItem/${name}`).join(),
      line("Lambda-GB-Second-ARM", 8_640_000),
      line("Request-ARM", 8_640_000),
    ].join("\n");

    const list = file("list.json", { Functions: account.Functions });
    const scan = await lmiJson(["cost", "scan", "--file", list, "--file", file("daily.csv", report)]);

    expect(scan.notes).toContain(
      "usage report: lines of up to 24 hours are spread evenly over them, so that no peak is seen",
    );
    expect(scan.functions[0].workload.measured).toContain("activeHours");
    expect(scan.functions[0].workload.measured).not.toContain("peakToMean");
  });

  it("says no price where nothing was measured", async () => {
    const { code, stdout } = await lmi(["cost", "scan", "--file", file("list.json", { Functions: account.Functions })]);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^3 functions, of which nothing was measured: no price can be said\.$/m);
    expect(stdout).toMatch(/^api-a .* its Invocations were not measured$/m);
    expect(stdout).not.toContain("it was not invoked");
  });

  it("says where hours may be missing, and where points may be of more than an hour", async () => {
    const daily = accountOf([BUSY]);
    for (const result of daily.MetricDataResults) {
      Object.assign(result, {
        Timestamps: result.Timestamps.filter((_, hour) => hour % 24 === 0),
        Values: result.Values.filter((_, hour) => hour % 24 === 0),
      });
    }
    const notesOf = async (content: object) =>
      (await lmiJson(["cost", "scan", "--file", file("span.json", content)])).notes.join("\n");

    expect(await notesOf(account)).toMatch(
      /^a month is reckoned from the hours between the first point and the last: /m,
    );
    expect(await notesOf(account)).not.toContain("--period 3600");
    expect(await notesOf({ ...account, NextMarker: "more" })).toMatch(/span\.json: is one page of several: /);
    expect(await notesOf(daily)).toMatch(
      /^no two points are less than 24 hours apart, and each counts for one hour: /m,
    );
    expect(
      await lmi([
        "cost",
        "scan",
        "--file",
        file("span.json", { ...account, StartTime: "soon", EndTime: "2026-11-16T00:00:00Z" }),
      ]),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/span\.json: StartTime: must be ISO 8601 .*, got "soon"/),
    });
  });

  it("does not take what was not measured for what was not invoked", async () => {
    const whys = async (labels: RegExp, status = "Complete") => {
      const MetricDataResults = account.MetricDataResults.map((one) =>
        labels.test(one.Label) ? { ...one, Timestamps: [], Values: [], StatusCode: status } : one,
      ).filter(({ Label, StatusCode }) => StatusCode !== "Complete" || !labels.test(Label));
      const result = await lmiJson(["cost", "scan", "--file", file("parts.json", { ...account, MetricDataResults })]);
      return result.functions.find(({ name }: Row) => name === "api-a").why;
    };

    expect(await whys(/^api-a Duration/)).toBe("its Duration was not measured");
    expect(await whys(/^api-a Invocations/)).toBe("its Invocations were not measured");
    expect(await whys(/^api-a Invocations/, "InternalError")).toBe("its metrics could not be read");
    expect(await whys(/^api-a /)).toBe("it was not invoked");
  });

  it("does not take an average that nothing calls one for a sum", async () => {
    const averaged = accountOf([BUSY]);
    const [, duration] = averaged.MetricDataResults;
    if (duration) Object.assign(duration, { Values: hourly(() => 1_000) });

    const { functions: rows, notes } = await lmiJson(["cost", "scan", "--file", file("unnamed.json", averaged)]);

    expect(rows[0].why).toBe(
      "its Duration is 0.0028 ms for each invocation: a label must say that it is an Average, or it is a Sum",
    );
    expect(notes.join()).toMatch(/api-a: how long invocations take is not known, so that ordinary Lambda costs more/);
  });

  it("names what cannot be read: a function of unknown memory, and one that CloudWatch failed on", async () => {
    const { MetricDataResults } = account;
    const failed = { Label: "api-a ConcurrentExecutions", Timestamps: [], Values: [], StatusCode: "InternalError" };
    const stranger = accountOf([{ ...BUSY, name: "stranger" }]).MetricDataResults;
    const path = file("unread.json", { ...account, MetricDataResults: [...MetricDataResults, failed, ...stranger] });

    const { stdout } = await lmi(["cost", "scan", "--file", path]);

    expect(stdout).toContain("; 2 could not be read.");
    expect(stdout).toMatch(/^api-a: ConcurrentExecutions: CloudWatch answered InternalError$/m);
    expect(stdout).toMatch(/^stranger: its memory and architecture are in none of the files; add /m);
  });
});
