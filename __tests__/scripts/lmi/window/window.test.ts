// The window commands as a user runs them; with a file they need neither credentials nor a Region.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startCpuTime } from "../../../support/cpuTime.ts";
import { lmi, lmiJson } from "../../../support/lmi/lmiCommand.ts";

const NIGHTLY = {
  name: "nightly",
  days: ["daily"],
  from: "22:00",
  to: "06:00",
  timeZone: "Europe/Dublin",
  min: 2,
  max: 10,
  warmUpMinutes: 10,
};
/** By which rules the command reads clocks. */
const TZDATA = process.versions.tz;
const RULES = `time zone data ${TZDATA}`;

const FILE = { baseline: { min: 0, max: 0 }, windows: [NIGHTLY] };

let folder: string;
let file: string;

const write = (name: string, content: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lmi-window-"));
  file = write("windows.json", FILE);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("lmi window state", () => {
  it("prints exactly the desired config and the open windows", async () => {
    const { code, stdout, stderr } = await lmi([
      ...["window", "state", "--windows", file, "--at", "2026-03-29T00:30:00Z", "--json"],
    ]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `{"at":"2026-03-29T00:30:00Z","desired":{"min":2,"max":10},"open":["nightly"],"tzdata":"${TZDATA}"}\n`,
      stderr: "",
    });
  });

  it("gives the baseline when none is open, and now when no instant is named", async () => {
    const { stdout } = await lmi(["window", "state", "--windows", file, "--at", "2026-03-29T12:00+01:00"]);
    expect(stdout).toBe(`2026-03-29T11:00:00Z  0/0  no window open\n${RULES}\n`);
    const { at } = await lmiJson(["window", "state", "--windows", file]);
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(30_000);
  });
});

describe("lmi window next", () => {
  const next = ["window", "next", "--from", "2026-03-28T12:00:00Z"];

  it("prints exactly the coming changes in UTC", async () => {
    expect(await lmiJson([...next, "--windows", file, "--count", "3"])).toEqual({
      transitions: [
        { at: "2026-03-28T21:50:00Z", desired: { min: 2, max: 10 }, open: ["nightly"] },
        { at: "2026-03-29T05:00:00Z", desired: { min: 0, max: 0 }, open: [] },
        { at: "2026-03-29T20:50:00Z", desired: { min: 2, max: 10 }, open: ["nightly"] },
      ],
      tzdata: TZDATA,
    });
  });

  it("marks for people the days on which the clocks change", async () => {
    const { stdout } = await lmi([...next, "--windows", file, "--count", "4"]);
    expect(stdout.split("\n")).toEqual([
      "2026-03-28T21:50:00Z  2026-03-28 21:50 Europe/Dublin  2/10  nightly",
      "2026-03-29T05:00:00Z  2026-03-29 06:00 Europe/Dublin  0/0   no window  clocks change (Europe/Dublin)",
      "2026-03-29T20:50:00Z  2026-03-29 21:50 Europe/Dublin  2/10  nightly    clocks change (Europe/Dublin)",
      "2026-03-30T05:00:00Z  2026-03-30 06:00 Europe/Dublin  0/0   no window",
      RULES,
      "",
    ]);
  });

  it("finds a thousand changes in a few seconds at the most, on any machine", async () => {
    const spent = startCpuTime();
    const { transitions } = await lmiJson([...next, "--windows", file, "--count", "1000"]);
    expect(transitions).toHaveLength(1000);
    expect(spent()).toBeLessThan(5_000);
  });

  it("says so when nothing ever changes", async () => {
    const quiet = write("quiet.json", { baseline: { min: 1, max: 1 }, windows: [] });
    expect((await lmi([...next, "--windows", quiet])).stdout).toBe(`no change within ten years\n${RULES}\n`);
    expect(await lmiJson([...next, "--windows", quiet])).toEqual({ transitions: [], tzdata: TZDATA });
  });
});

describe("lmi window list", () => {
  it("prints as JSON what it would accept as a file", async () => {
    const listed = await lmiJson(["window", "list", "--windows", file]);
    expect(listed).toEqual({ ...FILE, windows: [{ ...NIGHTLY, except: [] }] });
    expect(await lmiJson(["window", "list", "--windows", write("again.json", listed)])).toEqual(listed);
  });
});

