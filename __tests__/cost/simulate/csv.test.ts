import { describe, expect, it } from "@jest/globals";
import { parseCsv } from "../../../cost/simulate/csv.ts";

const rows = (...lines: readonly string[]) => ["timestamp,requests", ...lines].join("\n");
const AT = "2026-11-22T12:00:00Z";

describe("a CSV of traffic", () => {
  it("is read with its order, and knows its rows", () => {
    const { times, requests, place } = parseCsv("t.csv", rows(`2026-11-22T12:01:00Z,7`, `${AT},1.5e3`));
    expect(times.map((at) => new Date(at).toISOString())).toEqual([
      "2026-11-22T12:01:00.000Z",
      "2026-11-22T12:00:00.000Z",
    ]);
    expect(requests).toEqual([7, 1_500]);
    expect(place(1)).toBe("row 3");
  });

  it.each([
    ["a byte order mark", `\uFEFF${rows(`${AT},5`)}`],
    ["carriage returns", rows(`${AT},5`, "").replaceAll("\n", "\r\n")],
    ["quotes", `"timestamp","requests"\n"${AT}","5"\n`],
    ["blanks", `timestamp , requests\n ${AT} , 5 \n`],
    ["empty lines", `${rows("", `${AT},5`, "", "")}\n`],
  ])("may have %s", (_, text) => {
    const { times, requests } = parseCsv("t.csv", text);
    expect([times, requests]).toEqual([[Date.parse(AT)], [5]]);
  });

  it.each([
    [
      "a negative count",
      rows(`${AT},5`, `${AT},-1`),
      't.csv: row 3: requests: must be a number from 0 to 10000000000000, got "-1"',
    ],
    ["NaN", rows(`${AT},NaN`), 't.csv: row 2: requests: must be a number from 0 to 10000000000000, got "NaN"'],
    [
      "Infinity",
      rows(`${AT},Infinity`),
      't.csv: row 2: requests: must be a number from 0 to 10000000000000, got "Infinity"',
    ],
    [
      "a hexadecimal count",
      rows(`${AT},0x10`),
      't.csv: row 2: requests: must be a number from 0 to 10000000000000, got "0x10"',
    ],
    ["no count", rows(`${AT},`), 't.csv: row 2: requests: must be a number from 0 to 10000000000000, got ""'],
    [
      "too large a count",
      rows(`${AT},10000000000001`),
      't.csv: row 2: requests: must be a number from 0 to 10000000000000, got "10000000000001"',
    ],
    ["thousands separators", rows(`${AT},1,000`), "t.csv: row 2: must have 2 values, got 3"],
    ["one value", rows(AT), "t.csv: row 2: must have 2 values, got 1"],
    [
      "no zone",
      rows("2026-11-22T12:00:00,5"),
      't.csv: row 2: timestamp: must be ISO 8601 with a zone such as 2026-11-22T13:05:00Z, got "2026-11-22T12:00:00"',
    ],
    ["another header", `time,count\n${AT},5`, 't.csv: row 1: must be the header timestamp,requests, got "time,count"'],
    ["no header", `${AT},5`, `t.csv: row 1: must be the header timestamp,requests, got "${AT},5"`],
    ["nothing at all", "", "t.csv: row 1: must be the header timestamp,requests, got nothing"],
  ])("is refused in one line with %s", (_, text, message) => {
    expect(() => parseCsv("t.csv", text)).toThrow(new Error(message));
  });

  it("is refused in one line when a quote is not closed", () => {
    expect(() => parseCsv("t.csv", rows(`${AT},"5`))).toThrow(/^t\.csv: row 2: is not CSV: [^\n]*$/);
  });

  it("counts empty lines as rows, the way an editor does", () => {
    expect(() => parseCsv("t.csv", rows(`${AT},5`, "", `${AT},x`))).toThrow("t.csv: row 4: requests:");
  });
});
