import { describe, expect, it } from "@jest/globals";
import { parseWindowFile } from "../../../../scripts/lmi/window/windowFile.ts";

const NIGHTLY = {
  name: "nightly",
  days: ["daily"],
  from: "22:00",
  to: "06:00",
  timeZone: "Europe/Dublin",
  min: 2,
  max: 10,
};
const ONCE = { name: "once", start: "2026-12-01T20:00:00Z", end: "2026-12-02T04:00:00Z", min: 1, max: 4 };
const BASELINE = { min: 0, max: 0 };

const parse = (content: unknown) => parseWindowFile("f.json", JSON.stringify(content));

describe("a window file", () => {
  it("gives baseline and windows, with defaults", () => {
    expect(parse({ baseline: BASELINE, windows: [NIGHTLY, ONCE] })).toEqual({
      baseline: BASELINE,
      windows: [
        { ...NIGHTLY, warmUpMinutes: 0, except: [] },
        { ...ONCE, warmUpMinutes: 0 },
      ],
    });
  });

  it("may begin with a byte order mark", () => {
    const text = `\uFEFF${JSON.stringify({ baseline: BASELINE, windows: [] })}`;
    expect(parseWindowFile("f.json", text).windows).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ["an unknown key", { ...NIGHTLY, until: "x" }, /^windows\[0\]\.until: unknown key$/],
    ["an unknown key in a one-off", { ...ONCE, timeZone: "UTC" }, /^windows\[0\]\.timeZone: unknown key$/],
    ["a wrong time", { ...NIGHTLY, from: "24:00" }, /^windows\[0\]\.from: must be HH:MM .*, got "24:00"$/],
    [
      "a wrong zone",
      { ...NIGHTLY, timeZone: "Mars/Base" },
      /^windows\[0\]\.timeZone: must be an IANA .*, got "Mars\/Base"$/,
    ],
    ["a wrong day", { ...NIGHTLY, days: ["mon", "xyz"] }, /^windows\[0\]\.days\[1\]: must be mon, .*got "xyz"$/],
    ["min above max", { ...NIGHTLY, min: 11 }, /^windows\[0\]\.min: must not be above max \(10\), got 11$/],
    ["days as numbers", { ...NIGHTLY, days: [1, 15] }, /^windows\[0\]\.days\[0\]: must be mon, .*, got 1\n.*, got 15$/],
    [
      "a warm-up in text",
      { ...NIGHTLY, warmUpMinutes: "150" },
      /^windows\[0\]\.warmUpMinutes: must be a whole number of minutes from 0 to 180, got "150"$/,
    ],
    ["no time", { ...NIGHTLY, to: undefined }, /^windows\[0\]\.to: must be HH:MM from 00:00 to 23:59, got nothing$/],
    ["max 0", { ...NIGHTLY, min: 0, max: 0 }, /^windows\[0\]\.min: .*, got 0\nwindows\[0\]\.max: .*, got 0$/],
    ["an empty window", { ...ONCE, end: ONCE.start }, /^windows\[0\]\.end: must be after start .*$/],
  ])("is refused with the path of %s", (_what, window, message) => {
    expect(() => parse({ baseline: BASELINE, windows: [window] })).toThrow(message);
  });

  it("is refused with one line per mistake, in the order of the schema", () => {
    const broken = {
      baseline: { min: 0, max: 1 },
      windows: [
        { ...NIGHTLY, from: "x" },
        { ...ONCE, min: 9 },
      ],
      more: 1,
    };
    let lines: string[] = [];
    try {
      parse(broken);
    } catch (error) {
      lines = String((error as Error).message).split("\n");
    }
    expect(lines.map((line) => line.split(":")[0])).toEqual(["baseline", "windows[0].from", "windows[1].min", "more"]);
  });

  it("is refused with the name of the window that is there twice", () => {
    expect(() => parse({ baseline: BASELINE, windows: [NIGHTLY, { ...ONCE, name: "nightly" }] })).toThrow(
      "windows[1].name: is used by windows[0] already, got nightly",
    );
  });

  it.each([
    ["without a baseline", { windows: [] }, "baseline: "],
    ["without windows", { baseline: BASELINE }, "windows: "],
    ["that is a list", [], "(root): "],
  ])("is refused %s", (_what, content, path) => {
    expect(() => parse(content)).toThrow(path);
  });

  it("is refused in one line when it is not JSON", () => {
    expect(() => parseWindowFile("f.json", '{\n"baseline": }')).toThrow(/^f\.json: is not JSON: [^\n]*$/);
  });
});