describe("lmi window check", () => {
  it("accepts a right file", async () => {
    const inUtc = write("utc.json", { ...FILE, windows: [{ ...NIGHTLY, timeZone: "UTC" }] });
    expect(await lmi(["window", "check", inUtc])).toEqual({
      code: 0,
      stdout: `${inUtc}: 1 window, valid, 0 warnings\n${RULES}\n`,
      stderr: "",
    });
  });

  it("lists the next dates on which a change of clocks makes a window differ", async () => {
    const { stdout } = await lmi(["window", "check", file]);
    const lines = stdout.split("\n").slice(0, -1);
    expect(lines).toHaveLength(5);
    expect(lines.slice(3)).toEqual([`${file}: 1 window, valid, 0 warnings`, RULES]);
    for (const line of lines.slice(0, 3)) {
      expect(line).toMatch(
        /^clocks change: windows\[0\]: nightly is (shorter|longer): from \S+ 22:00 Europe\/Dublin to \S+ 06:00 Europe\/Dublin, [79]h, not 8h$/,
      );
    }
    const { clockChanges } = await lmiJson(["window", "check", file]);
    expect(clockChanges).toMatchObject([{ path: "windows[0]" }, { path: "windows[0]" }, { path: "windows[0]" }]);
  });

  it("prints each mistake with its path on stderr and exits 2", async () => {
    const wrong = write("wrong.json", { ...FILE, windows: [NIGHTLY, { ...NIGHTLY, from: "9", more: 1 }] });
    const { code, stdout, stderr } = await lmi(["window", "check", wrong, "--json"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.split("\n").map((line) => line.split(":")[0])).toEqual(["windows[1].from", "windows[1].more", ""]);
  });

  it("warns of what cannot fit, as a number or as vCPUs, and exits 0", async () => {
    for (const limit of [
      ["--limit", "8"],
      ["--max-vcpus", "17", "--vcpus", "2"],
    ]) {
      const { windows, warnings } = await lmiJson(["window", "check", file, ...limit]);
      expect(windows).toBe(1);
      expect(warnings).toMatchObject([{ path: "windows[0]", kind: "limit" }]);
    }
  });

  it.each([
    [["--limit", "8", "--vcpus", "2"], "--limit: not together with --max-vcpus and --vcpus, got both\n"],
    [["--vcpus", "2"], "--max-vcpus and --vcpus: must be given together, got one\n"],
  ])("refuses %j", async (options, stderr) => {
    expect(await lmi(["window", "check", file, ...options])).toEqual({ code: 2, stdout: "", stderr });
  });
});

describe("lmi", () => {
  it.each<[string[], string]>([
    [[], "a command is missing; --help lists them"],
    [["window"], "a command is missing; --help lists them"],
    [["windwo"], "unknown command 'windwo' (Did you mean window?)"],
    [["window", "next", "--cuont", "1"], "unknown option '--cuont' (Did you mean --count?)"],
    [["window", "next", "--count", "0"], "--count: must be a whole number from 1 to 10000, got 0"],
    [["window", "check"], "missing required argument 'file'"],
    [["window", "state", "--windows", "/nowhere.json"], "/nowhere.json: cannot be read (ENOENT)"],
    [["scale", "up", "--for", "1h", "--max", "2"], "required option '--min <n>' not specified"],
    [["scale", "up", "--for", "1h", "--min", "2", "--max", "1"], "--min and --max: min must not be above max, got 2/1"],
    [
      ["scale", "up", "--for", "1h", "--min", "0", "--max", "0"],
      "--max: must be at least 1, got 0; lmi scale down releases leases",
    ],
    [
      ["scale", "hold", "--until", "1h", "--reason", "x"],
      "--min and --max: must be given, or --as-is, or --never-down, got none",
    ],
    [
      ["scale", "hold", "--min", "1", "--until", "1h", "--reason", "x"],
      "--min and --max: must be given together, got one",
    ],
    [
      ["scale", "hold", "--as-is", "--never-down", "--until", "1h", "--reason", "x"],
      "--as-is: not together with --never-down, got both",
    ],
    [["scale", "hold", "--min", "0", "--max", "0", "--until", "1h"], "required option '--reason <text>' not specified"],
    [
      ["scale", "hold", "--min", "0", "--max", "0", "--reason", "x", "--until", "15d"],
      "--until: must be in the future and within 14d, got 15d",
    ],
    [["scale", "status"], "region: not known; use --region, AWS_REGION, or --local"],
  ])("refuses %j in one line and exits 2", async (args, message) => {
    const home = { HOME: folder }; // no AWS profile that could name a Region
    expect(await lmi(args, home)).toEqual({ code: 2, stdout: "", stderr: `${message}\n` });
  });

  it.each([[["--help"]], [["scale", "--help"]], [["scale", "up", "--help"]], [["window", "check", "--help"]]])(
    "helps with %j",
    async (args) => {
      const { code, stdout, stderr } = await lmi(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("Usage: lmi");
    },
  );
});
