import { describe, expect, it } from "@jest/globals";
import { filterPattern } from "../../../local/logs/filterPattern.ts";

const text = "2026 ERROR disk is full";
const json = JSON.stringify({
  level: "ERROR",
  n: 3,
  ok: true,
  none: null,
  video: { id: "v-1", tags: ["a"] },
  "x-y": 1,
});

describe("a filter pattern", () => {
  it.each([
    ["", text, true],
    ["ERROR", text, true],
    ["error", text, false],
    ["ERROR disk", text, true],
    ["ERROR network", text, false],
    ["?network ?disk", text, true],
    ["?network ?cable", text, false],
    ["ERROR -disk", text, false],
    ["ERROR -cable", text, true],
    ['"is full"', text, true],
    ['"full is"', text, false],
    ['-"is full"', text, false],
    ['"\\"level\\":\\"ERROR\\""', json, true],
    ['{ $.level = "ERROR" }', json, true],
    ["{ $.level = ERROR }", json, true],
    ['{ $.level = "ERR*" }', json, true],
    ['{ $.level = "RR*" }', json, false],
    ['{ $.level = "*R*R*R" }', json, true],
    ['{ $.level = "*R*R*R*R" }', json, false],
    ['{ $.level = "ERRO*ROR" }', json, false],
    ['{ $.level = "*" }', json, true],
    ['{ $.level = "ERRO" }', json, false],
    ['{ $.level != "INFO" }', json, true],
    ['{ $.other != "INFO" }', json, false],
    ["{ $.n = 3 }", json, true],
    ["{ $.n > 2 && $.n < 4 }", json, true],
    ["{ $.n >= 4 }", json, false],
    ["{ $.n <= 3 }", json, true],
    ["{ $.level > 2 }", json, false],
    ['{ $.video.id = "v-1" }', json, true],
    ['{ $.video.tags[0] = "a" }', json, true],
    ["{ $.x-y = 1 }", json, true],
    ["{ $.ok IS TRUE }", json, true],
    ["{ $.ok is false }", json, false],
    ["{ $.none IS NULL }", json, true],
    ["{ $.other NOT EXISTS }", json, true],
    ["{ $.none NOT EXISTS }", json, false],
    ["{ $.constructor NOT EXISTS }", json, true],
    ['{ ($.level = "INFO") || ($.level = "ERROR") }', json, true],
    ['{ $.level = "INFO" || $.n = 3 && $.ok IS TRUE }', json, true],
    ['{ ($.level = "INFO" || $.n = 3) && $.ok IS FALSE }', json, false],
    ['{ $.level = "ERROR" }', text, false],
  ])("%s on %s: %s", (pattern, message, matches) => {
    expect(filterPattern(pattern)(message)).toBe(matches);
  });

  it.each([
    ["[ip, user]", "space-delimited patterns are not evaluated locally, got [ip, user]"],
    ["%ERR.*%", "regular expressions are not evaluated locally"],
    ["{ $.level = %ERR.*% }", "regular expressions are not evaluated locally"],
    ["ERROR ?disk", "optional terms beside others are not evaluated locally"],
    ["a.b", "a term with other characters than letters, digits and _ must be quoted: a.b"],
    ['{ level = "ERROR" }', "a property selector such as $.level is expected, got level"],
    ["{ $.n > big }", "> needs a number, got big"],
    ["{ $.n ! 3 }", "unexpected ! 3"],
    ["{ $.n = }", "it ends too early"],
    ["{ ($.n = 3 }", "a ) is missing"],
    ["{ $.n = 3 ) }", "unexpected )"],
    ["{ $.n EQUALS 3 }", "unexpected EQUALS"],
  ])("%s is refused", (pattern, message) => {
    expect(() => filterPattern(pattern)).toThrow(
      expect.objectContaining({ name: "InvalidParameterException", message: expect.stringContaining(message) }),
    );
  });
});
