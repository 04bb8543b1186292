import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { accountOf, FROM, times } from "../../support/cost/scanned.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";
import { BUSY, inputFiles, rowsOf, THREE } from "../../support/lmi/scans.ts";

const file = inputFiles();
const account = accountOf(THREE);
const SCAN = file("scan.json", account);

describe("lmi cost scan", () => {
  it("says what moves, what stays and why, and what is not priced", async () => {
    const { code, stdout, stderr } = await lmi(["cost", "scan", "--file", SCAN]);

    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^3 functions cost \$[\d,.]+ a month on ordinary Lambda; moving 1 of them saves \$[\d,.]+ \([\d.]+%\): 1 move, 2 stay, 0 depend/,
    );
    expect(stdout).toMatch(/^api +arm64 +1 +5 x c6g\.xlarge /m);
    expect(stdout).toMatch(/^api-a +nodejs22\.x +1,024 +262,800,000 +1,000 +100 +100 /m);
    expect(stdout).toMatch(/^api-old +python3\.9 .* managed instances run python3\.13 and later$/m);
    expect(stdout).toMatch(/^api-small .* its environments alone take \$[\d.]+ of shared instances, against \$/m);
    expect(stdout).toMatch(/Lambda has no GPUs/);
    expect(stdout).toContain("Assumptions:");
  });

  it("gives programs every function in the order of what moving it saves, each with a workload that compare takes", async () => {
    const rows = await rowsOf("--file", SCAN);
    const [first] = rows;

    expect(rows.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["api-a", "moves"],
      ["api-old", "stays"],
      ["api-small", "stays"],
    ]);
    const compared = await lmiJson(["cost", "compare", "--file", file("row.json", first?.workload)]);
    expect(compared.winner.mode).toBe("alwaysOn");
  });

  it("is a file for compare, row by row, whose other inputs can be played with", async () => {
    const scan = file("result.json", await lmiJson(["cost", "scan", "--file", SCAN]));
    const compare = (...args: string[]) => lmi(["cost", "compare", "--file", scan, ...args]);

    const whole = await lmiJson(["cost", "compare", "--file", scan, "--row", "api-a"]);
    const played = await lmiJson([
      "cost",
      "compare",
      "--file",
      scan,
      "--row",
      "api-a",
      "--requests-per-month",
      "1M",
      "--cpu-share",
      "1",
    ]);

    expect([whole.winner.mode, played.winner.mode]).toEqual(["alwaysOn", "onDemand"]);
    expect(whole.workload).toMatchObject({
      runtime: "nodejs22.x",
      certainty: { cpuShare: "measured", durationMs: "measured" },
    });
    expect(played.workload.certainty).toMatchObject({
      requestsPerMonth: "given",
      cpuShare: "given",
      memoryMb: "measured",
    });
    for (const other of [
      ["--profile", "io"],
      ["--peak-to-mean", "3"],
      ["--active-hours", "60"],
    ]) {
      expect(await compare("--row", "api-a", ...other)).toMatchObject({ code: 0, stderr: "" });
    }
    expect(await lmiJson(["cost", "compare", "--file", scan, "--row", "api-old"])).toMatchObject({
      winner: { mode: "onDemand" },
      notPossible: [{ mode: "alwaysOn", why: "managed instances run python3.13 and later, got python3.9" }],
    });
    expect(await compare()).toMatchObject({
      code: 2,
      stderr: `--row: must name a function of ${scan} such as api-a, got nothing\n`,
    });
    expect(await compare("--row", "api-b")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("such as api-a, got api-b"),
    });
    expect(await lmi(["cost", "compare", "--row", "api-a"])).toMatchObject({
      code: 2,
      stderr: "--row: only with --file, got api-a\n",
    });
  });

  it("takes lists, metrics as CSV, and a gzipped usage report from files of their own, and says the same", async () => {
    const list = file("functions.json", { Functions: account.Functions });
    const csv = file(
      "metrics.csv",
      ["id,label,timestamp,value"]
        .concat(
          account.MetricDataResults.flatMap(({ Label, Timestamps, Values }) =>
            Timestamps.map((at, index) => `m,${Label},${at},${Values[index]}`),
          ),
        )
        .join("\n"),
    );
    const used = THREE.flatMap(({ name, invocations, durationMs, memoryMb = 1_024 }) =>
      times().flatMap((begins, hour) => {
        const ends = new Date(FROM + (hour + 1) * 3_600_000).toISOString();
        const seconds = (invocations(hour) * durationMs * memoryMb) / 1_024 / 1_000;
        const arn = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
        return [
          `Usage,${begins},${ends},USE2-Lambda-GB-Second-ARM,${arn},${seconds},0.1`,
          `Usage,${begins},${ends},USE2-Request-ARM,${arn},${invocations(hour)},0.1`,
          // Of Lambda@Edge, which has prices of its own and no way to managed instances.
          `Usage,${begins},${ends},USE2-Lambda-Edge-Request,${arn},${invocations(hour)},0.1`,
        ];
      }),
    );
    const header = [
      "LineItemType",
      "UsageStartDate",
      "UsageEndDate",
      "UsageType",
      "ResourceId",
      "UsageAmount",
      "UnblendedCost",
    ];
    const report = file(
      "usage.csv.gz",
      gzipSync([header.map((name) => `lineItem/${name}`).join(), ...used].join("\n")),
    );

    const whole = await rowsOf("--file", SCAN);
    const split = await rowsOf("--file", list, "--file", csv);
    const billed = await rowsOf("--file", list, "--file", report);

    expect(split).toEqual(whole);
    for (const { name, ordinaryUsdPerMonth, requestsPerMonth, durationMs } of whole) {
      const other = billed.find((one) => one.name === name);
      expect(other?.ordinaryUsdPerMonth).toBeCloseTo(ordinaryUsdPerMonth, 4);
      expect(other?.requestsPerMonth).toBeCloseTo(requestsPerMonth, 2);
      expect(other?.durationMs).toBeCloseTo(durationMs, 4);
    }
  });

  it("prices the functions of one Region, and names the others", async () => {
    const [first, ...others] = account.Functions;
    const arn = (region: string) => `arn:aws:lambda:${region}:123456789012:function:any`;
    const elsewhere = { ...first, FunctionArn: arn("eu-west-1") };
    const mixed = file("mixed.json", { ...account, Functions: [elsewhere, ...others] });
    const ireland = file("ireland.json", { ...accountOf([BUSY]), Functions: [elsewhere] });

    expect((await rowsOf("--file", mixed)).map(({ name }) => name)).toEqual(["api-old", "api-small"]);
    expect((await lmi(["cost", "scan", "--file", mixed])).stdout).toMatch(
      /^1 functions of other Regions are left out, such as api-a of eu-west-1; /m,
    );
    expect(await lmi(["cost", "scan", "--file", ireland])).toMatchObject({
      code: 2,
      stderr:
        "files: functions must be of us-east-1, as the prices are, got eu-west-1; lmi cost prices --refresh --region eu-west-1 makes a table for --prices\n",
    });
  });

  it("writes a page with every function, however few a terminal shows", async () => {
    const html = file("scan.html", "");
    const { stdout } = await lmi(["cost", "scan", "--file", SCAN, "--top", "1", "--html", html]);

    expect(stdout).toContain("and 1 more of them; --top, --html and --json show them");
    expect(stdout).not.toContain("api-small");
    expect(readFileSync(html, "utf8")).toContain("api-small");
  });

  it.each([
    ["{", /scan-x\.json: is not JSON: /],
    ["{}", /scan-x\.json: must have Functions, EventSourceMappings, Tags or MetricDataResults, got \{\}/],
    [
      '{"Functions":[{"FunctionName":"a","MemorySize":-1}]}',
      /scan-x\.json: Functions\[0\]\.MemorySize: must be a number of MB above 0, got -1/,
    ],
    [
      '{"Functions":[{"FunctionName":"a","Architectures":["mips"]}]}',
      /Functions\[0\]\.Architectures\[0\]: .*got "mips"/,
    ],
    [
      '{"MetricDataResults":[{"Label":"a Invocations","Timestamps":["x"],"Values":[1]}]}',
      /MetricDataResults\[0\]\.Timestamps\[0\]: must be ISO 8601 .*, got "x"/,
    ],
    [
      '{"MetricDataResults":[{"Label":"a Invocations","Timestamps":["2026-11-01T00:00:00Z"],"Values":[-1]}]}',
      /MetricDataResults\[0\]\.Values\[0\]: must be a number from 0, got -1/,
    ],
    [
      '{"MetricDataResults":[{"Label":"a Invocations Average","Timestamps":[],"Values":[]}]}',
      /a Invocations: statistic: must be Sum, got Average/,
    ],
    [
      "a,b\n1,2",
      /row 1: must have the columns label, timestamp and value, or be of a Cost and Usage Report, got "a,b"/,
    ],
    [
      "label,timestamp,value\na Invocations,2026-11-01T00:00:00Z,many",
      /row 2: value: must be a number from 0, got "many"/,
    ],
    [
      "lineItem/UsageType,lineItem/ResourceId\n",
      /row 1: must have the column lineItem\/UsageAmount or line_item_usage_amount, got none/,
    ],
    [
      'label,timestamp,value\na Invocations,2026-11-01T00:00:00Z,"1\n',
      /scan-x\.json: row 2: is not CSV: Quote Not Closed/,
    ],
    ['lineItem/UsageType,"', /scan-x\.json: row 1: is not CSV: Quote Not Closed/],
    ['PAR1 "x\n', /scan-x\.json: row 1: is not CSV: Invalid Opening Quote/],
    [
      `lineItem/UsageType,lineItem/ResourceId,lineItem/UsageAmount,lineItem/UsageStartDate,lineItem/UsageEndDate\n"Request`,
      /scan-x\.json: row 2: is not CSV: Quote Not Closed/,
    ],
  ])("refuses %s in one line", async (content, message) => {
    const { code, stdout, stderr } = await lmi(["cost", "scan", "--file", file("scan-x.json", content)]);

    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it.each([
    [["--file", "missing.json"], "missing.json: cannot be read (ENOENT)"],
    [["--file", SCAN, "--save", "x.json"], "--save: not together with --file, got x.json"],
    [
      ["--file", SCAN, "--trust-tag", "team", "--trust-name", "^(a)"],
      "--trust-name: not together with --trust-tag, got ^(a)",
    ],
    [
      ["--file", SCAN, "--trust-name", "^a"],
      "--trust-name: must have a group in parentheses that names the trust group, got ^a",
    ],
    [["--file", SCAN, "--trust-name", "(("], "--trust-name: must be a regular expression, got (("],
    [["--file", SCAN, "--days", "3"], "--days: not together with --file, got 3"],
    [["--days", "32"], "--days: must be a whole number from 1 to 31, got 32"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await lmi(["cost", "scan", ...args]);

    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
